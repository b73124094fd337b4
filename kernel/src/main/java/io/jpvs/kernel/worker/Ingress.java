package io.jpvs.kernel.worker;

import io.jpvs.api.Verdict;
import io.jpvs.kernel.ip.Ethernet;
import io.jpvs.kernel.ip.Ipv4;
import io.jpvs.kernel.ip.Ipv6;
import io.jpvs.kernel.neighbour.NeighbourDiscovery;
import io.jpvs.kernel.port.Frame;
import io.jpvs.kernel.port.FrameVector;
import org.jspecify.annotations.Nullable;

/// The way in: checks Ethernet and IP of every frame of a burst and hands each packet to the lane of its protocol.
final class Ingress {
    /// In place of a length: the frame is spread over several buffers. Below what a short frame gives.
    private static final int CHAINED = -Ethernet.HEADER_BYTES - 1;

    private final WorkerState state;
    private final Burst burst;
    private final Resolution resolution;
    private final LaneGroup[] busy = new LaneGroup[Burst.CAPACITY];
    private int busyCount;

    Ingress(WorkerState state, Resolution resolution) {
        this.state = state;
        this.burst = state.burst;
        this.resolution = resolution;
    }

    /// Brings every frame to an outcome.
    void process(FrameVector frames) {
        busyCount = 0;
        locate(frames);
        admit(frames.size());
        carryBusy();
    }

    private void carryBusy() {
        for (int k = 0; k < busyCount; k++) {
            LaneGroup group = busy[k];
            group.lane.carry(group);
        }
        busyCount = 0;
    }

    /// Notes where each frame's IP header would stand, and how many bytes there are from there on.
    private void locate(FrameVector frames) {
        PacketSlot[] slots = burst.slots;
        int count = frames.size();
        for (int i = 0; i < count; i++) {
            long frame = frames.get(i);
            PacketSlot slot = slots[i & Burst.MASK];
            slot.frame = frame;
            slot.ip = Frame.data(frame) + Ethernet.HEADER_BYTES;
            slot.ipBytes = Frame.segments(frame) == 1 ? Frame.lengthBytes(frame) - Ethernet.HEADER_BYTES : CHAINED;
        }
    }

    private void admit(int count) {
        PacketSlot[] slots = burst.slots;
        long portMac = state.egress.macAddress(burst.port);
        @Nullable LaneGroup[] lanes = state.snapshot.ipv4();
        for (int i = 0; i < count; i++) {
            PacketSlot slot = slots[i & Burst.MASK];
            int available = slot.ipBytes;
            long data = slot.ip - Ethernet.HEADER_BYTES;
            Verdict flaw;
            if (available >= Ipv4.HEADER_BYTES
                    && Ethernet.destination(data) == portMac
                    && Ethernet.type(data) == Ethernet.IPV4) {
                flaw = admit4(i & Burst.MASK, slot, lanes);
            } else {
                flaw = admitOther(i & Burst.MASK, data, available, portMac);
            }
            if (flaw != null) {
                state.egress.drop(slot.frame, flaw);
            }
        }
    }

    private @Nullable Verdict admit4(int i, PacketSlot slot, @Nullable LaneGroup[] lanes) {
        long ip = slot.ip;
        long lengths = Ipv4.word0(ip);
        long protocol = Ipv4.word1(ip);
        int destination = Ipv4.word2(ip);
        Verdict flaw = Ipv4.check(ip, lengths, protocol, destination, slot.ipBytes);
        if (flaw != null) {
            return flaw;
        }
        slot.ipBytes = Ipv4.totalLength0(lengths);
        slot.ipHeaderBytes = Ipv4.headerBytes0(lengths);
        slot.hops = (int) (protocol >>> 56);
        slot.address0 = protocol << 32 | destination & 0xffff_ffffL;
        LaneGroup group = lanes[(int) (protocol >>> 48) & 0xff];
        if ((lengths & (Ipv4.MF | Ipv4.OFFSET_MASK)) != 0) {
            carryBusy(); // so that a flow's packets keep their order
            return state.fragments.carry4(i, group);
        }
        return enqueue(i, group);
    }

    /// Checks a frame that is not IPv4 for us, or too short, or consumes it.
    private @Nullable Verdict admitOther(int i, long data, int available, long portMac) {
        if (available < 0) {
            return available <= CHAINED ? Verdict.CHAINED : Verdict.TRUNCATED;
        }
        long frame = burst.slots[i].frame;
        int type = Ethernet.type(data);
        if (type == Ethernet.ARP) {
            resolution.receivedArp(frame, burst.port);
            return null;
        }
        if (Ethernet.destination(data) != portMac) {
            boolean mayAsk = type == Ethernet.IPV6 && NeighbourDiscovery.isMulticast(Ethernet.destination(data));
            return mayAsk ? admitQuestion(frame, data + Ethernet.HEADER_BYTES, available) : Verdict.NOT_FOR_US;
        }
        if (type == Ethernet.IPV4) {
            return Verdict.TRUNCATED;
        }
        return type == Ethernet.IPV6 ? admit6(i, data + Ethernet.HEADER_BYTES, available) : Verdict.NOT_FOR_US;
    }

    private @Nullable Verdict admit6(int i, long ip, int available) {
        Verdict flaw = Ipv6.check(ip, available);
        if (flaw != null) {
            return flaw;
        }
        int ipBytes = Ipv6.totalLength(ip);
        int walked = Ipv6.walk(ip, ipBytes);
        if (walked < 0 && walked != Ipv6.FRAGMENT) {
            return flaw(walked);
        }
        if (NeighbourDiscovery.isMessage(ip, walked, ipBytes)) {
            resolution.receivedDiscovery(burst.slots[i].frame, ip, ipBytes, burst.port);
            return null;
        }
        PacketSlot slot = burst.slots[i];
        slot.ipBytes = ipBytes;
        slot.hops = Ipv6.hopLimit(ip);
        slot.address0 = Ipv6.sourceHigh(ip);
        slot.address1 = Ipv6.sourceLow(ip);
        slot.address2 = Ipv6.destinationHigh(ip);
        slot.address3 = Ipv6.destinationLow(ip);
        if (walked == Ipv6.FRAGMENT) {
            return admitFragment6(i, ip, ipBytes);
        }
        slot.ipHeaderBytes = walked >>> 8;
        return enqueue(i, state.snapshot.ipv6()[walked & 0xff]);
    }

    /// A later fragment has no headers to walk; a first one has them all (RFC 7112).
    private @Nullable Verdict admitFragment6(int i, long ip, int ipBytes) {
        carryBusy(); // as above
        int walked = Ipv6.walkFirst(ip, ipBytes);
        if (walked < 0) {
            return state.fragments.carry6(i, null, flaw(walked));
        }
        burst.slots[i].ipHeaderBytes = walked >>> 8;
        return state.fragments.carry6(i, state.snapshot.ipv6()[walked & 0xff], null);
    }

    private static Verdict flaw(int walked) {
        return walked == Ipv6.SOURCE_ROUTE ? Verdict.SOURCE_ROUTE : Verdict.MALFORMED;
    }

    /// Consumes what a multicast frame asks of us; everything else that goes to groups is dropped.
    private @Nullable Verdict admitQuestion(long frame, long ip, int available) {
        Verdict flaw = Ipv6.check(ip, available);
        if (flaw != null && (flaw != Verdict.BAD_SOURCE || !Ipv6.isSourceUnspecified(ip))) {
            return Verdict.NOT_FOR_US;
        }
        int ipBytes = Ipv6.totalLength(ip);
        if (!NeighbourDiscovery.isMessage(ip, Ipv6.walk(ip, ipBytes), ipBytes)) {
            return Verdict.NOT_FOR_US;
        }
        resolution.receivedDiscovery(frame, ip, ipBytes, burst.port);
        return null;
    }

    private @Nullable Verdict enqueue(int i, @Nullable LaneGroup group) {
        if (group == null) {
            return Verdict.NO_HANDLER;
        }
        if (group.add(i)) {
            busy[busyCount++] = group;
        }
        return null;
    }
}
