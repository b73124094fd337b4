package io.jpvs.kernel.worker;

import java.util.concurrent.atomic.AtomicLongArray;

/// Bounds what the balancer sends of its own, all workers together: a bucket for each prefix it goes to and one in
/// all (RFC 1812 4.3.2.8).
///
/// The prefixes' buckets live in a table of fixed size; two prefixes that fall on one place take turns with it, so
/// a flood of forged sources costs no memory, and the bucket in all bounds what it can earn.
final class RateLimiter {
    private static final int PLACES = 1024;

    private final TokenBucket total;
    private final TokenBucket[] byPrefix = new TokenBucket[PLACES];
    private final AtomicLongArray prefixes = new AtomicLongArray(PLACES);

    RateLimiter(RateLimits limits) {
        total = new TokenBucket(limits.totalPerSecond(), limits.burst());
        for (int i = 0; i < PLACES; i++) {
            byPrefix[i] = new TokenBucket(limits.perPrefixPerSecond(), limits.burst());
        }
    }

    /// Returns whether a packet to that address may be sent now; if so, it counts.
    boolean admits(boolean ipv6, long high, long low, long nowNanos) {
        if (!total.hasToken(nowNanos)) {
            return false;
        }
        long prefix = ipv6 ? high : low >>> 8;
        int place = (int) (prefix * 0x9e37_79b9_7f4a_7c15L >>> 54) & (PLACES - 1);
        TokenBucket bucket = byPrefix[place];
        if (prefixes.get(place) != prefix) {
            prefixes.set(place, prefix);
            bucket.refill();
        }
        return bucket.hasToken(nowNanos) && total.take(nowNanos) && bucket.take(nowNanos);
    }
}
