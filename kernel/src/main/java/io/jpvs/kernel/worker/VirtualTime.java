package io.jpvs.kernel.worker;

import io.jpvs.api.IpVersion;
import io.jpvs.kernel.table.ConnectionRecord;
import io.jpvs.kernel.table.ConnectionTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Fires timers as if nothing else took time: each at its own, in order, whatever lies between two frames. The
/// live path looks at them now and then instead, see [Worker#poll].
///
/// A connection ends at its deadline; of equal deadlines IPv4 comes first, then the lower record number. Timers of
/// neighbours come after connections of the same time.
final class VirtualTime {
    private static final Comparator<Due> ORDER = Comparator.comparingLong(Due::deadlineNanos)
            .thenComparing(Due::ipv6)
            .thenComparingLong(Due::address);

    private record Due(long deadlineNanos, boolean ipv6, long address) {}

    private final WorkerState state;
    private final Connections connections;
    private final List<Due> due = new ArrayList<>();
    private final ConnectionTable.ExpiryVisitor due4 = collector(IpVersion.IPV4);
    private final ConnectionTable.ExpiryVisitor due6 = collector(IpVersion.IPV6);
    private boolean begun;
    private long firedNanos;

    VirtualTime(WorkerState state, Connections connections) {
        this.state = state;
        this.connections = connections;
    }

    private ConnectionTable.ExpiryVisitor collector(IpVersion version) {
        ConnectionRecord record = new ConnectionRecord(version);
        boolean ipv6 = version == IpVersion.IPV6;
        return address -> due.add(new Due(record.at(address).deadlineNanos(), ipv6, address));
    }

    /// Fires every timer that is due by `nowNanos`.
    void advance(long nowNanos) {
        if (begun) {
            for (long at = next(nowNanos); at < nowNanos; at = next(nowNanos)) {
                fire(at);
            }
        }
        begun = true;
        fire(nowNanos);
    }

    /// Returns the end of the next step: up to it, what fires sets no timer that is due within it.
    private long next(long nowNanos) {
        long neighbours = Math.max(firedNanos, state.neighbours.nextTimerNanos());
        long from = firedNanos + 1;
        long tables = Math.min(state.table4.nextDueNanos(from, nowNanos), state.table6.nextDueNanos(from, nowNanos));
        return Math.min(neighbours, tables);
    }

    private void fire(long nowNanos) {
        firedNanos = nowNanos;
        state.table4.expireFully(nowNanos, due4);
        state.table6.expireFully(nowNanos, due6);
        due.sort(ORDER);
        for (Due connection : due) {
            state.begin(connection.deadlineNanos());
            connections.expired(connection.address(), connection.ipv6());
            state.egress.flush();
        }
        due.clear();
        state.begin(nowNanos);
        state.ended4.expire(nowNanos, Integer.MAX_VALUE);
        state.ended6.expire(nowNanos, Integer.MAX_VALUE);
        state.fragments.expire(nowNanos);
        state.neighbours.fireTimers(nowNanos);
        state.egress.flush();
    }
}
