package io.jpvs.kernel.dpdk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What is mapped where in this process, as of one reading of `/proc/self/maps`.
record ProcessMaps(List<Mapping> mappings) {

    /// One line of the file: addresses from `start` up to, not including, `end`.
    record Mapping(long start, long end, String permissions, String file) {
        private boolean holds(long address) {
            return Long.compareUnsigned(address, start) >= 0 && Long.compareUnsigned(address, end) < 0;
        }
    }

    static ProcessMaps read() {
        try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
            return new ProcessMaps(lines.map(ProcessMaps::mapping).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Returns whether code of a DPDK library lies at `address`.
    boolean isDpdkCode(long address) {
        return mappings.stream()
                .anyMatch(mapping -> mapping.holds(address)
                        && mapping.permissions().indexOf('x') >= 0
                        && mapping.file().contains("/librte_"));
    }

    /// Returns whether data that may be read, and no code, lies at `address`.
    boolean isData(long address) {
        return mappings.stream()
                .anyMatch(mapping -> mapping.holds(address)
                        && mapping.permissions().startsWith("r")
                        && mapping.permissions().indexOf('x') < 0);
    }

    private static Mapping mapping(String line) {
        // 7f00-7f10 r-xp 00000000 fe:00 1234      /path
        String[] fields = line.split("\\s+", 6);
        int dash = fields[0].indexOf('-');
        return new Mapping(
                Long.parseUnsignedLong(fields[0].substring(0, dash), 16),
                Long.parseUnsignedLong(fields[0].substring(dash + 1), 16),
                fields[1],
                fields.length > 5 ? fields[5] : "");
    }
}
