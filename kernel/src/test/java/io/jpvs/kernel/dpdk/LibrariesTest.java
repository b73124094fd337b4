package io.jpvs.kernel.dpdk;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LibrariesTest {
    @ParameterizedTest
    @CsvSource({
        "DPDK 21.11.0, 22",
        "DPDK 22.07.0, 22",
        "DPDK 22.11.11, 23",
        "DPDK 23.11.4, 24",
        "DPDK 24.11.4, 25",
        "DPDK 25.11.1, 26",
        "DPDK 26.07.0-rc4, 26",
        "DPDK 26.11.0, 27",
    })
    void releaseTellsTheAbi(String version, int abi) {
        assertDoesNotThrow(() -> new Libraries(abi, List.of()).verify(version));
        assertThrows(DpdkException.class, () -> new Libraries(abi + 1, List.of()).verify(version));
    }

    @ParameterizedTest
    @CsvSource({"DPDK", "22.11", "''", "DPDK 22"})
    void unreadableReleaseIsRefused(String version) {
        assertThrows(DpdkException.class, () -> new Libraries(23, List.of()).verify(version));
    }

    @Test
    void missingLibrariesAreNamedWithTheFix() {
        DpdkException missing = assertThrows(DpdkException.class, () -> Libraries.open(List.of(99)));
        assertTrue(missing.getMessage().startsWith("DPDK is not installed"), missing.getMessage());
        assertTrue(missing.getMessage().contains("./jpvs doctor"), missing.getMessage());
    }
}
