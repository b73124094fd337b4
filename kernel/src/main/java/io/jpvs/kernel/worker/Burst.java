package io.jpvs.kernel.worker;

/// The packets of one burst; made once for each worker and filled again and again.
final class Burst {
    /// Packets in a burst, at most; a power of two.
    static final int CAPACITY = 64;

    /// Makes an index safe for the slots.
    static final int MASK = CAPACITY - 1;

    /// The packets, in the order in which they came.
    final PacketSlot[] slots = new PacketSlot[CAPACITY];
    /// Index of the port that the burst came in on.
    int port;
    /// Whether another worker has handed it over.
    boolean isTakenOver;
    /// When it came in.
    long nowNanos;

    Burst() {
        for (int i = 0; i < CAPACITY; i++) {
            slots[i] = new PacketSlot();
        }
    }
}
