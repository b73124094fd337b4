package io.jpvs.bench.rig;

import java.util.function.LongSupplier;

/// How far a forwarding thread has come: two readings make a window.
///
/// @param packets transmitted so far
/// @param cpuNanos what the thread has spent on a CPU so far
record Reading(long packets, long cpuNanos) {
    /// Reads both. Asking a program for its packets takes a moment: the clock is read before and after, and the middle
    /// of the two is when.
    static Reading take(ThreadClock clock, LongSupplier packets) {
        long before = clock.cpuNanos();
        long count = packets.getAsLong();
        long after = clock.cpuNanos();
        return new Reading(count, before + (after - before) / 2);
    }

    /// Returns the rate since an earlier reading, in millions of packets per second on a CPU.
    double megaPacketsSince(Reading earlier) {
        return 1e3 * (packets - earlier.packets) / (cpuNanos - earlier.cpuNanos);
    }
}
