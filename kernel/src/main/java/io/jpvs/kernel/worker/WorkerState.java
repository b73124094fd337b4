package io.jpvs.kernel.worker;

import io.jpvs.api.IpVersion;
import io.jpvs.kernel.address.IpAddress;
import io.jpvs.kernel.neighbour.Neighbour;
import io.jpvs.kernel.neighbour.Neighbours;
import io.jpvs.kernel.port.FramePool;
import io.jpvs.kernel.port.Port;
import io.jpvs.kernel.route.Route;
import io.jpvs.kernel.table.ConnectionTable;
import io.jpvs.kernel.table.LingerTable;
import java.lang.foreign.Arena;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the stages of one worker share.
final class WorkerState {
    private static final int HELD_SHARE = 8;
    private static final int LEAST_HELD_FRAMES = 16;
    private static final int MOST_HELD_FRAMES = 256;

    final Burst burst = new Burst();
    final Counters counters = new Counters();
    final ConnectionTable table4;
    final ConnectionTable table6;
    final LingerTable ended4;
    final LingerTable ended6;
    final Resolution resolution;
    final Neighbours neighbours;
    final Egress egress;
    final RateLimiter rateLimiter; // shared with the other workers
    final Fragments fragments;
    final Fragmenter fragmenter;
    final Peers peers;
    Snapshot snapshot = Snapshot.NOTHING;

    WorkerState(Arena arena, int worker, WorkerGroup group, List<Port> ports, FramePool pool, Tables tables) {
        this.table4 = tables.ipv4();
        this.table6 = tables.ipv6();
        this.ended4 = tables.ended4();
        this.ended6 = tables.ended6();
        this.resolution = new Resolution(this);
        this.neighbours = new Neighbours(resolution, mostHeldFrames(pool));
        this.egress = new Egress(arena, ports, worker, pool, neighbours, counters);
        this.rateLimiter = group.rateLimiter();
        this.fragments = new Fragments(this, tables.fragments());
        this.fragmenter = new Fragmenter(this);
        this.peers = new Peers(this, group.mesh(), worker);
    }

    /// Frames that wait for next hops must not empty the pool, which ports receive into.
    private static int mostHeldFrames(FramePool pool) {
        return Math.clamp(pool.capacity() / HELD_SHARE, LEAST_HELD_FRAMES, MOST_HELD_FRAMES);
    }

    /// Sets the time of a burst, or of a round of timers.
    void begin(long nowNanos) {
        burst.nowNanos = nowNanos;
        egress.begin(nowNanos);
    }

    ConnectionTable table(IpVersion version) {
        return version == IpVersion.IPV6 ? table6 : table4;
    }

    LingerTable ended(IpVersion version) {
        return version == IpVersion.IPV6 ? ended6 : ended4;
    }

    /// Returns whether the rate limit lets one more packet of our own go to an address; if so, it counts, else it
    /// is counted as held back.
    boolean admitsOwn(boolean ipv6, long high, long low) {
        if (rateLimiter.admits(ipv6, high, low, burst.nowNanos)) {
            return true;
        }
        counters.count(Tally.RATE_LIMITED);
        return false;
    }

    /// Returns the next hop towards a destination, or null if no route leads there.
    @Nullable
    Neighbour nextHop(boolean ipv6, long high, long low) {
        Route route = snapshot.routes().find(ipv6, high, low);
        if (route == null) {
            return null;
        }
        IpAddress gateway = route.gateway();
        if (gateway != null) {
            return neighbours.get(route.port(), gateway, burst.nowNanos);
        }
        Neighbour known = neighbours.find(route.port(), high, low, ipv6);
        return known != null
                ? known
                : neighbours.get(
                        route.port(), new IpAddress(ipv6 ? IpVersion.IPV6 : IpVersion.IPV4, high, low), burst.nowNanos);
    }
}
