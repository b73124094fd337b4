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
import io.jpvs.kernel.neighbour.Neighbours;
import io.jpvs.kernel.service.ServerCounters;
import io.jpvs.kernel.table.ConnectionRecord;
import io.jpvs.kernel.table.ConnectionTable;
import io.jpvs.kernel.table.FlowKeys;
import org.jspecify.annotations.Nullable;

/// The packet loop of one protocol: name the flows of the whole group, look them all up, then send each packet on.
///
/// [LaneFactory] defines this class anew for every handler class, so that each copy sees one handler only and
/// HotSpot inlines the hooks (docs/decisions/0001-hook-form.md). For that reason it must stay without lambdas and
/// nested classes.
final class LaneLoop implements Lane {
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
    private final int[] ins = new int[Burst.CAPACITY];
    private final int[] outs = new int[Burst.CAPACITY];
    private final int[] others = new int[Burst.CAPACITY];
    private int inCount;
    private int outCount;
    private int otherCount;
    private @Nullable Neighbour detourHop; // where the one packet goes that is being forwarded on a detour

    @SuppressWarnings("UnusedVariable") // written so that the loads of [ConnectionTable#touch] are not optimised away
    private long touched;

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
        cursor.fragment(group.isFragment);
        int named = name(group.members, count);
        table.candidates(keys, group.members, named);
        if (group.isFragment) {
            inCount = 0;
            outCount = 0;
            otherCount = named;
            others[0] = group.members[0]; // a first fragment goes alone
            keys.found[others[0]] = table.confirm(keys, others[0], protocol);
        } else {
            settle(group.members, named);
        }
        int removals = table.removals();
        forwardIn(ins, inCount);
        forwardOut(outs, outCount);
        for (int k = 0; k < otherCount; k++) {
            int i = others[k] & Burst.MASK;
            detour(i, table.removals() == removals ? keys.found[i] : table.find(keys, i, protocol));
        }
    }

    /// Asks the handler for each packet's flow; moves the columns of those that have one to the front.
    ///
    /// @return how many have one
    private int name(int[] members, int count) {
        long[] selectors = keys.selectors;
        boolean[] opens = burst.opens;
        int named = 0;
        for (int next = 0; next < count; ) {
            int i = 0;
            try {
                boolean isNamed;
                Relation relation;
                do {
                    i = members[next++] & Burst.MASK;
                    relation = handler.connLookup(place(i), flow);
                    opens[i] = relation == Relation.OPENS;
                    selectors[i] = FlowKeys.selectors(flow.sourceSelector(), flow.destinationSelector());
                    members[named & Burst.MASK] = i;
                    touched += table.touch(keys, i, protocol);
                    isNamed = relation == Relation.OPENS || relation == Relation.CONTINUES;
                    named += isNamed ? 1 : 0;
                } while (isNamed && next < count);
                if (!isNamed) {
                    detours.unnamed(i, this, relation, flow);
                }
            } catch (Throwable fault) { // whatever a plugin throws costs one packet
                failed(i, fault);
            }
        }
        return named;
    }

    /// Sorts the packets whose flows have been looked up: those that can simply be sent on, inwards or outwards, since
    /// their connection is alive, its next hop known, and they fit; and the others.
    private void settle(int[] members, int count) {
        long[] found = keys.found;
        int[] timeouts = burst.timeoutMillis;
        long[] macs = burst.nextMac;
        int[] exits = burst.exit;
        int[] mtuBytes = state.egress.mtuBytes();
        Neighbours neighbours = state.neighbours;
        inCount = 0;
        outCount = 0;
        otherCount = 0;
        for (int k = 0; k < count; k++) {
            int i = members[k] & Burst.MASK;
            long reference = table.confirm(keys, i, protocol);
            found[i] = reference;
            if (reference != 0) {
                record.at(reference);
                boolean out = (reference & ConnectionRecord.BY_SERVER_KEY) != 0;
                int timeoutMillis = record.timeoutMillis();
                timeouts[i] = timeoutMillis;
                Neighbour hop = neighbours.at(record.nextHop(out ? Direction.OUT : Direction.IN));
                if (hop != null
                        && hop.use()
                        && record.deadlineNanos(timeoutMillis) > burst.nowNanos
                        && burst.hops[i] > 1
                        && burst.ipBytes[i] <= mtuBytes[hop.port()]) {
                    macs[i] = hop.macAddress();
                    exits[i] = hop.port();
                    if (out) {
                        outs[outCount++ & Burst.MASK] = i;
                    } else {
                        ins[inCount++ & Burst.MASK] = i;
                    }
                    continue;
                }
            }
            others[otherCount++ & Burst.MASK] = i;
        }
    }

    /// Brings a packet to its end that needs a closer look: the first of a connection, or one that may not travel on.
    private void detour(int i, long found) {
        boolean isAlive = found != 0 && record.at(found).deadlineNanos() > burst.nowNanos;
        boolean out;
        try {
            long reference = isAlive ? found : detours.admit(i, this);
            if (reference == 0) {
                return;
            }
            record.at(reference);
            Direction direction = ConnectionRecord.direction(reference);
            Neighbour known = state.neighbours.at(record.nextHop(direction));
            Neighbour hop = detours.checkLeg(i, this, record, direction, known);
            if (hop == null) {
                return;
            }
            keys.found[i] = reference;
            detourHop = hop;
            burst.timeoutMillis[i] = record.at(reference).timeoutMillis();
            out = direction == Direction.OUT;
        } catch (Throwable fault) { // whatever a plugin throws costs one packet
            failed(i, fault);
            return;
        }
        if (out) {
            outs[0] = i;
            forwardOut(outs, 1);
        } else {
            ins[0] = i;
            forwardIn(ins, 1);
        }
        detourHop = null;
    }

    private void forwardIn(int[] members, int count) {
        if (count > 0) {
            depart(members, translateIn(members, count), Direction.IN);
        }
    }

    private void forwardOut(int[] members, int count) {
        if (count > 0) {
            depart(members, translateOut(members, count), Direction.OUT);
        }
    }

    private void depart(int[] members, int count, Direction direction) {
        if (wide) {
            departWide(members, count, direction);
        } else {
            departNarrow(members, count, direction);
        }
        Neighbour hop = detourHop;
        if (hop == null) {
            send(members, count);
        } else if (count > 0) {
            detours.depart(members[0], record, direction, hop);
        }
    }

    /// Lets the handler advance each connection and translate its packet; moves the columns of packets that go on to
    /// the front.
    ///
    /// @return how many go on
    private int translateIn(int[] members, int count) {
        long[] found = keys.found;
        int translated = 0;
        for (int next = 0; next < count; ) {
            int i = 0;
            try {
                Verdict verdict;
                boolean isTranslated;
                do {
                    i = members[next++] & Burst.MASK;
                    record.at(found[i]);
                    Packet packet = place(i);
                    verdict = handler.stateTransition(packet, record, Direction.IN, burst.nowNanos);
                    int difference = record.addressDifference(Direction.IN);
                    isTranslated = !verdict.isDrop() && handler.fnatIn(packet, record, difference);
                    burst.verdict[i] = verdict.ordinal();
                    members[translated & Burst.MASK] = i;
                    translated += isTranslated ? 1 : 0;
                } while (isTranslated && next < count);
                if (!isTranslated) {
                    detours.refused(i, this, record, verdict.isDrop() ? verdict : Verdict.MALFORMED);
                }
            } catch (Throwable fault) { // whatever a plugin throws costs one packet
                failed(i, fault);
            }
        }
        return translated;
    }

    /// Does for servers' packets what [#translateIn] does for clients'. Each has one hook to inline: both together
    /// are more than HotSpot takes into one method.
    private int translateOut(int[] members, int count) {
        long[] found = keys.found;
        int translated = 0;
        for (int next = 0; next < count; ) {
            int i = 0;
            try {
                Verdict verdict;
                boolean isTranslated;
                do {
                    i = members[next++] & Burst.MASK;
                    record.at(found[i]);
                    Packet packet = place(i);
                    verdict = handler.stateTransition(packet, record, Direction.OUT, burst.nowNanos);
                    int difference = record.addressDifference(Direction.OUT);
                    isTranslated = !verdict.isDrop() && handler.fnatOut(packet, record, difference);
                    burst.verdict[i] = verdict.ordinal();
                    members[translated & Burst.MASK] = i;
                    translated += isTranslated ? 1 : 0;
                } while (isTranslated && next < count);
                if (!isTranslated) {
                    detours.refused(i, this, record, verdict.isDrop() ? verdict : Verdict.MALFORMED);
                }
            } catch (Throwable fault) { // whatever a plugin throws costs one packet
                failed(i, fault);
            }
        }
        return translated;
    }

    private void departNarrow(int[] members, int count, Direction direction) {
        int hops = state.snapshot.policy().decrementsHops() ? 1 : 0;
        Direction other = direction.reversed();
        ServerCounters[] servers = state.snapshot.servers();
        for (int k = 0; k < count; k++) {
            int i = members[k] & Burst.MASK;
            account(i, direction, servers);
            long addresses = Long.rotateLeft(record.addresses(other), 32);
            Ipv4.rewrite(burst.ip[i], addresses, record.addressDifference(direction), hops);
        }
    }

    private void departWide(int[] members, int count, Direction direction) {
        int hops = state.snapshot.policy().decrementsHops() ? 1 : 0;
        Direction other = direction.reversed();
        ServerCounters[] servers = state.snapshot.servers();
        for (int k = 0; k < count; k++) {
            int i = members[k] & Burst.MASK;
            account(i, direction, servers);
            Ipv6.replace(
                    burst.ip[i],
                    record.addresses(other, 2),
                    record.addresses(other, 3),
                    record.addresses(other, 0),
                    record.addresses(other, 1),
                    hops);
        }
    }

    private void account(int i, Direction direction, ServerCounters[] servers) {
        record.at(keys.found[i]);
        record.lastSeenNanos(burst.nowNanos);
        if (record.timeoutMillis() < burst.timeoutMillis[i]) {
            table.rearm(record.address());
        }
        servers[record.serverId()].count(direction, burst.ipBytes[i]);
    }

    private void send(int[] members, int count) {
        Egress egress = state.egress;
        long[] frames = burst.frame;
        long[] ips = burst.ip;
        long[] macs = burst.nextMac;
        int[] exits = burst.exit;
        int[] verdicts = burst.verdict;
        for (int k = 0; k < count; k++) {
            int i = members[k] & Burst.MASK;
            egress.sendTo(frames[i], ips[i], exits[i], macs[i], verdicts[i]);
        }
    }

    private Packet place(int i) {
        int l4Bytes = burst.ipBytes[i] - burst.ipHeaderBytes[i];
        return cursor.place(burst.ip[i], burst.ipHeaderBytes[i], l4Bytes, l4Bytes, protocol, wide);
    }

    private void failed(int i, Throwable fault) {
        faults.failed(fault, burst.nowNanos);
        detours.drop(i, Verdict.HANDLER_FAILED);
    }
}
