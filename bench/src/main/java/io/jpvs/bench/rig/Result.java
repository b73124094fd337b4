package io.jpvs.bench.rig;

import io.jpvs.bench.traffic.Workload;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a row gave. A value of one program and the value at the same place of another are of the same turn, seconds
/// apart.
///
/// @param flowsBy how the flows came to exist
/// @param rates for each program its windows, in millions of packets per second of its thread's time on a CPU
/// @param loadAverage of the machine, over a minute, when the row began
/// @param complaint why there are no figures, or why they are not valid; empty if all is well
public record Result(
        Workload workload, String flowsBy, Map<String, List<Double>> rates, double loadAverage, String complaint) {
    /// The name of the balancer among the programs; the others are testpmd's modes.
    public static final String JPVS = "jpvs";

    private static final String PRELOADED = "preloaded";

    /// Returns whether there are figures, and every frame was forwarded and translated right.
    public boolean isValid() {
        return complaint.isEmpty();
    }

    /// Returns whether a program was measured.
    public boolean has(String program) {
        return rates.containsKey(program);
    }

    /// Returns the rate of a program that was measured.
    public Quartiles rate(String program) {
        return Quartiles.of(windows(program));
    }

    /// Returns the balancer's rate as a share of that of another program that was measured, turn by turn.
    public Quartiles ratioTo(String program) {
        List<Double> own = windows(JPVS);
        List<Double> other = windows(program);
        List<Double> ratios = new ArrayList<>();
        for (int turn = 0; turn < Math.min(own.size(), other.size()); turn++) {
            ratios.add(own.get(turn) / other.get(turn));
        }
        return Quartiles.of(ratios);
    }

    private List<Double> windows(String program) {
        return rates.getOrDefault(program, List.of());
    }

    /// Collects the windows of a row.
    static final class Builder {
        private final Map<String, List<Double>> rates = new LinkedHashMap<>();
        private final double loadAverage =
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        private String complaint = "";

        void add(String program, double rate) {
            rates.computeIfAbsent(program, _ -> new ArrayList<>()).add(rate);
        }

        /// Keeps the first complaint that is one.
        void complain(String about) {
            if (complaint.isEmpty()) {
                complaint = about;
            }
        }

        Result result(Workload workload) {
            return new Result(workload, rates.isEmpty() ? "" : PRELOADED, rates, loadAverage, complaint);
        }
    }
}
