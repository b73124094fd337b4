package io.jpvs.kernel.worker;

/// A token bucket without a clock of its own.
final class TokenBucket {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final long perSecond;
    private final long capacityNanos;
    private final long costNanos;
    private long creditNanos;
    private long updatedNanos;

    /// Makes a full bucket.
    ///
    /// @param perSecond tokens that flow in; 0 lets everything pass
    /// @param burst tokens it holds
    TokenBucket(long perSecond, long burst) {
        this.perSecond = perSecond;
        this.costNanos = perSecond == 0 ? 0 : NANOS_PER_SECOND / perSecond;
        this.capacityNanos = Math.max(1, burst) * costNanos;
        this.creditNanos = capacityNanos;
        this.updatedNanos = Long.MIN_VALUE;
    }

    /// Returns whether a token is there, without taking it.
    boolean hasToken(long nowNanos) {
        if (perSecond == 0) {
            return true;
        }
        if (updatedNanos != Long.MIN_VALUE) {
            creditNanos = Math.min(capacityNanos, creditNanos + Math.max(0, nowNanos - updatedNanos));
        }
        updatedNanos = nowNanos;
        return creditNanos >= costNanos;
    }

    /// Takes a token that [#hasToken] has found.
    void take() {
        creditNanos -= costNanos;
    }

    void refill() {
        creditNanos = capacityNanos;
        updatedNanos = Long.MIN_VALUE;
    }
}
