package io.jpvs.bench.scale;

import io.jpvs.bench.memory.Fork;
import io.jpvs.bench.memory.Layout;
import io.jpvs.bench.rig.Memory;
import io.jpvs.bench.rig.RigException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Measures a series row by row, each several times in a JVM of its own.
///
/// @param home of jpvs
/// @param protocol of the flows
/// @param rounds JVMs for each row
/// @param warmUpMillis see [Order]
/// @param turns see [Order]
/// @param windowMillis see [Order]
public record Scale(Path home, String protocol, int rounds, int warmUpMillis, int turns, int windowMillis) {
    /// Measures.
    ///
    /// @param progress is told what happens
    public List<Row> measure(Series series, Consumer<String> progress) {
        List<Row> rows = new ArrayList<>();
        for (int value : series.steps()) {
            progress.accept(value + " " + series.unit());
            rows.add(row(value, series.layout(protocol, value)));
        }
        return rows;
    }

    private Row row(int value, Layout layout) {
        long free = Memory.availableMegabytes();
        if (layout.megabytes() > free) {
            return Row.unmeasured(value, "needs " + layout.megabytes() + " MB, and " + free + " are free");
        }
        Order order = new Order(home.toString(), layout, warmUpMillis, turns, windowMillis);
        List<Sample> samples = new ArrayList<>();
        try {
            for (int round = 0; round < rounds; round++) {
                samples.add(Fork.alike().run("scale-row", order, Sample.class));
            }
        } catch (RigException e) {
            return Row.unmeasured(value, String.valueOf(e.getMessage()));
        }
        return Row.of(value, samples);
    }
}
