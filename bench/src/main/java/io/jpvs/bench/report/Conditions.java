package io.jpvs.bench.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a run was made on: without it a figure says nothing.
///
/// @param started when
/// @param processor the model of the CPU
/// @param processors CPUs there are
/// @param system kernel and architecture
/// @param dpdk its release
/// @param jdk the Java run time
/// @param loadAverages of the last one, five and fifteen minutes, before the first row
public record Conditions(
        String started, String processor, int processors, String system, String dpdk, String jdk, String loadAverages) {
    private static final Pattern MODEL = Pattern.compile("model name\\s*:\\s*(.*)");

    /// Looks at this machine.
    ///
    /// @param dpdk the release that was found
    public static Conditions here(String dpdk) {
        Matcher model = MODEL.matcher(read("/proc/cpuinfo"));
        return new Conditions(
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                model.find() ? model.group(1) : "unknown",
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"),
                dpdk,
                System.getProperty("java.vm.vendor") + " " + Runtime.version(),
                readLoad());
    }

    private static String readLoad() {
        String[] fields = read("/proc/loadavg").split(" ", -1);
        return fields[0] + " " + fields[1] + " " + fields[2];
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
