package io.jpvs.bench.rig;

import io.jpvs.bench.traffic.Workload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a row gave. A value of one program and the value at the same place of another are of the same turn, seconds
/// apart.
///
/// @param flowsBy how the flows came to exist
/// @param rates for each program its windows, in millions of packets per second of its thread's time on a CPU
/// @param complaint why it is not valid; empty if it is
public record Result(Workload workload, String flowsBy, Map<String, List<Double>> rates, String complaint) {
    /// The name of the balancer among the programs; the others are testpmd's modes.
    public static final String JPVS = "jpvs";

    static final String PRELOADED = "preloaded";

    /// Returns a row that was not measured.
    static Result skipped(Workload workload, String reason) {
        return new Result(workload, "", Map.of(), reason);
    }

    /// Returns whether there are figures, and every frame was forwarded and translated right.
    public boolean isValid() {
        return complaint.isEmpty();
    }

    /// Returns the rate of a program.
    public Quartiles rate(String program) {
        return Quartiles.of(rates.getOrDefault(program, List.of()));
    }

    /// Returns the balancer's rate as a share of another program's, turn by turn.
    public Quartiles ratioTo(String program) {
        List<Double> own = rates.getOrDefault(JPVS, List.of());
        List<Double> other = rates.getOrDefault(program, List.of());
        List<Double> ratios = new ArrayList<>();
        for (int turn = 0; turn < own.size(); turn++) {
            ratios.add(own.get(turn) / other.get(turn));
        }
        return Quartiles.of(ratios);
    }

    /// Collects the windows of a row.
    static final class Builder {
        private final Map<String, List<Double>> rates = new LinkedHashMap<>();
        private String complaint = "";

        void add(String program, double rate) {
            rates.computeIfAbsent(program, _ -> new ArrayList<>()).add(rate);
        }

        void complain(String about) {
            if (complaint.isEmpty()) {
                complaint = about;
            }
        }

        Result result(Workload workload) {
            return new Result(workload, PRELOADED, rates, complaint);
        }
    }
}
