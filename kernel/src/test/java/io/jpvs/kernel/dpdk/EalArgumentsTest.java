package io.jpvs.kernel.dpdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EalArgumentsTest {
    @Test
    void whatTheOperatorLeavesOutIsAdded() {
        assertEquals(
                List.of("jpvs", "--log-level=warning", "--file-prefix=unique", "--lcores=0@3", "-m", "512"),
                EalArguments.complete(List.of("-m", "512"), 3, "unique"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--log-level=8 --in-memory -l 1",
                "--log-level 8 --no-shconf --lcores=0@1",
                "--log-level=8 --file-prefix=x -c 0x1"
            })
    void whatTheOperatorSaysStands(String options) {
        List<String> words = List.of(options.split(" "));
        List<String> arguments = EalArguments.complete(words, 3, "unique");
        assertEquals(words, arguments.subList(1, arguments.size()));
    }

    /// DPDK's getopt takes beginnings of names and letters in a row.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "--hel",
                "--h",
                "-h",
                "-v",
                "--version",
                "--vers",
                "-xh",
                "--",
                "--proc-type=secondary",
                "--proc-type secondary",
                "--pro auto",
                "--p=auto",
                "--proc-type",
                "--vdev=net_null0,size=99999",
                "--vdev net_null0,copy=1,size=9000",
                "--vdev=net_null0,size=99999999999999999999",
                "--vdev=net_null0,size=\0"
            })
    void whatWouldEndOrHangOrCorruptIsRefused(String options) {
        assertThrows(DpdkException.class, () -> EalArguments.complete(List.of(options.split(" ")), 0, "unique"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--huge-unlink",
                "--vdev=net_null0,size=64",
                "--vfio-intr=msi",
                "-ahost",
                "-a 0000:01:00.0",
                "-n4",
                "--proc-type=primary",
                "--proc-type primary"
            })
    void whatOnlyLooksLikeItPasses(String options) {
        EalArguments.complete(List.of(options.split(" ")), 0, "unique");
    }
}
