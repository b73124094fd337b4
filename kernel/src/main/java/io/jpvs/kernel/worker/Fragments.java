package io.jpvs.kernel.worker;

import io.jpvs.api.Direction;
import io.jpvs.api.Verdict;
import io.jpvs.kernel.fragment.Datagram;
import io.jpvs.kernel.fragment.FragmentTable;
import io.jpvs.kernel.ip.Ethernet;
import io.jpvs.kernel.ip.Ipv4;
import io.jpvs.kernel.ip.Ipv6;
import io.jpvs.kernel.neighbour.Neighbour;
import io.jpvs.kernel.port.Frame;
import org.jspecify.annotations.Nullable;

/// Received fragments. The first of a datagram has its protocol's header and takes the way of a whole packet; where
/// it goes the later ones follow, with nothing changed but addresses and hop limit. One that comes before the first
/// waits for it, up to a bound. Nothing is reassembled.
final class Fragments {
    private static final int MOST_DATAGRAM_BYTES = 0xffff;

    private final WorkerState state;
    private final Burst burst;
    private final FragmentTable table;
    private @Nullable Datagram deciding; // whose first fragment is in its lane
    private boolean isTracker; // of that datagram

    Fragments(WorkerState state, FragmentTable table) {
        this.state = state;
        this.burst = state.burst;
        this.table = table;
    }

    /// Carries an IPv4 fragment to its end, or keeps it.
    ///
    /// @return why it is dropped, or null
    @Nullable
    Verdict carry4(int i, @Nullable LaneGroup group) {
        if (group == null) {
            return Verdict.NO_HANDLER;
        }
        long ip = burst.slots[i].ip;
        int start = (Ipv4.fragment(ip) & Ipv4.OFFSET_MASK) << 3;
        int end = start + burst.slots[i].ipBytes - burst.slots[i].ipHeaderBytes;
        table.key4(Ipv4.addresses(ip), Ipv4.identification(ip), Ipv4.protocol(ip));
        boolean isLast = (Ipv4.fragment(ip) & Ipv4.MF) == 0;
        boolean isTooLong = burst.slots[i].ipHeaderBytes + end > MOST_DATAGRAM_BYTES;
        return carry(i, group, start, end, isLast, isTooLong, null);
    }

    /// Carries an IPv6 fragment to its end, or keeps it. Its header bytes are not settled yet.
    ///
    /// @param flaw why its headers cannot be walked, or null
    /// @return why it is dropped, or null
    @Nullable
    Verdict carry6(int i, @Nullable LaneGroup group, @Nullable Verdict flaw) {
        long ip = burst.slots[i].ip;
        int header = Ipv6.fragmentHeader(ip, burst.slots[i].ipBytes);
        int start = Ipv6.fragmentOffset(ip + header);
        int behind = header + Ipv6.FRAGMENT_HEADER_BYTES;
        int end = start + burst.slots[i].ipBytes - behind;
        table.key6(
                Ipv6.sourceHigh(ip),
                Ipv6.sourceLow(ip),
                Ipv6.destinationHigh(ip),
                Ipv6.destinationLow(ip),
                Ipv6.fragmentIdentification(ip + header));
        boolean isLast = !Ipv6.hasMoreFragments(ip + header);
        boolean isTooLong = behind - Ipv6.HEADER_BYTES - Ipv6.FRAGMENT_HEADER_BYTES + end > MOST_DATAGRAM_BYTES;
        return carry(i, group, start, end, isLast, isTooLong, flaw);
    }

    private @Nullable Verdict carry(
            int i,
            @Nullable LaneGroup group,
            int start,
            int end,
            boolean isLast,
            boolean isTooLong,
            @Nullable Verdict flaw) {
        expire(burst.nowNanos);
        if (state.peers.passOnFragment(burst.slots[i].frame, table)) {
            return null;
        }
        Datagram datagram = table.find();
        if (datagram == null) {
            if (start != 0 && !isOurs(i)) {
                return Verdict.NOT_LOCAL;
            }
            datagram = open();
        }
        Verdict reason = isTooLong ? datagram.refuse(Verdict.FRAGMENT_EXCESS) : datagram.enter(start, end, isLast);
        if (reason == null && start == 0) {
            reason = flaw != null ? flaw : decide(i, group, datagram);
        } else if (reason == null && !datagram.isDecided()) {
            reason = hold(i, datagram, start);
        } else if (reason == null) {
            follow(burst.slots[i].frame, datagram);
        }
        if (reason != null && start == 0 && reason != Verdict.FRAGMENT_DUPLICATE && datagram.refusal() == null) {
            datagram.refuse(Verdict.FRAGMENT_REFUSED);
        }
        Verdict refusal = datagram.refusal();
        if (refusal != null) {
            dropHeld(datagram, refusal);
        } else if (datagram.isDecided() && datagram.isComplete()) {
            table.remove(datagram);
        }
        return reason;
    }

    private Datagram open() {
        Datagram oldest = table.oldest();
        if (table.isFull() && oldest != null) {
            end(oldest, Verdict.FRAGMENT_TABLE_FULL);
        }
        return table.open(burst.nowNanos);
    }

    /// Sends the first fragment through its lane, and what waited for it behind it.
    private @Nullable Verdict decide(int i, @Nullable LaneGroup group, Datagram datagram) {
        if (group == null) {
            return Verdict.NO_HANDLER;
        }
        deciding = datagram;
        isTracker = state.peers.isTracker(table);
        group.isFragment = true;
        group.add(i);
        group.lane.carry(group);
        group.isFragment = false;
        deciding = null;
        if (!datagram.isDecided()) {
            datagram.refuse(Verdict.FRAGMENT_REFUSED);
            return null; // the frame has come to its end
        }
        for (int rank = 0; rank < datagram.held(); rank++) {
            follow(datagram.heldFrame(rank), datagram);
        }
        table.forgetHeld(datagram);
        return null;
    }

    /// Returns whether what is in a lane now is a first fragment.
    boolean isDeciding() {
        return deciding != null;
    }

    /// Returns whether what is in a lane now is a first fragment that may be handed over once more.
    boolean mayPassOn() {
        return deciding != null && isTracker;
    }

    /// Notes that the first fragment has gone to the worker that owns its flow, if it is one.
    void handedOver(int owner) {
        Datagram datagram = deciding;
        if (datagram != null) {
            datagram.follow(owner);
        }
    }

    /// Notes where the first fragment goes: its header is rewritten already.
    void decided(long ip, Verdict verdict, Direction direction, Neighbour hop, int serverId) {
        Datagram datagram = deciding;
        if (datagram == null) {
            return;
        }
        datagram.decide(verdict, direction, hop.reference(), serverId);
        if (Ipv4.version(ip) == 6) {
            datagram.address(0, Ipv6.sourceHigh(ip));
            datagram.address(1, Ipv6.sourceLow(ip));
            datagram.address(2, Ipv6.destinationHigh(ip));
            datagram.address(3, Ipv6.destinationLow(ip));
        } else {
            datagram.address(0, Ipv4.addresses(ip));
        }
    }

    private @Nullable Verdict hold(int i, Datagram datagram, int start) {
        if (!table.mayHold()) {
            return Verdict.FRAGMENT_TABLE_FULL;
        }
        return table.hold(datagram, burst.slots[i].frame, start) ? null : datagram.refuse(Verdict.FRAGMENT_EXCESS);
    }

    /// Sends a later fragment after the first. It is not reported if it cannot go on: RFC 1122, section 3.2.2.
    private void follow(long frame, Datagram datagram) {
        Verdict verdict = datagram.verdict();
        if (verdict == null) {
            state.peers.handOver(frame, datagram.owner());
            return;
        }
        long ip = Frame.data(frame) + Ethernet.HEADER_BYTES;
        boolean ipv6 = Ipv4.version(ip) == 6;
        int hops = state.snapshot.policy().decrementsHops() ? 1 : 0;
        if (hops != 0 && (ipv6 ? Ipv6.hopLimit(ip) : Ipv4.ttl(ip)) <= 1) {
            state.egress.drop(frame, Verdict.HOP_LIMIT_EXCEEDED);
            return;
        }
        Neighbour hop = nextHop(datagram, ipv6);
        if (hop == null) {
            state.egress.drop(frame, Verdict.NO_ROUTE);
            return;
        }
        int ipBytes = ipv6 ? Ipv6.totalLength(ip) : Ipv4.totalLength(ip);
        if (ipBytes > state.egress.mtuBytes(hop.port()) && !Fragmenter.mayFragment(ip)) {
            state.egress.drop(frame, Verdict.TOO_BIG);
            return;
        }
        if (ipv6) {
            Ipv6.replace(ip, datagram.address(0), datagram.address(1), datagram.address(2), datagram.address(3), hops);
        } else {
            int difference = Ipv4.difference(Ipv4.addresses(ip), datagram.address(0));
            Ipv4.rewrite(ip, datagram.address(0), difference, hops);
        }
        state.snapshot.servers()[datagram.serverId()].count(datagram.direction(), ipBytes);
        state.fragmenter.send(frame, hop, verdict);
    }

    private @Nullable Neighbour nextHop(Datagram datagram, boolean ipv6) {
        Neighbour hop = state.neighbours.at(datagram.nextHop());
        if (hop != null) {
            return hop;
        }
        return ipv6
                ? state.nextHop(true, datagram.address(2), datagram.address(3))
                : state.nextHop(false, 0, datagram.address(0) & 0xffff_ffffL);
    }

    private boolean isOurs(int i) {
        long ip = burst.slots[i].ip;
        return Ipv4.version(ip) == 6
                ? state.snapshot.addresses().get(Ipv6.destinationHigh(ip), Ipv6.destinationLow(ip), 0) != null
                : state.snapshot.addresses().get(0, Ipv4.addresses(ip) & 0xffff_ffffL, 0) != null;
    }

    /// Drops what has waited too long. Nothing is sent by it, so virtual time need not stop for it.
    void expire(long nowNanos) {
        for (Datagram due = table.due(nowNanos); due != null; due = table.due(nowNanos)) {
            end(due, Verdict.FRAGMENT_ORPHAN);
        }
    }

    /// Drops all that waits; the last call.
    void abandon() {
        expire(Long.MAX_VALUE);
    }

    /// Returns how many received frames wait for the first of their datagram.
    int held() {
        return table.held();
    }

    private void end(Datagram datagram, Verdict reason) {
        dropHeld(datagram, reason);
        table.remove(datagram);
    }

    private void dropHeld(Datagram datagram, Verdict reason) {
        for (int rank = 0; rank < datagram.held(); rank++) {
            state.egress.drop(datagram.heldFrame(rank), reason);
        }
        table.forgetHeld(datagram);
    }
}
