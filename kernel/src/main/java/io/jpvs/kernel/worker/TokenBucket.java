package io.jpvs.kernel.worker;

import java.util.concurrent.atomic.AtomicLong;

/// A token bucket without a clock of its own, in one word: the time at which it will be full again. Workers share it;
/// only a token taken writes, so a flood beyond the limit costs them no more than reads of one cache line.
final class TokenBucket {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final boolean isUnlimited;
    private final long costNanos;
    private final long slackNanos; // a token is there while the bucket is full within this time
    private final AtomicLong fullNanos = new AtomicLong(Long.MIN_VALUE);

    /// Makes a full bucket.
    ///
    /// @param perSecond tokens that flow in; 0 lets everything pass
    /// @param burst tokens it holds
    TokenBucket(long perSecond, long burst) {
        this.isUnlimited = perSecond == 0;
        this.costNanos = isUnlimited ? 0 : NANOS_PER_SECOND / perSecond;
        this.slackNanos = (Math.max(1, burst) - 1) * costNanos;
    }

    /// Returns whether a token is there, without taking it.
    boolean hasToken(long nowNanos) {
        return isUnlimited || Math.max(fullNanos.get(), nowNanos) - nowNanos <= slackNanos;
    }

    /// Takes a token.
    ///
    /// @return false if there is none
    boolean take(long nowNanos) {
        if (isUnlimited) {
            return true;
        }
        while (true) {
            long seen = fullNanos.get();
            long full = Math.max(seen, nowNanos);
            if (full - nowNanos > slackNanos) {
                return false;
            }
            if (fullNanos.compareAndSet(seen, full + costNanos)) {
                return true;
            }
        }
    }

    void refill() {
        fullNanos.set(Long.MIN_VALUE);
    }
}
