package io.jpvs.bench;

import io.jpvs.bench.memory.Fork;
import io.jpvs.bench.report.Conditions;
import io.jpvs.bench.report.Json;
import io.jpvs.bench.report.Panels;
import io.jpvs.bench.report.SetupText;
import io.jpvs.bench.setup.Order;
import io.jpvs.bench.setup.Sample;
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

/// Measures what it takes to open, refuse and end connections.
@Command(
        name = "setup",
        mixinStandardHelpOptions = true,
        description = "Measure in memory how many connections one worker opens in a second, and the longest that a "
                + "burst waits while connections come, are refused, and go.",
        sortOptions = false)
final class SetupCommand implements Callable<Integer> {
    private static final int SERVERS = 4;
    private static final int LOCALS = 16;

    /// The file, as programs read it.
    record Report(Conditions conditions, List<String> jvm, List<Sample> samples) {}

    @Option(names = "--capacity", description = "of the table; default: ${DEFAULT-VALUE}")
    private int capacity = 1 << 20;

    @Option(names = "--seconds", description = "of warm-up and of the main phase; default: ${DEFAULT-VALUE}")
    private int seconds = 5;

    @Mixin
    private Output output = new Output();

    @Spec
    private @Nullable CommandSpec spec;

    /// Made by picocli.
    SetupCommand() {}

    @Override
    public Integer call() {
        String home = Output.home().toString();
        List<Order> orders = List.of(
                new Order(home, "tcp", capacity, SERVERS, LOCALS, seconds),
                new Order(home, "udp", capacity, SERVERS, LOCALS, seconds),
                new Order(home, "tcp", capacity, 1, 1, seconds),
                new Order(home, "tcp", capacity, 1, LOCALS - 1, seconds));
        Conditions conditions = Conditions.here("none: in memory");
        SetupText text =
                new SetupText(Objects.requireNonNull(spec).commandLine().getOut());
        List<Sample> samples = new ArrayList<>();
        List<Panels.Line> lines = new ArrayList<>();
        for (Order order : orders) {
            System.err.println("bench: " + order.name());
            Sample sample = Fork.alike().run("setup-row", order, Sample.class);
            text.print(sample);
            samples.add(sample);
            lines.add(new Panels.Line(order.name(), fill(sample)));
        }
        Json.write(
                output.file("setup.json"), new Report(conditions, Fork.alike().options(), samples));
        Panels.write(
                output.file("setup.svg"),
                List.of(new Panels.Panel("nanoseconds for a connection, on the CPU", "connections there are", lines)));
        return samples.stream().allMatch(sample -> sample.complaint().isEmpty()) ? 0 : 1;
    }

    private static List<Panels.Point> fill(Sample sample) {
        List<Panels.Point> points = new ArrayList<>();
        double slice = sample.order().capacity() / 16.0;
        for (int i = 0; i < sample.fillNanos().size(); i++) {
            points.add(new Panels.Point(slice * (i + 1), sample.fillNanos().get(i)));
        }
        return points;
    }
}
