package io.jpvs.bench;

import io.jpvs.bench.rig.Schedule;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How often and how long is measured.
final class ScheduleOptions {
    private static final Duration WARM_UP = Duration.ofSeconds(5);

    @Option(names = "--rounds", description = "times that the programs are started afresh; default: 2, in full 3")
    private @Nullable Integer rounds;

    @Option(names = "--turns", description = "windows of each program in a round; default: 3, in full 4")
    private @Nullable Integer turns;

    @Option(names = "--window", paramLabel = "MS", description = "length of a window; default: 600, in full 1200")
    private @Nullable Integer windowMillis;

    @Option(names = "--warm-up", paramLabel = "MS", description = "of jpvs; default: 5000")
    private @Nullable Integer warmUpMillis;

    @Option(
            names = "--modes",
            split = ",",
            paramLabel = "MODE",
            description = "testpmd's forwarding modes; default: ${DEFAULT-VALUE}")
    private List<String> modes = Schedule.ALL_MODES;

    @Option(
            names = "--without",
            paramLabel = "PLUGIN",
            description = "beside jpvs run one that lacks this plugin: icmp, tcp or udp; not in rows that need it")
    private String without = "";

    /// Made by picocli.
    ScheduleOptions() {}

    Schedule schedule(boolean full) {
        return new Schedule(
                Objects.requireNonNullElse(rounds, full ? 3 : 2),
                Objects.requireNonNullElse(turns, full ? 4 : 3),
                Duration.ofMillis(Objects.requireNonNullElse(windowMillis, full ? 1200 : 600)),
                warmUpMillis == null ? WARM_UP : Duration.ofMillis(warmUpMillis),
                modes,
                without);
    }
}
