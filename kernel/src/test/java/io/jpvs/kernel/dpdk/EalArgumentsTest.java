package io.jpvs.kernel.dpdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
        assertEquals(words.getLast(), arguments.getLast());
        assertTrue(arguments.stream()
                .noneMatch(List.of("--log-level=warning", "--file-prefix=unique", "--lcores=0@3")::contains));
    }

    @Test
    void formsAreThoseThatEveryReleaseTakes() {
        List<String> arguments = EalArguments.complete(
                List.of(
                        "-l1",
                        "-n",
                        "4",
                        "-m=64",
                        "--vdev",
                        "net_null0",
                        "--file-prefix=x",
                        "--log-level=8",
                        "--huge-unlink"),
                3,
                "unique");
        assertEquals(
                List.of(
                        "jpvs",
                        "-l",
                        "1",
                        "-n",
                        "4",
                        "-m",
                        "64",
                        "--vdev=net_null0",
                        "--file-prefix=x",
                        "--log-level=8",
                        "--huge-unlink"),
                arguments);
    }

    /// EAL would print and leave, wait for ever, or write where it must not; from 25.11 on it leaves on any mistake.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "--hel",
                "-h",
                "-v",
                "--version",
                "-xh",
                "--",
                "-",
                "---",
                "",
                "word",
                "--no-such-option",
                "--log-level=help",
                "--log-level help",
                "--no-huge=yes",
                "--no-huge yes",
                "--syslog daemon",
                "-m",
                "-m 1 -m 2",
                "-l 0 --lcores=1",
                "--vdev",
                "--proc-type=secondary",
                "--proc-type secondary",
                "--pro auto",
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
                "-a 0000:01:00.0 -a 0000:02:00.0",
                "-n4",
                "--syslog",
                "--syslog=daemon",
                "--vdev=net_null0 --vdev net_null1",
                "--proc-type=primary",
                "--proc-type primary"
            })
    void whatOnlyLooksLikeItPasses(String options) {
        EalArguments.complete(List.of(options.split(" ")), 0, "unique");
    }
}
