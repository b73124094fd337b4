package io.jpvs.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jpvs.bench.traffic.Workload;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class RowOptionsTest {
    private static RowOptions parse(String arguments) {
        return CommandLine.populateCommand(new RowOptions(), arguments.split(" ", -1));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "--kinds TCP, tcp-ipv4-1000",
        "--flows 1, udp-ipv4-1",
        "--ip 6, udp-ipv6-1000",
        "'--ip 4,6 --kinds MIX --flows 20,1000', mix-ipv4-20 mix-ipv4-1000 mix-ipv6-20 mix-ipv6-1000",
        "'--full --kinds ERRORS --flows 1', errors-ipv4-1 errors-ipv6-1",
    })
    void whatIsNamedIsMeasured(String arguments, String rows) {
        assertEquals(
                rows, parse(arguments).workloads().stream().map(Workload::name).collect(Collectors.joining(" ")));
    }

    /// Four kinds, four sizes, two IP versions.
    @Test
    void fullIsEverything() {
        assertEquals(32, parse("--full").workloads().stream().distinct().count());
    }

    @Test
    void thereIsNoIpVersion5() {
        assertThrows(CommandLine.ParameterException.class, () -> parse("--ip 5"));
    }
}
