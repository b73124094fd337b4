package io.jpvs.kernel.worker;

import io.jpvs.api.AddressKind;
import io.jpvs.api.ErrorCause;
import io.jpvs.api.Packet;
import io.jpvs.api.PacketCursor;
import io.jpvs.api.ProtocolHandler;
import io.jpvs.api.Refusal;
import io.jpvs.api.Verdict;
import io.jpvs.kernel.address.IpAddress;
import io.jpvs.kernel.ip.Ethernet;
import io.jpvs.kernel.ip.Ipv4;
import io.jpvs.kernel.ip.Ipv6;
import io.jpvs.kernel.neighbour.Neighbour;
import io.jpvs.kernel.port.Frame;
import org.jspecify.annotations.Nullable;

/// What the balancer says for itself: replies, refusals, errors.
///
/// Nothing is said about a packet whose checksum is wrong, nor beyond the rate limit; and never an error about an
/// error, or to what is not one host (RFC 1122, section 3.2.2).
final class Responder {
    private final WorkerState state;
    private final Burst burst;
    private final OwnPackets packets;
    private final PacketCursor received = new PacketCursor();
    private final PacketCursor written = new PacketCursor();

    Responder(WorkerState state) {
        this.state = state;
        this.burst = state.burst;
        this.packets = new OwnPackets(state);
    }

    /// Returns whether a packet has a hop left; if not, its sender is told and the packet comes to its end.
    boolean mayTravelOn(int i, Lane lane) {
        if (burst.slots[i].hops > 1 || !state.snapshot.policy().decrementsHops()) {
            return true;
        }
        originate(i, lane, ErrorCause.HOP_LIMIT_EXCEEDED, 0, true);
        state.egress.drop(burst.slots[i].frame, Verdict.HOP_LIMIT_EXCEEDED);
        return false;
    }

    /// Returns whether a packet fits the leg it must leave on, whole or cut; if not, its sender is told and the packet
    /// comes to
    /// its end.
    boolean fits(int i, Lane lane, int port) {
        int mtu = state.egress.mtuBytes(port);
        if (burst.slots[i].ipBytes <= mtu || Fragmenter.mayFragment(burst.slots[i].ip)) {
            return true;
        }
        originate(i, lane, ErrorCause.PACKET_TOO_BIG, mtu, true);
        state.egress.drop(burst.slots[i].frame, Verdict.TOO_BIG);
        return false;
    }

    /// Lets its handler answer a packet for an address of the balancer that no service wants.
    ///
    /// @return whether the packet has come to its end: answered, or not worth an answer
    boolean answers(int i, Lane lane, AddressKind kind) {
        if (state.fragments.isDeciding()) {
            return false; // the rest is elsewhere, so the checksum cannot be verified
        }
        Packet packet = place(i, lane);
        ProtocolHandler handler = lane.handler();
        if (!handler.csumVerify(packet)) {
            state.egress.drop(burst.slots[i].frame, Verdict.BAD_CHECKSUM);
            return true;
        }
        if (!isFromOneHost(i)) {
            state.egress.drop(burst.slots[i].frame, Verdict.BAD_SOURCE);
            return true;
        }
        if (!handler.answer(packet, kind)) {
            return false;
        }
        if (admits(i)) {
            turnAround(i, packet, Verdict.ANSWERED);
        } else {
            state.egress.drop(burst.slots[i].frame, Verdict.ANSWER_LIMITED);
        }
        return true;
    }

    /// Refuses a packet for an address of the balancer that no service wants and nobody answered, or drops it.
    void refuseUnclaimed(int i, Lane lane, boolean isVip) {
        if (!isVip && !burst.slots[i].opens) {
            refuse(i, lane, Refusal.NO_CONNECTION, Verdict.NO_CONNECTION);
        } else if (isVip && state.snapshot.policy().rejectsNoService()) {
            refuse(i, lane, Refusal.NO_SERVICE, Verdict.NO_SERVICE);
        } else {
            state.egress.drop(burst.slots[i].frame, isVip ? Verdict.NO_SERVICE : Verdict.UNANSWERED);
        }
    }

    /// Refuses a packet in the way its handler decides; it comes to its end with that verdict.
    void refuse(int i, Lane lane, Refusal refusal, Verdict verdict) {
        Packet packet = place(i, lane);
        ProtocolHandler handler = lane.handler();
        if (state.fragments.isDeciding() || handler.isError(packet) || !isFromOneHost(i)) {
            state.egress.drop(burst.slots[i].frame, verdict);
            return;
        }
        if (!handler.csumVerify(packet)) {
            state.egress.drop(burst.slots[i].frame, Verdict.BAD_CHECKSUM);
            return;
        }
        switch (handler.reject(packet, refusal)) {
            case SILENT -> state.egress.drop(burst.slots[i].frame, verdict);
            case ANSWERED -> {
                if (admits(i)) {
                    state.counters.count(verdict);
                    state.counters.count(Tally.ORIGINATED);
                    turnAround(i, packet, null);
                } else {
                    state.egress.drop(burst.slots[i].frame, verdict);
                }
            }
            case PORT_UNREACHABLE -> {
                originate(i, lane, ErrorCause.PORT_UNREACHABLE, 0, false);
                state.egress.drop(burst.slots[i].frame, verdict);
            }
            case ADMINISTRATIVELY_PROHIBITED -> {
                originate(i, lane, ErrorCause.ADMINISTRATIVELY_PROHIBITED, 0, false);
                state.egress.drop(burst.slots[i].frame, verdict);
            }
        }
    }

    /// Sends an error about a packet, which stays as it is.
    ///
    /// @param asRouter whether the error comes from the port the packet came in on; else from where the packet
    /// went
    private void originate(int i, Lane lane, ErrorCause cause, int mtu, boolean asRouter) {
        boolean ipv6 = isIpv6(i);
        LaneGroup reporter = state.snapshot.reporter(ipv6);
        if (reporter == null || reporter.lane.faults().isSuspended(burst.nowNanos) || !isFromOneHost(i)) {
            return;
        }
        Packet original = place(i, lane);
        // A refused packet was verified before; a first fragment cannot be, and may be reported all the same.
        boolean isSound =
                !asRouter || state.fragments.isDeciding() || lane.handler().csumVerify(original);
        if (lane.handler().isError(original) || !isSound || !admits(i)) {
            return;
        }
        long frame = packets.begin(ipv6, reporter.lane.protocol(), written);
        if (frame == 0) {
            return;
        }
        Packet error = written.packet();
        IpAddress source = asRouter
                ? state.snapshot.sourceAddress(burst.port, ipv6, sourceHigh(i, ipv6), sourceLow(i, ipv6))
                : null;
        packets.address(
                frame,
                source != null ? source.high() : destinationHigh(i, ipv6),
                source != null ? source.low() : destinationLow(i, ipv6),
                sourceHigh(i, ipv6),
                sourceLow(i, ipv6));
        if (isWritten(reporter.lane, error, cause, original, mtu)) {
            packets.send(frame, error);
        } else {
            state.egress.release(frame);
        }
    }

    /// What the reporter throws counts against it, not against the handler of the packet that it is to report.
    private boolean isWritten(Lane reporter, Packet error, ErrorCause cause, Packet original, int mtu) {
        try {
            return reporter.handler().originate(error, cause, original, mtu);
        } catch (Throwable fault) { // as in the packet loop
            reporter.faults().failed(fault, burst.nowNanos);
            return false;
        }
    }

    /// Sends a packet back that has become its own answer: a fresh IP header without options, addresses exchanged.
    private void turnAround(int i, Packet packet, @Nullable Verdict verdict) {
        boolean ipv6 = isIpv6(i);
        long frame = burst.slots[i].frame;
        int headerBytes = ipv6 ? Ipv6.HEADER_BYTES : Ipv4.HEADER_BYTES;
        long toHigh = sourceHigh(i, ipv6);
        long toLow = sourceLow(i, ipv6);
        long fromHigh = destinationHigh(i, ipv6);
        long fromLow = destinationLow(i, ipv6);
        Frame.trimFront(frame, burst.slots[i].ipHeaderBytes - headerBytes);
        Frame.lengthBytes(frame, Ethernet.HEADER_BYTES + headerBytes + packet.lengthBytes());
        long data = Frame.data(frame);
        Ethernet.type(data, ipv6 ? Ethernet.IPV6 : Ethernet.IPV4);
        long ip = data + Ethernet.HEADER_BYTES;
        if (ipv6) {
            Ipv6.write(ip, packet.lengthBytes(), packet.protocolNumber(), fromHigh, fromLow, toHigh, toLow);
        } else {
            Ipv4.write(ip, packet.lengthBytes(), packet.protocolNumber(), fromLow << 32 | toLow);
        }
        Neighbour hop = state.nextHop(ipv6, toHigh, toLow);
        if (hop != null) {
            state.egress.send(frame, hop, verdict);
        } else if (verdict != null) {
            state.egress.drop(frame, Verdict.NO_ROUTE);
        } else {
            state.counters.count(Tally.ORIGINATED_LOST);
            state.egress.release(frame);
        }
    }

    private boolean admits(int i) {
        boolean ipv6 = isIpv6(i);
        return state.admitsOwn(ipv6, sourceHigh(i, ipv6), sourceLow(i, ipv6));
    }

    /// Returns whether something may be said to the sender: RFC 1812, section 4.3.2.7.
    private boolean isFromOneHost(int i) {
        long data = Frame.data(burst.slots[i].frame);
        boolean ipv6 = isIpv6(i);
        boolean toGroup = (Ethernet.destination(data) >>> 40 & 1) != 0;
        return !toGroup
                && !state.snapshot.isBroadcast(ipv6, sourceHigh(i, ipv6), sourceLow(i, ipv6))
                && state.snapshot.addresses().get(sourceHigh(i, ipv6), sourceLow(i, ipv6), 0) == null;
    }

    private Packet place(int i, Lane lane) {
        long frame = burst.slots[i].frame;
        int before = (int) (burst.slots[i].ip - Frame.data(frame)) + burst.slots[i].ipHeaderBytes;
        int l4Bytes = burst.slots[i].ipBytes - burst.slots[i].ipHeaderBytes;
        received.fragment(state.fragments.isDeciding());
        return received.place(
                burst.slots[i].ip,
                burst.slots[i].ipHeaderBytes,
                l4Bytes,
                Frame.roomBytes(frame) - before,
                lane.protocol(),
                isIpv6(i));
    }

    private boolean isIpv6(int i) {
        return Ipv4.version(burst.slots[i].ip) == 6;
    }

    private long sourceHigh(int i, boolean ipv6) {
        return ipv6 ? Ipv6.sourceHigh(burst.slots[i].ip) : 0;
    }

    private long sourceLow(int i, boolean ipv6) {
        return ipv6 ? Ipv6.sourceLow(burst.slots[i].ip) : Ipv4.addresses(burst.slots[i].ip) >>> 32;
    }

    private long destinationHigh(int i, boolean ipv6) {
        return ipv6 ? Ipv6.destinationHigh(burst.slots[i].ip) : 0;
    }

    private long destinationLow(int i, boolean ipv6) {
        return ipv6 ? Ipv6.destinationLow(burst.slots[i].ip) : Ipv4.addresses(burst.slots[i].ip) & 0xffff_ffffL;
    }
}
