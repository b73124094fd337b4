package io.jpvs.bench;

import io.jpvs.bench.report.Chart;
import io.jpvs.bench.report.Conditions;
import io.jpvs.bench.report.Report;
import io.jpvs.bench.report.Table;
import io.jpvs.bench.rig.Cpus;
import io.jpvs.bench.rig.Result;
import io.jpvs.bench.rig.Rig;
import io.jpvs.bench.rig.Schedule;
import io.jpvs.bench.rig.WorkFolder;
import io.jpvs.bench.traffic.Workload;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Measures jpvs beside testpmd.
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Measure jpvs beside dpdk-testpmd on one in-memory device; docs/performance.md says how.",
            "'bench jmh ARGS...' runs the benchmarks of JMH instead."
        },
        sortOptions = false)
final class BenchCommand implements Callable<Integer> {
    @Mixin
    private RowOptions rows = new RowOptions();

    @Mixin
    private ScheduleOptions schedules = new ScheduleOptions();

    @Option(names = "--out", paramLabel = "DIR", description = "for JSON and charts; default: docs/performance")
    private @Nullable Path out;

    @Spec
    private @Nullable CommandSpec spec;

    /// Made by picocli.
    BenchCommand() {}

    @Override
    public Integer call() throws IOException {
        List<Workload> workloads = rows.workloads();
        Schedule schedule = schedules.schedule(rows.isFull());
        Path home = Path.of(System.getProperty("jpvs.home", ".")).toAbsolutePath();
        Path target = out == null ? home.resolve("docs/performance") : out;
        Files.createDirectories(target);
        try (WorkFolder folder = WorkFolder.temporary()) {
            Rig rig = new Rig(home, folder, Cpus.choose(), schedule, step -> System.err.println("bench: " + step));
            Conditions conditions = Conditions.here(rig.dpdk());
            List<Result> results = measure(rig, workloads);
            Report.of(conditions, schedule, rig.jvm(), results).write(target.resolve("bench.json"));
            Chart.writeRates(target.resolve("rates.svg"), results);
            Chart.writeRatios(target.resolve("ratios.svg"), results);
            return results.stream().allMatch(BenchCommand::isGood) ? 0 : 1;
        }
    }

    private List<Result> measure(Rig rig, List<Workload> workloads) {
        PrintWriter terminal = Objects.requireNonNull(spec).commandLine().getOut();
        Table table = new Table(terminal);
        table.head();
        List<Result> results = new ArrayList<>();
        for (Workload workload : workloads) {
            Result result = rig.measure(workload);
            results.add(result);
            table.row(result);
        }
        table.foot();
        return results;
    }

    /// A row that could not be measured here says so, and is no failure.
    private static boolean isGood(Result result) {
        return result.isValid() || result.rates().isEmpty();
    }
}
