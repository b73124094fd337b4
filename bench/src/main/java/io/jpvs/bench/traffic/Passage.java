package io.jpvs.bench.traffic;

/// A frame as it arrives at the balancer, and as it has to leave. The second is built from the flow, with checksums
/// summed afresh: nothing of what the balancer does is used for it.
///
/// @param arriving from the Ethernet header on
/// @param leaving from the Ethernet header on
public record Passage(byte[] arriving, byte[] leaving) {}
