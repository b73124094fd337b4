package io.jpvs.kernel.config;

/// What becomes of the TTL or hop limit of a forwarded packet.
public enum TtlPolicy {
    /// It loses one: the balancer is a hop.
    DECREMENT,
    /// It stays: the balancer does not show in a traceroute, and does not end a routing loop.
    KEEP
}
