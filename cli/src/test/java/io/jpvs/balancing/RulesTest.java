package io.jpvs.balancing;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/// Every rule of ICMP has tests, which bear its number (`r05...`); and docs/rfc5508.md names tests that there are.
final class RulesTest {
    private static final Path TESTS = Path.of("src", "test", "java", "io", "jpvs", "balancing");
    private static final Path RFC_5508 = Path.of("..", "docs", "rfc5508.md");
    private static final Pattern RULE_METHOD = Pattern.compile("void r(\\d\\d)[A-Z]\\w+\\(");
    private static final Pattern NAMED_TEST = Pattern.compile("`(\\w+Test)#(\\w+)`");
    private static final Pattern REQUIREMENT = Pattern.compile("(?m)^## (REQ-\\d+)");

    /// Of other modes than FullNAT (12) the tests are to come with the modes.
    private static final Set<Integer> TO_COME = Set.of(12);

    private static IntStream rules() {
        return IntStream.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 20, 21, 22, 23, 24, 25, 30, 31, 32, 33, 34);
    }

    @Test
    void everyRuleHasATestThatBearsItsNumber() throws IOException {
        Set<Integer> tested = new TreeSet<>();
        try (Stream<Path> files = Files.list(TESTS)) {
            for (Path file : files.toList()) {
                RULE_METHOD
                        .matcher(Files.readString(file))
                        .results()
                        .forEach(found -> tested.add(Integer.parseInt(found.group(1))));
            }
        }
        Set<Integer> due =
                rules().filter(rule -> !TO_COME.contains(rule)).boxed().collect(toCollection(TreeSet::new));
        due.removeAll(tested);
        assertEquals(Set.of(), due, "rules without a test");
    }

    @Test
    void everyRequirementOfRfc5508IsAnswered() throws IOException {
        String list = Files.readString(RFC_5508);
        List<String> expected =
                IntStream.rangeClosed(1, 11).mapToObj(n -> "REQ-" + n).toList();
        List<MatchResult> headings = REQUIREMENT.matcher(list).results().toList();
        assertEquals(
                expected, headings.stream().map(heading -> heading.group(1)).toList());
        for (int i = 0; i < headings.size(); i++) {
            int end = i + 1 < headings.size() ? headings.get(i + 1).start() : list.length();
            String section = list.substring(headings.get(i).start(), end);
            assertTrue(NAMED_TEST.matcher(section).find(), headings.get(i).group(1) + " names no test");
        }
    }

    @Test
    void testsNamedForRfc5508Exist() throws IOException {
        List<String> missing = new ArrayList<>();
        for (MatchResult named :
                NAMED_TEST.matcher(Files.readString(RFC_5508)).results().toList()) {
            if (!isTest(named.group(1), named.group(2))) {
                missing.add(named.group());
            }
        }
        assertEquals(List.of(), missing);
    }

    private static boolean isTest(String type, String method) {
        try {
            Method[] methods =
                    Class.forName(RulesTest.class.getPackageName() + "." + type).getDeclaredMethods();
            return Arrays.stream(methods)
                    .filter(candidate -> candidate.getName().equals(method))
                    .anyMatch(candidate -> candidate.isAnnotationPresent(Test.class)
                            || candidate.isAnnotationPresent(ParameterizedTest.class));
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
