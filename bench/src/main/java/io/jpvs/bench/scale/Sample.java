package io.jpvs.bench.scale;

import java.util.List;

/// Nanoseconds a packet, on the CPU, window by window.
///
/// @param balancer packets of one protocol through the balancer
/// @param all packets of all loaded protocols in turn; empty where only one has flows
/// @param yardstick the ports alone
/// @param complaint what was wrong, or nothing
public record Sample(List<Double> balancer, List<Double> all, List<Double> yardstick, String complaint) {
    /// Copies the lists.
    public Sample {
        balancer = List.copyOf(balancer);
        all = List.copyOf(all);
        yardstick = List.copyOf(yardstick);
    }
}
