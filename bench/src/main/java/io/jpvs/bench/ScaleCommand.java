package io.jpvs.bench;

import io.jpvs.bench.memory.Fork;
import io.jpvs.bench.report.Conditions;
import io.jpvs.bench.report.Json;
import io.jpvs.bench.report.Panels;
import io.jpvs.bench.report.ScaleText;
import io.jpvs.bench.scale.Row;
import io.jpvs.bench.scale.Scale;
import io.jpvs.bench.scale.Series;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Measures how the cost of a packet grows with what there is.
@Command(
        name = "scale",
        mixinStandardHelpOptions = true,
        description = "Measure in memory how the cost of a packet grows: with connections, services, servers, plugins, "
                + "the size of bursts and of frames.",
        sortOptions = false)
final class ScaleCommand implements Callable<Integer> {
    /// The file, as programs read it.
    ///
    /// @param jvm options of each JVM
    /// @param series rows by what is changed, in nanoseconds a packet on the CPU
    record Report(Conditions conditions, List<String> jvm, Scale schedule, Map<String, List<Row>> series) {}

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "SERIES",
            description = "only these: ${COMPLETION-CANDIDATES}, each into a file of its own")
    private List<Series> only = List.of();

    @Option(names = "--protocol", description = "of the flows: udp or tcp; default: ${DEFAULT-VALUE}")
    private String protocol = "udp";

    @Option(names = "--rounds", description = "JVMs for each row; default: ${DEFAULT-VALUE}")
    private int rounds = 2;

    @Option(names = "--turns", description = "windows of each JVM; default: ${DEFAULT-VALUE}")
    private int turns = 5;

    @Option(names = "--window", paramLabel = "MS", description = "length of a window; default: ${DEFAULT-VALUE}")
    private int windowMillis = 200;

    @Option(names = "--warm-up", paramLabel = "MS", description = "before the first; default: ${DEFAULT-VALUE}")
    private int warmUpMillis = 3000;

    @Mixin
    private Output output = new Output();

    @Spec
    private @Nullable CommandSpec spec;

    /// Made by picocli.
    ScaleCommand() {}

    @Override
    public Integer call() {
        Scale scale = new Scale(Output.home(), protocol, rounds, warmUpMillis, turns, windowMillis);
        Conditions conditions = Conditions.here("none: in memory");
        ScaleText text =
                new ScaleText(Objects.requireNonNull(spec).commandLine().getOut());
        Map<Series, List<Row>> measured = new LinkedHashMap<>();
        for (Series series : only.isEmpty() ? List.of(Series.values()) : only) {
            List<Row> rows = scale.measure(series, step -> System.err.println("bench: " + step));
            text.print(series, rows);
            measured.put(series, rows);
        }
        measured.forEach((series, rows) -> write(conditions, scale, series, rows));
        return measured.values().stream()
                        .flatMap(List::stream)
                        .allMatch(
                                row -> row.balancer() == null || row.complaint().isEmpty())
                ? 0
                : 1;
    }

    private void write(Conditions conditions, Scale scale, Series series, List<Row> rows) {
        String name = "scale-" + protocol + "-" + series.name().toLowerCase(Locale.ROOT);
        Json.write(
                output.file(name + ".json"),
                new Report(conditions, Fork.alike().options(), scale, Map.of(series.unit(), rows)));
        Panels.Panel panel = new Panels.Panel("nanoseconds a packet, on the CPU", series.unit(), lines(rows));
        Panels.write(output.file(name + ".svg"), List.of(panel));
    }

    private static List<Panels.Line> lines(List<Row> rows) {
        List<Panels.Point> balancer = new ArrayList<>();
        List<Panels.Point> all = new ArrayList<>();
        List<Panels.Point> yardstick = new ArrayList<>();
        for (Row row : rows) {
            if (row.balancer() != null && row.yardstick() != null) {
                balancer.add(new Panels.Point(row.value(), row.balancer().median()));
                yardstick.add(new Panels.Point(row.value(), row.yardstick().median()));
            }
            if (row.all() != null) {
                all.add(new Panels.Point(row.value(), row.all().median()));
            }
        }
        List<Panels.Line> lines = new ArrayList<>();
        lines.add(new Panels.Line("jpvs, ports included", balancer));
        if (!all.isEmpty()) {
            lines.add(new Panels.Line("jpvs, packets of all plugins in turn", all));
        }
        lines.add(new Panels.Line("ports alone", yardstick));
        return lines;
    }
}
