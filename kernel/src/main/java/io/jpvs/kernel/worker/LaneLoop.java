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
import io.jpvs.kernel.table.FlowKey;
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
    private final PacketSlot[] slots;
    private final ConnectionTable table;
    private final ConnectionRecord record;
    private final PacketCursor cursor = new PacketCursor();
    private final Flow flow = new Flow();
    private final Counters.Related related;
    private final int[] inward = new int[Burst.CAPACITY];
    private final int[] outward = new int[Burst.CAPACITY];
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
        this.slots = burst.slots;
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
        table.candidates(slots, group.members, named);
        if (group.isFragment) {
            inCount = 0;
            outCount = 0;
            otherCount = named;
            others[0] = group.members[0]; // a first fragment goes alone
            FlowKey key = slots[others[0]];
            key.found = table.confirm(key, protocol);
        } else {
            settle(group.members, named);
        }
        int removals = table.removals();
        forwardIn(inward, inCount);
        forwardOut(outward, outCount);
        for (int k = 0; k < otherCount; k++) {
            int i = others[k] & Burst.MASK;
            detour(i, table.removals() == removals ? slots[i].found : table.find(slots[i], protocol));
        }
    }

    /// Asks the handler for each packet's flow; moves those that have one to the front.
    ///
    /// @return how many have one
    private int name(int[] members, int count) {
        PacketSlot[] slots = this.slots;
        int named = 0;
        for (int next = 0; next < count; ) {
            int i = 0;
            try {
                boolean isNamed;
                Relation relation;
                do {
                    i = members[next++] & Burst.MASK;
                    PacketSlot slot = slots[i];
                    relation = handler.connLookup(place(slot), flow);
                    slot.opens = relation == Relation.OPENS;
                    slot.selectors = FlowKey.selectors(flow.sourceSelector(), flow.destinationSelector());
                    members[named & Burst.MASK] = i;
                    touched += table.touch(slot, protocol);
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
        PacketSlot[] slots = this.slots;
        int[] mtuBytes = state.egress.mtuBytes();
        Neighbours neighbours = state.neighbours;
        long now = burst.nowNanos;
        int ins = 0;
        int outs = 0;
        int others = 0;
        for (int k = 0; k < count; k++) {
            int i = members[k] & Burst.MASK;
            PacketSlot slot = slots[i];
            long reference = table.confirm(slot, protocol);
            slot.found = reference;
            if (reference != 0) {
                record.at(reference);
                boolean out = (reference & ConnectionRecord.BY_SERVER_KEY) != 0;
                int timeoutMillis = record.timeoutMillis();
                slot.timeoutMillis = timeoutMillis;
                Neighbour hop = neighbours.at(record.nextHop(out ? Direction.OUT : Direction.IN));
                if (hop != null
                        && hop.use()
                        && record.deadlineNanos(timeoutMillis) > now
                        && slot.hops > 1
                        && slot.ipBytes <= mtuBytes[hop.port()]) {
                    slot.nextMac = hop.macAddress();
                    slot.exit = hop.port();
                    if (out) {
                        outward[outs++ & Burst.MASK] = i;
                    } else {
                        inward[ins++ & Burst.MASK] = i;
                    }
                    continue;
                }
            }
            this.others[others++ & Burst.MASK] = i;
        }
        inCount = ins;
        outCount = outs;
        otherCount = others;
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
            slots[i].found = reference;
            detourHop = hop;
            slots[i].timeoutMillis = record.at(reference).timeoutMillis();
            out = direction == Direction.OUT;
        } catch (Throwable fault) { // whatever a plugin throws costs one packet
            failed(i, fault);
            return;
        }
        if (out) {
            outward[0] = i;
            forwardOut(outward, 1);
        } else {
            inward[0] = i;
            forwardIn(inward, 1);
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
        Neighbour hop = detourHop;
        if (hop != null) {
            departOne(members, count, direction, hop);
        } else if (wide) {
            departWide(members, count, direction);
        } else {
            departNarrow(members, count, direction);
        }
    }

    private void departOne(int[] members, int count, Direction direction, Neighbour hop) {
        if (count > 0) {
            PacketSlot slot = slots[members[0]];
            int hops = state.snapshot.policy().decrementsHops() ? 1 : 0;
            account(slot, direction, state.snapshot.servers());
            if (wide) {
                replace(slot.ip, direction.reversed(), hops);
            } else {
                rewrite(slot.ip, direction, hops);
            }
            detours.depart(members[0], record, direction, hop);
        }
    }

    /// Lets the handler advance each connection and translate its packet; moves the packets that go on to the front.
    ///
    /// @return how many go on
    private int translateIn(int[] members, int count) {
        PacketSlot[] slots = this.slots;
        int translated = 0;
        for (int next = 0; next < count; ) {
            int i = 0;
            try {
                Verdict verdict;
                boolean isTranslated;
                do {
                    i = members[next++] & Burst.MASK;
                    PacketSlot slot = slots[i];
                    record.at(slot.found);
                    Packet packet = place(slot);
                    verdict = handler.stateTransition(packet, record, Direction.IN, burst.nowNanos);
                    int difference = record.addressDifference(Direction.IN);
                    isTranslated = !verdict.isDrop() && handler.fnatIn(packet, record, difference);
                    slot.verdict = verdict.ordinal();
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
        PacketSlot[] slots = this.slots;
        int translated = 0;
        for (int next = 0; next < count; ) {
            int i = 0;
            try {
                Verdict verdict;
                boolean isTranslated;
                do {
                    i = members[next++] & Burst.MASK;
                    PacketSlot slot = slots[i];
                    record.at(slot.found);
                    Packet packet = place(slot);
                    verdict = handler.stateTransition(packet, record, Direction.OUT, burst.nowNanos);
                    int difference = record.addressDifference(Direction.OUT);
                    isTranslated = !verdict.isDrop() && handler.fnatOut(packet, record, difference);
                    slot.verdict = verdict.ordinal();
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
        PacketSlot[] slots = this.slots;
        Egress egress = state.egress;
        int hops = state.snapshot.policy().decrementsHops() ? 1 : 0;
        ServerCounters[] servers = state.snapshot.servers();
        for (int k = 0; k < count; k++) {
            PacketSlot slot = slots[members[k] & Burst.MASK];
            account(slot, direction, servers);
            rewrite(slot.ip, direction, hops);
            egress.sendTo(slot.frame, slot.ip, slot.exit, slot.nextMac, slot.verdict);
        }
    }

    private void departWide(int[] members, int count, Direction direction) {
        PacketSlot[] slots = this.slots;
        Egress egress = state.egress;
        int hops = state.snapshot.policy().decrementsHops() ? 1 : 0;
        ServerCounters[] servers = state.snapshot.servers();
        for (int k = 0; k < count; k++) {
            PacketSlot slot = slots[members[k] & Burst.MASK];
            account(slot, direction, servers);
            replace(slot.ip, direction.reversed(), hops);
            egress.sendTo(slot.frame, slot.ip, slot.exit, slot.nextMac, slot.verdict);
        }
    }

    private void rewrite(long ip, Direction direction, int hops) {
        long addresses = Long.rotateLeft(record.addresses(direction.reversed()), 32);
        Ipv4.rewrite(ip, addresses, record.addressDifference(direction), hops);
    }

    private void replace(long ip, Direction other, int hops) {
        Ipv6.replace(
                ip,
                record.addresses(other, 2),
                record.addresses(other, 3),
                record.addresses(other, 0),
                record.addresses(other, 1),
                hops);
    }

    private void account(PacketSlot slot, Direction direction, ServerCounters[] servers) {
        record.at(slot.found);
        record.lastSeenNanos(burst.nowNanos);
        if (record.timeoutMillis() < slot.timeoutMillis) {
            table.rearm(record.address());
        }
        servers[record.serverId()].count(direction, slot.ipBytes);
    }

    private Packet place(PacketSlot slot) {
        int l4Bytes = slot.ipBytes - slot.ipHeaderBytes;
        return cursor.place(slot.ip, slot.ipHeaderBytes, l4Bytes, l4Bytes, protocol, wide);
    }

    private void failed(int i, Throwable fault) {
        faults.failed(fault, burst.nowNanos);
        detours.drop(i, Verdict.HANDLER_FAILED);
    }
}
