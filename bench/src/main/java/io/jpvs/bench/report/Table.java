package io.jpvs.bench.report;

import io.jpvs.bench.rig.Quartiles;
import io.jpvs.bench.rig.Result;
import io.jpvs.bench.rig.Schedule;
import io.jpvs.bench.traffic.Workload;
import java.io.PrintWriter;
import java.util.Locale;

/// Prints a line for each row as it comes.
public final class Table {
    private static final String NONE = "-";
    private static final String SWAP = Schedule.YARDSTICK;

    private final PrintWriter out;

    /// Makes a table.
    public Table(PrintWriter out) {
        this.out = out;
    }

    /// Prints the names of the columns.
    public void head() {
        out.println("Mpps per second of the forwarding thread on its CPU: median [quartiles]");
        print("kind", "IP", "flows", "flows by", "jpvs", "jpvs/5tswap", "io", "macswap", SWAP, "csum", "DPVS*");
    }

    /// Prints a row.
    public void row(Result result) {
        Workload workload = result.workload();
        String kind = workload.kind().name().toLowerCase(Locale.ROOT);
        String version = workload.ipv6() ? "6" : "4";
        if (!result.has(Result.JPVS)) {
            out.println(
                    "%-7s %-3s %8d  not measured: %s".formatted(kind, version, workload.flows(), result.complaint()));
            out.flush();
            return;
        }
        double dpvs = Published.dpvsTo5tswap(workload);
        print(
                kind,
                version,
                String.valueOf(workload.flows()),
                result.flowsBy(),
                spread(result.rate(Result.JPVS), 2),
                result.has(SWAP) ? spread(result.ratioTo(SWAP), 3) : NONE,
                rate(result, Schedule.ALL_MODES.get(0)),
                rate(result, Schedule.ALL_MODES.get(1)),
                rate(result, Schedule.ALL_MODES.get(2)),
                rate(result, Schedule.ALL_MODES.get(3)),
                Double.isNaN(dpvs) ? NONE : decimal(dpvs, 3));
        result.rates().keySet().stream()
                .filter(program -> program.startsWith(Result.JPVS + " "))
                .forEach(program -> out.println("        " + program + ": " + spread(result.rate(program), 2)
                        + " Mpps, of which jpvs with it has " + spread(result.ratioTo(program), 3)));
        if (!result.isValid()) {
            out.println("        INVALID: " + result.complaint());
        }
        out.flush();
    }

    /// Prints what the columns do not say.
    public void foot() {
        out.println("* DPVS 1.10.2 to 5tswap, as recorded on another machine in this rig");
        out.flush();
    }

    private void print(Object... columns) {
        out.printf(Locale.ROOT, "%-7s %-3s %8s  %-9s  %19s  %20s %8s %8s %8s %8s %6s%n", columns);
        out.flush();
    }

    private static String rate(Result result, String program) {
        return result.has(program) ? decimal(result.rate(program).median(), 2) : NONE;
    }

    private static String spread(Quartiles quartiles, int places) {
        return decimal(quartiles.median(), places) + " [" + decimal(quartiles.lower(), places) + ".."
                + decimal(quartiles.upper(), places) + "]";
    }

    private static String decimal(double value, int places) {
        return String.format(Locale.ROOT, "%." + places + "f", value);
    }
}
