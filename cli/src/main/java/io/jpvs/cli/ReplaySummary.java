package io.jpvs.cli;

import io.jpvs.kernel.replay.ReplayReport;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a replay did, for people.
final class ReplaySummary {
    private ReplaySummary() {}

    /// Prints captures, outcomes with their sum, and what else was counted. Zeros are left out.
    static void print(PrintWriter out, ReplayReport report) {
        printCaptures(out, report);
        out.println();
        printOutcomes(out, report);
        out.println();
        for (ReplayReport.Counter counter : report.counters()) {
            if (counter.value() > 0) {
                row(out, counter.value(), counter.name(), counter.description());
            }
        }
        row(out, report.connections(), "connections", "at the end");
    }

    private static void printCaptures(PrintWriter out, ReplayReport report) {
        for (ReplayReport.Input input : report.inputs()) {
            row(out, input.frames(), "in", input.port() + ", " + input.file());
        }
        for (ReplayReport.Output output : report.outputs()) {
            if (output.file() != null || output.frames() > 0) {
                String file = output.file() == null ? "not kept: no --out names this port" : output.file();
                row(out, output.frames(), "out", output.port() + ", " + file);
            }
        }
    }

    private static void printOutcomes(PrintWriter out, ReplayReport report) {
        for (ReplayReport.Outcome outcome : report.outcomes()) {
            if (outcome.packets() > 0) {
                row(out, outcome.packets(), outcome.name(), outcome.description());
            }
        }
        if (report.held() > 0) {
            row(out, report.held(), "held", "still waiting for a next hop");
        }
        row(out, report.received(), "received", "frames, the sum of the above");
    }

    /// Returns a line for each thing that may make the outcome another than the user thinks.
    static List<String> cautions(ReplayReport report) {
        List<String> lines = new ArrayList<>();
        for (ReplayReport.Input input : report.inputs()) {
            caution(
                    lines,
                    input,
                    input.cut(),
                    "cut short by the capture, which counts as truncated; fix: capture with tcpdump -s 0");
            caution(
                    lines,
                    input,
                    input.early(),
                    "earlier than the one before, and came at the time of that; fix: reordercap or editcap -S 0");
            caution(
                    lines,
                    input,
                    input.tooLong(),
                    "longer than any buffer, and left out; fix: capture with segmentation offload off");
        }
        boolean anyStrange = report.outcomes().stream()
                .anyMatch(outcome -> outcome.name().equals("not-for-us") && outcome.packets() > 0);
        for (ReplayReport.Port port : report.ports()) {
            if (anyStrange && !port.configured()) {
                lines.add("port " + port.name() + " has no mac: in the configuration, so frames to " + port.mac()
                        + " alone are for it; fix: give it the MAC that the capture was made with");
            }
        }
        if (report.lostBuffers() != 0) {
            lines.add(report.lostBuffers() + " buffers were lost: a bug of jpvs; fix: report it with these captures");
        }
        return lines;
    }

    private static void caution(List<String> lines, ReplayReport.Input input, long frames, String what) {
        if (frames > 0) {
            lines.add(input.file() + ": " + frames + " of " + input.frames() + " frames are " + what);
        }
    }

    private static void row(PrintWriter out, long count, String name, String words) {
        out.printf(Locale.ROOT, "%10d  %-22s %s%n", count, name, words);
    }
}
