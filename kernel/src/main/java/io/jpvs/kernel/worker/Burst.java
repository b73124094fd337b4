package io.jpvs.kernel.worker;

import io.jpvs.kernel.table.FlowKeys;

/// The packets of one burst, as columns; made once for each worker and filled again and again.
final class Burst {
    static final int CAPACITY = FlowKeys.CAPACITY;
    static final int MASK = FlowKeys.MASK;

    /// The frame buffers.
    final long[] frame = new long[CAPACITY];
    /// Addresses of the IP headers.
    final long[] ip = new long[CAPACITY];
    /// Bytes from the IP header to the protocol's own.
    final int[] ipHeaderBytes = new int[CAPACITY];
    /// Bytes of the IP packet.
    final int[] ipBytes = new int[CAPACITY];
    /// TTL or hop limit.
    final int[] hops = new int[CAPACITY];
    /// Whether the handler says that the packet may open a connection.
    final boolean[] opens = new boolean[CAPACITY];
    /// MAC of the next hop.
    final long[] nextMac = new long[CAPACITY];
    /// Index of the port that it leaves by.
    final int[] exit = new int[CAPACITY];
    /// The connection's timeout before this packet.
    final int[] timeoutMillis = new int[CAPACITY];
    /// Ordinal of the verdict that the packet leaves with.
    final int[] verdict = new int[CAPACITY];
    /// The flow keys.
    final FlowKeys keys = new FlowKeys();
    /// Index of the port that the burst came in on.
    int port;
    /// Whether another worker has handed it over.
    boolean isTakenOver;

    /// When it came in.
    long nowNanos;
}
