package io.jpvs.bench.memory;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/// The time that the calling thread has spent on a CPU: what other programs take from it does not count.
public final class CpuClock {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private CpuClock() {}

    /// Returns nanoseconds.
    public static long nanos() {
        return THREADS.getCurrentThreadCpuTime();
    }
}
