package io.jpvs.kernel.port;

/// A device's own counters (`struct rte_eth_stats`): packets and bytes in and out, packets missed because the
/// receive ring was full, errors in and out, and failed buffer allocations.
public record PortStatistics(
        long receivedPackets,
        long transmittedPackets,
        long receivedBytes,
        long transmittedBytes,
        long missedPackets,
        long receiveErrors,
        long transmitErrors,
        long allocationFailures) {}
