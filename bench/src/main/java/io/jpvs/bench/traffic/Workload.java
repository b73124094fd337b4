package io.jpvs.bench.traffic;

import java.util.Locale;

/// What one row of the table measures.
///
/// @param ipv6 the IP version
/// @param flows established flows
public record Workload(Kind kind, boolean ipv6, int flows) {
    /// So that a burst and a cache line never see the whole capture.
    private static final int LEAST_FRAMES = 32;

    /// Frames of the capture: each flow has one of either direction.
    public int frames() {
        return Math.max(2 * flows, LEAST_FRAMES);
    }

    /// Returns whether there are enough flows to show its kind.
    public boolean isMeaningful() {
        return flows >= kind.leastFlows();
    }

    /// Returns its name for people and files: `udp-ipv4-1000`.
    public String name() {
        return kind.name().toLowerCase(Locale.ROOT) + (ipv6 ? "-ipv6-" : "-ipv4-") + flows;
    }
}
