package io.jpvs.kernel.worker;

import io.jpvs.api.Connection;
import io.jpvs.api.Direction;
import io.jpvs.api.IpVersion;
import io.jpvs.api.LocalPool;
import io.jpvs.api.Refusal;
import io.jpvs.api.SelectorRange;
import io.jpvs.api.Verdict;
import io.jpvs.kernel.address.IpAddress;
import io.jpvs.kernel.ip.Ipv4;
import io.jpvs.kernel.local.OwnAddress;
import io.jpvs.kernel.local.SelectorPool;
import io.jpvs.kernel.neighbour.Neighbour;
import io.jpvs.kernel.service.Server;
import io.jpvs.kernel.service.Service;
import io.jpvs.kernel.table.ConnectionRecord;
import io.jpvs.kernel.table.ConnectionTable;
import io.jpvs.kernel.table.FlowKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// New connections: from a packet without one to a service, a server, a local address, a record. All that can be
/// refused is refused before anything is taken.
final class Admission {
    private final WorkerState state;
    private final Connections connections;
    private final Responder responder;
    private final ConnectionRecord narrow = new ConnectionRecord(IpVersion.IPV4);
    private final ConnectionRecord wide = new ConnectionRecord(IpVersion.IPV6);
    private final Binding binding = new Binding();

    Admission(WorkerState state, Connections connections, Responder responder) {
        this.state = state;
        this.connections = connections;
        this.responder = responder;
    }

    /// Finds or makes the connection of a packet.
    ///
    /// @return its reference, or 0 if the packet has come to its end
    long admit(int i, Lane lane) {
        boolean ipv6 = Ipv4.version(state.burst.slots[i].ip) == 6;
        ConnectionTable table = ipv6 ? state.table6 : state.table4;
        ConnectionRecord record = ipv6 ? wide : narrow;
        long known = table.find(state.burst.slots[i], lane.protocol());
        if (known != 0) {
            if (record.at(known).deadlineNanos() > state.burst.nowNanos) {
                return known;
            }
            connections.expired(known, ipv6);
        }
        if (state.peers.passOn(i, lane.protocol(), ipv6)) {
            return 0;
        }
        Service service = service(i, lane, ipv6);
        if (service == null || !state.burst.slots[i].opens) {
            unrelated(i, lane);
            return 0;
        }
        return open(i, lane, service, table, record, ipv6);
    }

    /// Brings a packet to its end that is of no connection and opens none.
    void unrelated(int i, Lane lane) {
        if (service(i, lane, Ipv4.version(state.burst.slots[i].ip) == 6) == null) {
            unclaimed(i, lane);
        } else {
            responder.refuse(i, lane, Refusal.NO_CONNECTION, Verdict.NO_CONNECTION);
        }
    }

    private @Nullable Service service(int i, Lane lane, boolean ipv6) {
        int selector = (int) state.burst.slots[i].selectors;
        return state.snapshot.service(high(i, ipv6), low(i, ipv6), lane.protocol(), selector);
    }

    /// Brings a packet of no flow to its end: nobody but its handler may have an answer to it.
    void untracked(int i, Lane lane) {
        if (answer(i, lane) != null) {
            state.egress.drop(state.burst.slots[i].frame, Verdict.UNANSWERED);
        }
    }

    /// Brings a packet to its end that no connection and no service wants.
    private void unclaimed(int i, Lane lane) {
        OwnAddress own = answer(i, lane);
        if (own != null) {
            responder.refuseUnclaimed(i, lane, own == OwnAddress.VIP);
        }
    }

    /// Lets the handler answer a packet.
    ///
    /// @return what its destination is to us, or null if it has come to its end
    private @Nullable OwnAddress answer(int i, Lane lane) {
        boolean ipv6 = Ipv4.version(state.burst.slots[i].ip) == 6;
        long high = high(i, ipv6);
        long low = low(i, ipv6);
        OwnAddress own = state.snapshot.addresses().get(high, low, 0);
        if (own == null) {
            state.egress.drop(state.burst.slots[i].frame, Verdict.NOT_LOCAL);
            return null;
        }
        return responder.answers(i, lane, state.snapshot.kind(own, high, low)) ? null : own;
    }

    private long open(int i, Lane lane, Service service, ConnectionTable table, ConnectionRecord record, boolean ipv6) {
        if (service.hasUsableServer() && !responder.mayTravelOn(i, lane)) {
            return 0;
        }
        Server server = service.schedule();
        if (server == null) {
            refuseForWantOfServer(i, lane);
            return 0;
        }
        Neighbour toServer = nextHop(server.address());
        Neighbour toClient = state.nextHop(ipv6, sourceHigh(i, ipv6), sourceLow(i, ipv6));
        if (toServer == null || toClient == null) {
            state.egress.drop(state.burst.slots[i].frame, Verdict.NO_ROUTE);
            return 0;
        }
        if (!responder.fits(i, lane, toServer.port())) {
            return 0;
        }
        long address = table.create();
        if (address == 0) {
            responder.refuse(i, lane, Refusal.EXHAUSTED, Verdict.TABLE_FULL);
            return 0;
        }
        record.at(address).clientKey(lane.protocol(), state.burst.slots[i]);
        record.serverId(server.counters().id());
        record.lastSeenNanos(state.burst.nowNanos);
        record.nextHop(Direction.IN, toServer.reference());
        record.nextHop(Direction.OUT, toClient.reference());
        if (!isBound(lane, service, server, table, record)) {
            responder.refuse(i, lane, Refusal.EXHAUSTED, Verdict.SELECTORS_EXHAUSTED);
            return 0;
        }
        connections.opened(table, record);
        return address;
    }

    private @Nullable Neighbour nextHop(IpAddress address) {
        return state.nextHop(address.isIpv6(), address.high(), address.low());
    }

    /// Gives a new record a local address; if that fails, or the handler throws, the record is given back.
    private boolean isBound(Lane lane, Service service, Server server, ConnectionTable table, ConnectionRecord record) {
        boolean bound = false;
        try {
            bound = lane.handler().laddrBind(record, binding.between(service, server, table, record));
        } finally {
            if (!bound) {
                binding.undo(record);
                table.discard(record.address());
            }
        }
        return bound;
    }

    private void refuseForWantOfServer(int i, Lane lane) {
        if (state.snapshot.policy().rejectsNoServer()) {
            responder.refuse(i, lane, Refusal.NO_SERVER, Verdict.NO_SERVER);
        } else {
            state.egress.drop(state.burst.slots[i].frame, Verdict.NO_SERVER);
        }
    }

    private long high(int i, boolean ipv6) {
        return ipv6 ? state.burst.slots[i].address2 : 0;
    }

    private long sourceHigh(int i, boolean ipv6) {
        return ipv6 ? state.burst.slots[i].address0 : 0;
    }

    private long sourceLow(int i, boolean ipv6) {
        return ipv6 ? state.burst.slots[i].address1 : state.burst.slots[i].address0 >>> 32;
    }

    private long low(int i, boolean ipv6) {
        FlowKey key = state.burst.slots[i];
        return ipv6 ? key.address3 : key.address0 & 0xffff_ffffL;
    }

    /// The pool that a handler is given for one new connection.
    private final class Binding implements LocalPool {
        private @Nullable Service service;
        private @Nullable Server server;
        private @Nullable ConnectionTable table;
        private @Nullable ConnectionRecord record;

        Binding between(Service of, Server to, ConnectionTable in, ConnectionRecord by) {
            service = of;
            server = to;
            table = in;
            record = by;
            return this;
        }

        /// Takes back what a handler was given that then threw, or refused all the same.
        void undo(ConnectionRecord bound) {
            if (bound.poolId() >= 0) {
                state.snapshot.pools()[bound.poolId()].release(bound.localSelector());
            }
        }

        @Override
        public boolean bind(Connection connection, SelectorRange range) {
            if (service == null || server == null || table == null || record == null || connection != record) {
                throw new IllegalStateException("a local pool serves only the connection that it is given with");
            }
            List<SelectorPool> pools = server.pools();
            int first = service.nextPool() % pools.size();
            for (int k = 0; k < pools.size(); k++) {
                SelectorPool pool = pools.get((first + k) % pools.size());
                if (range.size() == 0 ? keep(table, record, server, pool) : take(table, record, server, pool, range)) {
                    return true;
                }
            }
            return false;
        }

        private boolean keep(ConnectionTable in, ConnectionRecord of, Server to, SelectorPool pool) {
            of.serverKey(to.address(), serverSelector(of, to), pool.local(), of.clientSelector());
            return !in.isServerKeyTaken(of.address());
        }

        private boolean take(
                ConnectionTable in, ConnectionRecord of, Server to, SelectorPool pool, SelectorRange range) {
            for (int tries = pool.available(); tries > 0; tries--) {
                int selector = pool.take();
                of.serverKey(to.address(), serverSelector(of, to), pool.local(), selector);
                boolean fits = selector >= range.first() && selector <= range.last();
                if (fits && !in.isServerKeyTaken(of.address())) {
                    of.poolId(pool.id());
                    return true;
                }
                pool.release(selector);
            }
            return false;
        }

        private int serverSelector(ConnectionRecord of, Server to) {
            return to.port() < 0 ? of.serviceSelector() : to.port();
        }
    }
}
