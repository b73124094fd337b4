package io.jpvs.bench.report;

import io.jpvs.bench.rig.Quartiles;
import io.jpvs.bench.scale.Row;
import io.jpvs.bench.scale.Series;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Prints a series as a table.
public final class ScaleText {
    private final PrintWriter out;

    /// Makes a printer.
    public ScaleText(PrintWriter out) {
        this.out = out;
    }

    /// Prints a series.
    public void print(Series series, List<Row> rows) {
        out.println("ns a packet on the CPU, ports included: median [quartiles]; over " + series.unit());
        out.printf(
                Locale.ROOT,
                "%10s  %22s  %22s  %9s %12s %13s%n",
                series.name().toLowerCase(Locale.ROOT),
                "jpvs",
                "all plugins in turn",
                "ports",
                "jpvs/ports",
                "to first row");
        rows.forEach(row -> print(row, rows.getFirst()));
        out.flush();
    }

    private void print(Row row, Row first) {
        if (row.balancer() == null) {
            out.printf(Locale.ROOT, "%10d  not measured: %s%n", row.value(), row.complaint());
            return;
        }
        out.printf(
                Locale.ROOT,
                "%10d  %22s  %22s  %9.1f %12.2f %13.2f%n",
                row.value(),
                spread(row.balancer()),
                spread(row.all()),
                row.yardstick() == null ? Double.NaN : row.yardstick().median(),
                row.toYardstick(),
                row.to(first));
        if (!row.complaint().isEmpty()) {
            out.println("            INVALID: " + row.complaint());
        }
    }

    private static String spread(@Nullable Quartiles quartiles) {
        return quartiles == null
                ? "-"
                : String.format(
                        Locale.ROOT, "%.1f [%.1f..%.1f]", quartiles.median(), quartiles.lower(), quartiles.upper());
    }
}
