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
    final Burst burst = new Burst();
    final Counters counters = new Counters();
    final ConnectionTable table4;
    final ConnectionTable table6;
    final LingerTable ended4;
    final LingerTable ended6;
    final Resolution resolution;
    final Neighbours neighbours;
    final Egress egress;
    final RateLimiter rateLimiter;
    Snapshot snapshot = Snapshot.NOTHING;

    WorkerState(Arena arena, int worker, List<Port> ports, FramePool pool, Tables tables, RateLimits limits) {
        this.table4 = tables.ipv4();
        this.table6 = tables.ipv6();
        this.ended4 = tables.ended4();
        this.ended6 = tables.ended6();
        this.resolution = new Resolution(this);
        this.neighbours = new Neighbours(resolution);
        this.egress = new Egress(arena, ports, worker, pool, neighbours, counters);
        this.rateLimiter = new RateLimiter(limits);
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
