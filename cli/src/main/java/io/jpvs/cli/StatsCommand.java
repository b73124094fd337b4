package io.jpvs.cli;

import io.jpvs.kernel.control.StatisticsReport;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Shows the counters of a running balancer.
@Command(
        name = "stats",
        description = "Show the counters of a running balancer. What is zero is left out of the tables.",
        sortOptions = false)
final class StatsCommand implements Callable<Integer> {
    @Mixin
    private ControlSocketOptions socket = new ControlSocketOptions();

    @Option(names = "--json", description = "one JSON object, for programs; zeros included")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    /// Made by picocli.
    StatsCommand() {}

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        StatisticsReport report = socket.client().statistics();
        if (json) {
            Json.print(out, report);
        } else {
            new StatisticsText(out).print(report);
        }
        return ExitCode.OK;
    }
}
