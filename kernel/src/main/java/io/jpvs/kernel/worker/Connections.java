package io.jpvs.kernel.worker;

import io.jpvs.api.Direction;
import io.jpvs.api.IpVersion;
import io.jpvs.kernel.address.Endpoint;
import io.jpvs.kernel.local.SelectorPool;
import io.jpvs.kernel.neighbour.Neighbour;
import io.jpvs.kernel.table.ConnectionRecord;
import io.jpvs.kernel.table.ConnectionTable;
import io.jpvs.kernel.table.LingerTable;
import org.jspecify.annotations.Nullable;

/// Birth and end of connections, with all that hangs on them: pool entries, server counters, farewells.
final class Connections {
    private final WorkerState state;
    private final Farewells farewells;
    private final ConnectionRecord narrow = new ConnectionRecord(IpVersion.IPV4);
    private final ConnectionRecord wide = new ConnectionRecord(IpVersion.IPV6);

    Connections(WorkerState state) {
        this.state = state;
        this.farewells = new Farewells(state);
    }

    /// Enters a complete record.
    void opened(ConnectionTable table, ConnectionRecord record) {
        table.insert(record.address());
        (table == state.table6 ? state.ended6 : state.ended4).evict(record);
        var server = state.snapshot.servers()[record.serverId()];
        server.active++;
        server.connections++;
        state.counters.count(Tally.CONNECTIONS_OPENED);
    }

    /// Enters a connection from a file, as if its last packet came now.
    void loaded(LoadedConnection connection, int serverId, @Nullable SelectorPool pool) {
        boolean ipv6 = connection.vip().address().isIpv6();
        ConnectionTable table = ipv6 ? state.table6 : state.table4;
        long address = table.create();
        if (address == 0) {
            throw new IllegalStateException("more connections to load than the table holds, which the loader checks");
        }
        ConnectionRecord record = (ipv6 ? wide : narrow).at(address);
        Endpoint client = connection.client();
        Endpoint vip = connection.vip();
        Endpoint local = connection.local();
        Endpoint server = connection.server();
        record.clientKey(connection.protocol(), client.address(), client.selector(), vip.address(), vip.selector());
        record.serverKey(server.address(), server.selector(), local.address(), local.selector());
        record.serverId(serverId);
        record.timeoutMillis(connection.timeoutMillis());
        record.lastSeenNanos(state.burst.nowNanos);
        for (int i = 0; i < connection.handlerState().length; i++) {
            record.u8(i, connection.handlerState()[i]);
        }
        if (pool != null && pool.reserve(local.selector())) {
            record.poolId(pool.id());
        }
        table.insert(address);
        ended(ipv6).evict(record);
        state.snapshot.servers()[serverId].active++;
        state.counters.count(Tally.CONNECTIONS_LOADED);
    }

    /// Ends an IPv4 connection whose time is up.
    void expired4(long address) {
        expired(narrow.at(address), false);
    }

    /// Ends an IPv6 connection whose time is up.
    void expired6(long address) {
        expired(wide.at(address), true);
    }

    /// Ends the connection of a reference whose time is up.
    void expired(long reference, boolean ipv6) {
        expired((ipv6 ? wide : narrow).at(reference), ipv6);
    }

    private void expired(ConnectionRecord record, boolean ipv6) {
        LaneGroup group = state.snapshot.lane(ipv6, record.protocol());
        if (group != null) {
            farewells.say(group.lane, record, ipv6);
        }
        state.counters.count(Tally.CONNECTIONS_EXPIRED);
        // Without a timeout its first packet never passed, as when the handler threw: nobody can report on it.
        if (record.timeoutMillis() != 0 && !ended(ipv6).add(record, state.burst.nowNanos)) {
            state.counters.count(Tally.LINGER_EVICTIONS);
        }
        end(record, ipv6);
    }

    /// Ends a connection whose first packet was refused.
    void abandon(long address, boolean ipv6) {
        end((ipv6 ? wide : narrow).at(address), ipv6);
    }

    private void end(ConnectionRecord record, boolean ipv6) {
        int pool = record.poolId();
        if (pool >= 0) {
            state.snapshot.pools()[pool].release(record.localSelector());
        }
        state.snapshot.servers()[record.serverId()].active--;
        (ipv6 ? state.table6 : state.table4).remove(record.address());
    }

    private LingerTable ended(boolean ipv6) {
        return ipv6 ? state.ended6 : state.ended4;
    }

    /// Finds the next hop of a connection in one direction and notes it in the record.
    ///
    /// @return null if no route leads there
    @Nullable
    Neighbour resolveHop(ConnectionRecord record, Direction direction, boolean ipv6) {
        Direction key = direction.reversed();
        Neighbour hop = ipv6
                ? state.nextHop(true, record.addresses(key, 0), record.addresses(key, 1))
                : state.nextHop(false, 0, record.addresses(key) >>> 32);
        if (hop != null) {
            record.nextHop(direction, hop.reference());
        }
        return hop;
    }
}
