package io.jpvs.kernel.worker;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Watches a handler's exceptions: logs at most one a second, and suspends a handler that throws again and again,
/// so that one bad plugin costs its own packets and nobody else's time.
final class FaultGuard {
    private static final Logger LOG = LoggerFactory.getLogger(FaultGuard.class);
    private static final int TOLERATED = 100;
    private static final long WINDOW_NANOS = 1_000_000_000L;
    private static final long SUSPENSION_NANOS = 10_000_000_000L;

    private final String handler;
    private final Counters counters;
    private int faults;
    private boolean windowOpen;
    private long windowNanos;
    private boolean suspended;
    private long suspendedNanos;

    FaultGuard(String handler, Counters counters) {
        this.handler = handler;
        this.counters = counters;
    }

    /// Returns whether the handler is not to be called now.
    boolean isSuspended(long nowNanos) {
        if (suspended && nowNanos - suspendedNanos >= SUSPENSION_NANOS) {
            suspended = false;
            windowOpen = false;
            LOG.warn("handler {} is tried again", handler);
        }
        return suspended;
    }

    /// Notes an exception.
    void failed(Throwable fault, long nowNanos) {
        counters.count(Tally.HANDLER_EXCEPTIONS);
        if (!windowOpen || nowNanos - windowNanos >= WINDOW_NANOS) {
            windowOpen = true;
            windowNanos = nowNanos;
            faults = 0;
            LOG.error("handler {} threw on a packet, which is dropped", handler, fault);
        }
        if (++faults == TOLERATED) {
            suspended = true;
            suspendedNanos = nowNanos;
            LOG.error("handler {} threw {} times within a second: suspended for 10 s", handler, TOLERATED);
        }
    }
}
