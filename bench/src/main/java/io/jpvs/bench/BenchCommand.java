package io.jpvs.bench;

import io.jpvs.bench.report.Table;
import io.jpvs.bench.rig.Cpus;
import io.jpvs.bench.rig.Result;
import io.jpvs.bench.rig.Rig;
import io.jpvs.bench.rig.Schedule;
import io.jpvs.bench.traffic.Kind;
import io.jpvs.bench.traffic.Workload;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Measures jpvs beside testpmd.
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description =
                "Measure jpvs beside dpdk-testpmd on one in-memory device. 'bench jmh ARGS...' runs the benchmarks of"
                        + " JMH instead.",
        sortOptions = false)
final class BenchCommand implements Callable<Integer> {
    @Option(names = "--kinds", split = ",", description = "of ${COMPLETION-CANDIDATES}; default: all")
    private List<Kind> kinds = List.of(Kind.values());

    @Option(names = "--flows", split = ",", description = "numbers of flows; default: ${DEFAULT-VALUE}")
    private List<Integer> flows = List.of(1000, 100_000);

    @Option(names = "--ip", split = ",", description = "IP versions; default: ${DEFAULT-VALUE}")
    private List<Integer> versions = List.of(4, 6);

    @Option(names = "--rounds", description = "times that both programs are started afresh; default: ${DEFAULT-VALUE}")
    private int rounds = 2;

    @Option(names = "--turns", description = "windows of each program in a round; default: ${DEFAULT-VALUE}")
    private int turns = 3;

    @Option(names = "--window", paramLabel = "MS", description = "length of a window; default: ${DEFAULT-VALUE}")
    private int windowMillis = 800;

    @Option(names = "--warm-up", paramLabel = "MS", description = "of jpvs; default: ${DEFAULT-VALUE}")
    private int warmUpMillis = 5000;

    @Option(names = "--modes", split = ",", description = "testpmd's; default: ${DEFAULT-VALUE}")
    private List<String> modes = Schedule.ALL_MODES;

    @Spec
    private @Nullable CommandSpec spec;

    /// Made by picocli.
    BenchCommand() {}

    @Override
    public Integer call() throws IOException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Path launcher = Path.of(System.getProperty("jpvs.home", "."), "jpvs").toAbsolutePath();
        Path folder = Files.createTempDirectory("jpvs-bench");
        Schedule schedule =
                new Schedule(rounds, turns, Duration.ofMillis(windowMillis), Duration.ofMillis(warmUpMillis), modes);
        Rig rig = new Rig(launcher, folder, Cpus.choose(), schedule, step -> System.err.println("bench: " + step));
        Table table = new Table(out);
        table.head();
        boolean valid = true;
        for (Workload workload : workloads()) {
            Result result = rig.measure(workload);
            valid &= result.isValid() || result.rates().isEmpty();
            table.row(result);
        }
        table.foot();
        Files.delete(folder);
        return valid ? 0 : 1;
    }

    private List<Workload> workloads() {
        List<Workload> workloads = new ArrayList<>();
        for (int version : versions) {
            for (Kind kind : kinds) {
                for (int count : flows) {
                    if (version != 4 && version != 6) {
                        throw new ParameterException(
                                Objects.requireNonNull(spec).commandLine(), "there is no IP version " + version);
                    }
                    workloads.add(new Workload(kind, version == 6, count));
                }
            }
        }
        return workloads;
    }
}
