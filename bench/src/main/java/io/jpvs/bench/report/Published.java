package io.jpvs.bench.report;

import io.jpvs.bench.traffic.Kind;
import io.jpvs.bench.traffic.Workload;
import java.util.Map;

/// What DPVS 1.10.2 (C, -O3) reached in this rig as a share of testpmd's 5tswap in the same run; see
/// docs/performance.md. Ratios can be compared between machines, rates cannot.
final class Published {
    private static final Map<Integer, Double> DPVS_TO_5TSWAP = Map.of(1, 0.16, 1_000, 0.12, 100_000, 0.047);

    private Published() {}

    /// Returns the ratio, or NaN where none was taken.
    static double dpvsTo5tswap(Workload workload) {
        boolean known = workload.kind() == Kind.UDP && !workload.ipv6();
        return known ? DPVS_TO_5TSWAP.getOrDefault(workload.flows(), Double.NaN) : Double.NaN;
    }
}
