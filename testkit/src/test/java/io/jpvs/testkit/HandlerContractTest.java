package io.jpvs.testkit;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jpvs.api.IpVersion;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// A test that cannot fail is a defect: every rule of the contract finds a handler that breaks it.
final class HandlerContractTest {
    static Stream<String> rules() {
        return Arrays.stream(HandlerContract.class.getDeclaredMethods())
                .map(Method::getName)
                .filter(name -> name.matches("c\\d\\d.*"))
                .sorted();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void faultlessHandlerKeepsTheRule(String rule) {
        assertDoesNotThrow(checking(rule, ToyHandler.Fault.NONE));
    }

    @ParameterizedTest
    @EnumSource(value = ToyHandler.Fault.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void faultIsFoundByItsRule(ToyHandler.Fault fault) {
        String rule = rules().filter(name -> name.startsWith(fault.rule()))
                .findFirst()
                .orElseThrow();
        assertThrows(AssertionError.class, checking(rule, fault));
    }

    @Test
    void everyRuleHasAFault() {
        Set<String> found = Arrays.stream(ToyHandler.Fault.values())
                .map(ToyHandler.Fault::rule)
                .filter(rule -> !rule.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(rules().map(name -> name.substring(0, 3)).collect(Collectors.toSet()), found);
    }

    private static Executable checking(String rule, ToyHandler.Fault fault) {
        HandlerContract contract = new ToyHandler.Contract(fault);
        return () -> {
            for (Method method : HandlerContract.class.getDeclaredMethods()) {
                if (method.getName().equals(rule)) {
                    call(method, contract);
                }
            }
        };
    }

    private static void call(Method method, HandlerContract contract) throws Throwable {
        try {
            if (method.getParameterCount() == 0) {
                method.invoke(contract);
            } else {
                method.invoke(contract, IpVersion.IPV6);
            }
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }
}
