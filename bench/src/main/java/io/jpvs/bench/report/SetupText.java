package io.jpvs.bench.report;

import io.jpvs.bench.setup.Phase;
import io.jpvs.bench.setup.Sample;
import java.io.PrintWriter;
import java.util.Locale;

/// Prints the phases of opening and ending connections as a table.
public final class SetupText {
    private final PrintWriter out;

    /// Makes a printer.
    public SetupText(PrintWriter out) {
        this.out = out;
    }

    /// Prints what one JVM has found.
    public void print(Sample sample) {
        out.println(sample.order().name() + ", room for " + sample.order().capacity()
                + " connections; times on the CPU, ports included");
        line("", "opened", "opened/s", "expired", "refused", "packets", "ns/packet", "p99 us", "worst us", "wall us");
        sample.phases().forEach(this::print);
        if (!sample.complaint().isEmpty()) {
            out.println("INVALID: " + sample.complaint());
        }
        out.flush();
    }

    private void print(Phase phase) {
        line(
                phase.name(),
                phase.opened(),
                Math.round(phase.openedPerSecond()),
                phase.expired(),
                phase.refused(),
                phase.packets(),
                decimal(phase.nanosEach(phase.packets())),
                decimal(phase.p99Micros()),
                decimal(phase.worstMicros()),
                decimal(phase.worstWallMicros()));
    }

    private void line(Object... columns) {
        out.printf(Locale.ROOT, "%-28s %10s %10s %10s %10s %10s %9s %8s %9s %9s%n", columns);
    }

    private static String decimal(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.1f", value);
    }
}
