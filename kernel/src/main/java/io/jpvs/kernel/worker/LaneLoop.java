package io.jpvs.kernel.worker;

import io.jpvs.api.Direction;
import io.jpvs.api.Flow;
import io.jpvs.api.IpVersion;
import io.jpvs.api.Packet;
import io.jpvs.api.PacketCursor;
import io.jpvs.api.ProtocolHandler;
import io.jpvs.api.Relation;
import io.jpvs.api.Verdict;
import io.jpvs.kernel.ip.Ipv4;
import io.jpvs.kernel.ip.Ipv6;
import io.jpvs.kernel.neighbour.Neighbour;
import io.jpvs.kernel.service.ServerCounters;
import io.jpvs.kernel.table.ConnectionRecord;
import io.jpvs.kernel.table.ConnectionTable;
import io.jpvs.kernel.table.FlowKeys;

/// The packet loop of one protocol: name the flows of the whole group, look them all up, then send each packet on.
///
/// [LaneFactory] defines this class anew for every handler class, so that each copy sees one handler only and
/// HotSpot inlines the hooks (docs/decisions/0001-hook-form.md). For that reason it must stay without lambdas and
/// nested classes.
final class LaneLoop implements Lane {
    private static final int NOBODY = -1;

    private final ProtocolHandler handler;
    private final int protocol;
    private final boolean wide;
    private final WorkerState state;
    private final Detours detours;
    private final FaultGuard faults;
    private final Burst burst;
    private final FlowKeys keys;
    private final ConnectionTable table;
    private final ConnectionRecord record;
    private final PacketCursor cursor = new PacketCursor();
    private final Flow flow = new Flow();
    private final Counters.Related related;
    private int owned = NOBODY; // column of the frame that is to be dropped if the handler throws

    LaneLoop(ProtocolHandler handler, int protocol, IpVersion version, WorkerState state, Detours detours) {
        this.handler = handler;
        this.protocol = protocol;
        this.wide = version == IpVersion.IPV6;
        this.state = state;
        this.detours = detours;
        this.faults = new FaultGuard(handler.getClass().getName(), state.counters);
        this.burst = state.burst;
        this.keys = burst.keys;
        this.related = state.counters.related(wide, protocol);
        this.table = state.table(version);
        this.record = new ConnectionRecord(version);
    }

    @Override
    public ProtocolHandler handler() {
        return handler;
    }

    @Override
    public int protocol() {
        return protocol;
    }

    @Override
    public FaultGuard faults() {
        return faults;
    }

    @Override
    public Counters.Related related() {
        return related;
    }

    @Override
    public void carry(LaneGroup group) {
        int count = group.count;
        group.count = 0;
        if (faults.isSuspended(burst.nowNanos)) {
            for (int k = 0; k < count; k++) {
                detours.drop(group.members[k], Verdict.HANDLER_QUARANTINED);
            }
            return;
        }
        int named = name(group.members, count);
        table.resolve(keys, group.members, named, protocol);
        forward(group.members, named, table.removals());
    }

    /// Asks the handler for each packet's flow; moves the columns of those that have one to the front.
    ///
    /// @return how many have one
    private int name(int[] members, int count) {
        int named = 0;
        for (int next = 0; next < count; ) {
            try {
                while (next < count) {
                    int i = members[next++] & Burst.MASK;
                    owned = i;
                    Relation relation = handler.connLookup(place(i), flow);
                    if (relation == Relation.OPENS || relation == Relation.CONTINUES) {
                        burst.opens[i] = relation == Relation.OPENS;
                        keys.selectors[i] = FlowKeys.selectors(flow.sourceSelector(), flow.destinationSelector());
                        members[named++ & Burst.MASK] = i;
                    } else {
                        detours.unnamed(i, this, relation, flow);
                    }
                }
            } catch (Throwable fault) { // whatever a plugin throws costs one packet
                failed(fault);
            }
        }
        return named;
    }

    /// Sends on the packets whose flows have been looked up, as long as no connection is removed meanwhile; from
    /// then on each is looked up again.
    private void forward(int[] members, int count, int removals) {
        for (int next = 0; next < count; ) {
            try {
                while (next < count) {
                    int i = members[next++] & Burst.MASK;
                    owned = i;
                    long reference = table.removals() == removals ? keys.found[i] : table.find(keys, i, protocol);
                    if (reference == 0 || record.at(reference).deadlineNanos() <= burst.nowNanos) {
                        reference = detours.admit(i, this);
                    }
                    if (reference != 0) {
                        forward(i, reference);
                    }
                }
            } catch (Throwable fault) { // whatever a plugin throws costs one packet
                failed(fault);
            }
        }
    }

    private void forward(int i, long reference) {
        record.at(reference);
        boolean out = (reference & ConnectionRecord.BY_SERVER_KEY) != 0;
        Direction direction = out ? Direction.OUT : Direction.IN;
        Neighbour hop = state.neighbours.at(record.nextHop(direction));
        if (hop == null || burst.hops[i] <= 1 || burst.ipBytes[i] > state.egress.mtuBytes(hop.port())) {
            hop = detours.checkLeg(i, this, record, direction, hop);
            if (hop == null) {
                return;
            }
        }
        Packet packet = place(i);
        int timeoutBefore = record.timeoutMillis();
        Verdict verdict = handler.stateTransition(packet, record, direction, burst.nowNanos);
        if (verdict.isDrop()) {
            detours.refused(i, this, record, verdict);
            return;
        }
        int difference = addressDifference(i, direction);
        if (!(out ? handler.fnatOut(packet, record, difference) : handler.fnatIn(packet, record, difference))) {
            detours.refused(i, this, record, Verdict.MALFORMED);
            return;
        }
        record.lastSeenNanos(burst.nowNanos);
        if (record.timeoutMillis() < timeoutBefore) {
            table.rearm(record.address());
        }
        rewriteIp(i, direction, difference);
        ServerCounters server = state.snapshot.servers()[record.serverId()];
        if (out) {
            server.packetsOut++;
            server.bytesOut += burst.ipBytes[i];
        } else {
            server.packetsIn++;
            server.bytesIn += burst.ipBytes[i];
        }
        owned = NOBODY;
        state.egress.send(burst.frame[i], hop, verdict);
    }

    /// Returns the RFC 1624 difference of the addresses: what the packet bears against the other leg's key,
    /// reversed.
    private int addressDifference(int i, Direction direction) {
        Direction other = direction.reversed();
        if (!wide) {
            return Ipv4.difference(keys.address0[i], Long.rotateLeft(record.addresses(other), 32));
        }
        return Ipv6.difference(keys.address0[i], record.addresses(other, 2))
                + Ipv6.difference(keys.address1[i], record.addresses(other, 3))
                + Ipv6.difference(keys.address2[i], record.addresses(other, 0))
                + Ipv6.difference(keys.address3[i], record.addresses(other, 1));
    }

    private void rewriteIp(int i, Direction direction, int difference) {
        Direction other = direction.reversed();
        int hops = state.snapshot.policy().decrementsHops() ? 1 : 0;
        if (!wide) {
            Ipv4.rewrite(burst.ip[i], Long.rotateLeft(record.addresses(other), 32), difference, hops);
        } else {
            Ipv6.rewrite(
                    burst.ip[i],
                    record.addresses(other, 2),
                    record.addresses(other, 3),
                    record.addresses(other, 0),
                    record.addresses(other, 1),
                    hops);
        }
    }

    private Packet place(int i) {
        int l4Bytes = burst.ipBytes[i] - burst.ipHeaderBytes[i];
        return cursor.place(burst.ip[i], burst.ipHeaderBytes[i], l4Bytes, l4Bytes, protocol, wide);
    }

    private void failed(Throwable fault) {
        faults.failed(fault, burst.nowNanos);
        if (owned != NOBODY) {
            detours.drop(owned, Verdict.HANDLER_FAILED);
            owned = NOBODY;
        }
    }
}
