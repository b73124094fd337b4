package io.jpvs.kernel.worker;

import io.jpvs.api.Verdict;
import io.jpvs.kernel.ip.Ethernet;
import io.jpvs.kernel.ip.Ipv4;
import io.jpvs.kernel.ip.Ipv6;
import io.jpvs.kernel.neighbour.NeighbourDiscovery;
import io.jpvs.kernel.port.Frame;
import io.jpvs.kernel.port.FrameVector;
import io.jpvs.kernel.table.FlowKeys;
import org.jspecify.annotations.Nullable;

/// The way in: checks Ethernet and IP of every frame of a burst and hands each packet to the lane of its protocol.
final class Ingress {
    private final WorkerState state;
    private final Burst burst;
    private final FlowKeys keys;
    private final Resolution resolution;
    private final LaneGroup[] busy = new LaneGroup[Burst.CAPACITY];
    private int busyCount;

    Ingress(WorkerState state, Resolution resolution) {
        this.state = state;
        this.burst = state.burst;
        this.keys = burst.keys;
        this.resolution = resolution;
    }

    /// Brings every frame to an outcome.
    void process(FrameVector frames) {
        busyCount = 0;
        long portMac = state.egress.macAddress(burst.port);
        for (int i = 0; i < frames.size(); i++) {
            long frame = frames.get(i);
            burst.frame[i & Burst.MASK] = frame;
            Verdict flaw = admit(i & Burst.MASK, frame, portMac);
            if (flaw != null) {
                state.egress.drop(frame, flaw);
            }
        }
        for (int k = 0; k < busyCount; k++) {
            LaneGroup group = busy[k];
            group.lane.carry(group);
        }
    }

    /// Checks a frame and puts it into its lane, or consumes it.
    ///
    /// @return why it is dropped, or null
    private @Nullable Verdict admit(int i, long frame, long portMac) {
        if (Frame.segments(frame) != 1) {
            return Verdict.CHAINED;
        }
        int available = Frame.lengthBytes(frame) - Ethernet.HEADER_BYTES;
        if (available < 0) {
            return Verdict.TRUNCATED;
        }
        long data = Frame.data(frame);
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
            return admit4(i, data + Ethernet.HEADER_BYTES, available);
        }
        return type == Ethernet.IPV6 ? admit6(i, data + Ethernet.HEADER_BYTES, available) : Verdict.NOT_FOR_US;
    }

    private @Nullable Verdict admit4(int i, long ip, int available) {
        Verdict flaw = Ipv4.check(ip, available);
        if (flaw != null) {
            return flaw;
        }
        if ((Ipv4.fragment(ip) & (Ipv4.MF | Ipv4.OFFSET_MASK)) != 0) {
            return Verdict.FRAGMENT;
        }
        burst.ip[i] = ip;
        burst.ipBytes[i] = Ipv4.totalLength(ip);
        burst.ipHeaderBytes[i] = Ipv4.headerBytes(ip);
        burst.hops[i] = Ipv4.ttl(ip);
        keys.address0[i] = Ipv4.addresses(ip);
        return enqueue(i, state.snapshot.ipv4()[Ipv4.protocol(ip)]);
    }

    private @Nullable Verdict admit6(int i, long ip, int available) {
        Verdict flaw = Ipv6.check(ip, available);
        if (flaw != null) {
            return flaw;
        }
        int ipBytes = Ipv6.totalLength(ip);
        int walked = Ipv6.walk(ip, ipBytes);
        if (walked < 0) {
            return switch (walked) {
                case Ipv6.FRAGMENT -> Verdict.FRAGMENT;
                case Ipv6.SOURCE_ROUTE -> Verdict.SOURCE_ROUTE;
                default -> Verdict.MALFORMED;
            };
        }
        if (NeighbourDiscovery.isMessage(ip, walked, ipBytes)) {
            resolution.receivedDiscovery(burst.frame[i], ip, ipBytes, burst.port);
            return null;
        }
        burst.ip[i] = ip;
        burst.ipBytes[i] = ipBytes;
        burst.ipHeaderBytes[i] = walked >>> 8;
        burst.hops[i] = Ipv6.hopLimit(ip);
        keys.address0[i] = Ipv6.sourceHigh(ip);
        keys.address1[i] = Ipv6.sourceLow(ip);
        keys.address2[i] = Ipv6.destinationHigh(ip);
        keys.address3[i] = Ipv6.destinationLow(ip);
        return enqueue(i, state.snapshot.ipv6()[walked & 0xff]);
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
