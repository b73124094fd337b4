package io.jpvs.kernel.worker;

import io.jpvs.kernel.table.FlowKey;

/// What is known of one packet of a burst, and its flow key; used again in every burst.
final class PacketSlot extends FlowKey {
    /// The frame buffer.
    long frame;
    /// Address of the IP header.
    long ip;
    /// Bytes from the IP header to the protocol's own.
    int ipHeaderBytes;
    /// Bytes of the IP packet.
    int ipBytes;
    /// TTL or hop limit.
    int hops;
    /// Whether the handler says that the packet may open a connection.
    boolean opens;
    /// MAC of the next hop.
    long nextMac;
    /// Index of the port that it leaves by.
    int exit;
    /// The connection's timeout before this packet.
    int timeoutMillis;
    /// Ordinal of the verdict that the packet leaves with.
    int verdict;
}
