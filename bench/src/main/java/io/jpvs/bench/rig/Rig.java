package io.jpvs.bench.rig;

import io.jpvs.bench.traffic.Traffic;
import io.jpvs.bench.traffic.Workload;
import io.jpvs.kernel.control.StatisticsReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Measures a workload: jpvs and testpmd in turn on one in-memory device, the others halted meanwhile.
public final class Rig {
    private static final Duration SETTLING = Duration.ofMillis(200);

    private final Path home;
    private final WorkFolder folder;
    private final Cpus cpus;
    private final Schedule schedule;
    private final Consumer<String> progress;
    private String jvm = "";

    /// Makes a rig.
    ///
    /// @param home of jpvs
    /// @param folder for files of the run
    /// @param progress is told what happens
    public Rig(Path home, WorkFolder folder, Cpus cpus, Schedule schedule, Consumer<String> progress) {
        this.home = home;
        this.folder = folder;
        this.cpus = cpus;
        this.schedule = schedule;
        this.progress = progress;
    }

    /// Returns the release of DPDK that is measured with.
    public String dpdk() {
        return Testpmd.version(folder.path().resolve("version.log"));
    }

    /// Returns the options of the JVM that jpvs ran on last.
    public String jvm() {
        return jvm;
    }

    /// Measures a row, or says why that cannot be.
    public Result measure(Workload workload) {
        Result.Builder builder = new Result.Builder();
        if (!workload.isMeaningful()) {
            builder.complain("too few flows for this kind");
            return builder.result(workload);
        }
        try (Stage stage = new Stage(new Traffic(workload), home, folder.inner(workload.name()))) {
            long programs = hasReduced(workload) ? 3 : 2;
            long needed = programs * stage.setup().megabytes();
            long free = Memory.availableMegabytes();
            if (needed > free) {
                builder.complain("needs " + needed + " MB for " + programs + " programs, and " + free + " are free");
                return builder.result(workload);
            }
            builder.complain(Verification.complaint(stage));
            for (int round = 1; round <= schedule.rounds(); round++) {
                progress.accept(workload.name() + ": round " + round + " of " + schedule.rounds());
                round(workload, stage, builder);
            }
        } catch (RigException e) {
            builder.complain(String.valueOf(e.getMessage()));
        }
        return builder.result(workload);
    }

    private void round(Workload workload, Stage stage, Result.Builder builder) {
        try (Testpmd testpmd = new Testpmd(stage, cpus);
                Jpvs jpvs = new Jpvs(stage, "", cpus);
                @Nullable Jpvs reduced = hasReduced(workload) ? new Jpvs(stage, schedule.without(), cpus) : null) {
            jvm = jpvs.options();
            StatisticsReport before = warmUp(jpvs);
            if (reduced != null) {
                warmUp(reduced);
            }
            for (int turn = 0; turn < schedule.turns(); turn++) {
                builder.add(Result.JPVS, measure(jpvs));
                if (reduced != null) {
                    builder.add(schedule.reducedName(), measure(reduced));
                }
                for (String mode : schedule.modes()) {
                    testpmd.forward(mode);
                    builder.add(mode, window(testpmd::read));
                    testpmd.stop();
                }
            }
            jpvs.resume();
            builder.complain(Jpvs.complaint(before, jpvs.statistics(), workload.flows()));
        }
    }

    private boolean hasReduced(Workload workload) {
        return !schedule.without().isEmpty() && !workload.kind().needs(schedule.without());
    }

    private StatisticsReport warmUp(Jpvs jpvs) {
        jpvs.resume();
        Child.sleep(schedule.warmUp());
        StatisticsReport report = jpvs.statistics();
        jpvs.halt();
        return report;
    }

    private double measure(Jpvs jpvs) {
        jpvs.resume();
        double rate = window(jpvs::read);
        jpvs.halt();
        return rate;
    }

    private double window(Supplier<Reading> reader) {
        Child.sleep(SETTLING);
        Reading first = reader.get();
        Child.sleep(schedule.window());
        return reader.get().megaPacketsSince(first);
    }
}
