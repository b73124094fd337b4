package io.jpvs.bench.rig;

import io.jpvs.bench.traffic.Traffic;
import io.jpvs.bench.traffic.Workload;
import io.jpvs.kernel.control.StatisticsReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Measures a workload: jpvs and testpmd in turn on one in-memory device, the other one halted meanwhile.
public final class Rig {
    private static final Duration SETTLING = Duration.ofMillis(200);
    private static final int MANY_FLOWS = 200_000;

    private final Path launcher;
    private final Path folder;
    private final Cpus cpus;
    private final Schedule schedule;
    private final Consumer<String> progress;

    /// Makes a rig.
    ///
    /// @param launcher the command `jpvs`
    /// @param folder for files of the run
    /// @param progress is told what happens
    public Rig(Path launcher, Path folder, Cpus cpus, Schedule schedule, Consumer<String> progress) {
        this.launcher = launcher;
        this.folder = folder;
        this.cpus = cpus;
        this.schedule = schedule;
        this.progress = progress;
    }

    /// Measures a row, or says why that cannot be.
    public Result measure(Workload workload) {
        if (!workload.isMeaningful()) {
            return Result.skipped(workload, "too few flows for this kind");
        }
        Stage stage = new Stage(new Traffic(workload), folder.resolve(workload.name()));
        long needed = 2L * stage.setup().megabytes();
        long free = Memory.availableMegabytes();
        if (needed > free) {
            stage.delete();
            return Result.skipped(workload, "needs " + needed + " MB for both programs, and " + free + " are free");
        }
        Result.Builder builder = new Result.Builder();
        try {
            builder.complain(Verification.complaint(launcher, stage));
            for (int round = 1; round <= schedule.rounds(); round++) {
                progress.accept(workload.name() + ": round " + round + " of " + schedule.rounds());
                round(workload, stage, builder);
            }
            return builder.result(workload);
        } finally {
            stage.delete();
        }
    }

    private void round(Workload workload, Stage stage, Result.Builder builder) {
        try (Testpmd testpmd = new Testpmd(stage, cpus);
                Jpvs jpvs = new Jpvs(launcher, stage, cpus, workload.flows() > MANY_FLOWS)) {
            Child.sleep(schedule.warmUp());
            StatisticsReport before = jpvs.statistics();
            jpvs.halt();
            for (int turn = 0; turn < schedule.turns(); turn++) {
                jpvs.resume();
                builder.add(Result.JPVS, window(jpvs::read));
                jpvs.halt();
                for (String mode : schedule.modes()) {
                    testpmd.forward(mode);
                    builder.add(mode, window(testpmd::read));
                    testpmd.stop();
                }
            }
            jpvs.resume();
            builder.complain(Jpvs.complaint(before, jpvs.statistics()));
        }
    }

    private double window(Supplier<Reading> reader) {
        Child.sleep(SETTLING);
        Reading first = reader.get();
        Child.sleep(schedule.window());
        return reader.get().megaPacketsSince(first);
    }
}
