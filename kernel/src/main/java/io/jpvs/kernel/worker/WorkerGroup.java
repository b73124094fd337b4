package io.jpvs.kernel.worker;

import io.jpvs.kernel.handover.KeyHash;
import io.jpvs.kernel.handover.Mesh;
import io.jpvs.kernel.handover.Owners;
import java.util.function.LongToIntFunction;

/// What the workers of one balancer have in common. None of it is written per packet that goes on.
public final class WorkerGroup {
    private final int size;
    private final LongToIntFunction spread;
    private final KeyHash hash;
    private final Mesh mesh;
    private final RateLimiter rateLimiter;
    private final LaneFactory lanes;

    /// Makes what a number of workers share.
    ///
    /// @param limits on what all of them together send of their own
    /// @param seed of the hash that says who owns a flow; random where strangers choose the flows
    public WorkerGroup(int size, RateLimits limits, long seed) {
        this(size, limits, seed, Owners.evenly(size), new LaneFactory());
    }

    /// Makes what a number of workers share, and says how clients fall to them.
    ///
    /// @param spread from the hash of a client's key to the number of a worker
    /// @param lanes perhaps of several groups
    public WorkerGroup(int size, RateLimits limits, long seed, LongToIntFunction spread, LaneFactory lanes) {
        this.size = size;
        this.spread = spread;
        this.lanes = lanes;
        this.hash = new KeyHash(seed);
        this.mesh = new Mesh(size);
        this.rateLimiter = new RateLimiter(limits);
    }

    /// Returns how many workers there are.
    public int size() {
        return size;
    }

    LongToIntFunction spread() {
        return spread;
    }

    KeyHash hash() {
        return hash;
    }

    Mesh mesh() {
        return mesh;
    }

    RateLimiter rateLimiter() {
        return rateLimiter;
    }

    LaneFactory lanes() {
        return lanes;
    }
}
