package io.jpvs.kernel.worker;

import io.jpvs.api.Verdict;
import io.jpvs.kernel.address.IpAddress;
import io.jpvs.kernel.address.MacAddress;
import io.jpvs.kernel.ip.Ethernet;
import io.jpvs.kernel.ip.Ipv4;
import io.jpvs.kernel.ip.Ipv6;
import io.jpvs.kernel.neighbour.Arp;
import io.jpvs.kernel.neighbour.Neighbour;
import io.jpvs.kernel.neighbour.NeighbourDiscovery;
import io.jpvs.kernel.neighbour.Neighbours;
import io.jpvs.kernel.port.Frame;
import org.jspecify.annotations.Nullable;

/// Address resolution of one worker: answers for the balancer's addresses, asks for its next hops.
final class Resolution implements Neighbours.Link {
    private static final long PACKETS_PER_SECOND = 1000;
    private static final long BURST_PACKETS = 200;
    private static final int MIN_FRAME_BYTES = 60;

    private final WorkerState state;
    private final Learning learning;
    private final TokenBucket limit = new TokenBucket(PACKETS_PER_SECOND, BURST_PACKETS);

    Resolution(WorkerState state) {
        this.state = state;
        this.learning = new Learning(state);
    }

    /// Consumes an ARP frame of the burst.
    void receivedArp(long frame, int port) {
        long data = Frame.data(frame);
        long arp = data + Ethernet.HEADER_BYTES;
        if (Frame.lengthBytes(frame) < Ethernet.HEADER_BYTES + Arp.BYTES) {
            state.egress.drop(frame, Verdict.TRUNCATED);
            return;
        }
        if (!Arp.isValid(arp) || MacAddress.isGroup(Arp.senderMac(arp))) {
            state.egress.drop(frame, Verdict.MALFORMED);
            return;
        }
        int sender = Arp.senderIp(arp);
        boolean toUs = state.snapshot.onLink().get(0, Arp.targetIp(arp) & 0xffff_ffffL, port) != null;
        if (Ipv4.isOneHost(sender) && state.snapshot.onLink().get(0, sender & 0xffff_ffffL, port) == null) {
            int how = how(toUs, Arp.operation(arp));
            learning.learn(how, port, false, 0, sender & 0xffff_ffffL, Arp.senderMac(arp));
        }
        if (toUs && Arp.operation(arp) == Arp.REQUEST && mayTalk()) {
            answer(frame, arp, port);
        } else {
            state.egress.drop(frame, Verdict.NEIGHBOUR);
        }
    }

    private static int how(boolean toUs, int operation) {
        if (!toUs) {
            return Learning.REMARK;
        }
        return operation == Arp.REPLY ? Learning.ANSWER : Learning.QUESTION;
    }

    private void answer(long frame, long arp, int port) {
        long us = state.egress.macAddress(port);
        long them = Arp.senderMac(arp);
        int asked = Arp.targetIp(arp);
        int asker = Arp.senderIp(arp);
        Arp.write(arp, Arp.REPLY, us, asked, them, asker);
        state.counters.count(Tally.NEIGHBOUR_SENT);
        state.egress.sendTo(frame, port, them, Verdict.NEIGHBOUR);
    }

    /// Consumes a neighbour discovery message; those of routers are dropped, since routes are static.
    void receivedDiscovery(long frame, long ip, int ipBytes, int port) {
        int type = NeighbourDiscovery.type(ip);
        if (type != NeighbourDiscovery.SOLICITATION && type != NeighbourDiscovery.ADVERTISEMENT) {
            state.egress.drop(frame, Verdict.NEIGHBOUR);
        } else if (!NeighbourDiscovery.isValid(ip, ipBytes)) {
            state.egress.drop(frame, Verdict.MALFORMED);
        } else if (type == NeighbourDiscovery.SOLICITATION) {
            asked(frame, ip, ipBytes, port);
        } else {
            told(frame, ip, ipBytes, port);
        }
    }

    private void asked(long frame, long ip, int ipBytes, int port) {
        long high = NeighbourDiscovery.targetHigh(ip);
        long low = NeighbourDiscovery.targetLow(ip);
        long mac = NeighbourDiscovery.linkLayerAddress(ip, ipBytes);
        boolean toUs = state.snapshot.onLink().get(high, low, port) != null;
        if (Ipv6.isSourceUnspecified(ip)) {
            defend(frame, ip, port, toUs);
            return;
        }
        boolean isOurs = state.snapshot.onLink().get(Ipv6.sourceHigh(ip), Ipv6.sourceLow(ip), port) != null;
        if (!toUs || isOurs || !mayTalk()) {
            state.egress.drop(frame, Verdict.NEIGHBOUR);
            return;
        }
        IpAddress asker = IpAddress.ipv6(Ipv6.sourceHigh(ip), Ipv6.sourceLow(ip));
        boolean isStated = mac != NeighbourDiscovery.NO_MAC && !MacAddress.isGroup(mac);
        if (isStated) {
            learning.learn(Learning.QUESTION, port, true, asker.high(), asker.low(), mac);
        }
        long to = Ethernet.source(Frame.data(frame));
        long us = state.egress.macAddress(port);
        Frame.lengthBytes(frame, Ethernet.HEADER_BYTES + NeighbourDiscovery.PACKET_BYTES);
        NeighbourDiscovery.writeAdvertisement(ip, high, low, asker.high(), asker.low(), us);
        state.counters.count(Tally.NEIGHBOUR_SENT);
        state.egress.sendTo(frame, port, isStated ? mac : to, Verdict.NEIGHBOUR);
    }

    /// Tells a host that would take one of our addresses, and all of its link, that it is taken.
    private void defend(long frame, long ip, int port, boolean isOurs) {
        if (!isOurs || !mayTalk()) {
            state.egress.drop(frame, Verdict.NEIGHBOUR);
            return;
        }
        long high = NeighbourDiscovery.targetHigh(ip);
        long low = NeighbourDiscovery.targetLow(ip);
        Frame.lengthBytes(frame, Ethernet.HEADER_BYTES + NeighbourDiscovery.PACKET_BYTES);
        NeighbourDiscovery.writeDefence(ip, high, low, state.egress.macAddress(port));
        state.counters.count(Tally.NEIGHBOUR_SENT);
        state.egress.sendTo(frame, port, NeighbourDiscovery.allNodesMac(), Verdict.NEIGHBOUR);
    }

    private void told(long frame, long ip, int ipBytes, int port) {
        long high = NeighbourDiscovery.targetHigh(ip);
        long low = NeighbourDiscovery.targetLow(ip);
        long stated = NeighbourDiscovery.linkLayerAddress(ip, ipBytes);
        if (stated == NeighbourDiscovery.NO_MAC || !MacAddress.isGroup(stated)) {
            int how = Learning.advertisement(NeighbourDiscovery.isSolicited(ip), NeighbourDiscovery.isOverriding(ip));
            learning.learn(how, port, true, high, low, stated);
        }
        state.egress.drop(frame, Verdict.NEIGHBOUR);
    }

    @Override
    public void solicit(Neighbour neighbour, boolean unicast) {
        IpAddress target = neighbour.address();
        IpAddress source = state.snapshot.sourceAddress(neighbour.port(), target.isIpv6(), target.high(), target.low());
        if (source == null || !mayTalk()) {
            return;
        }
        long frame = state.egress.allocate();
        if (frame == 0) {
            return;
        }
        state.counters.count(Tally.NEIGHBOUR_SENT);
        if (target.isIpv6()) {
            solicit6(frame, neighbour, source, unicast);
        } else {
            solicit4(frame, neighbour, source, unicast);
        }
    }

    private void solicit6(long frame, Neighbour neighbour, IpAddress source, boolean unicast) {
        IpAddress target = neighbour.address();
        long data = Frame.data(frame);
        Ethernet.type(data, Ethernet.IPV6);
        Frame.lengthBytes(frame, Ethernet.HEADER_BYTES + NeighbourDiscovery.PACKET_BYTES);
        NeighbourDiscovery.writeSolicitation(
                data + Ethernet.HEADER_BYTES,
                source.high(),
                source.low(),
                target.high(),
                target.low(),
                state.egress.macAddress(neighbour.port()),
                unicast);
        long to = unicast ? neighbour.macAddress() : NeighbourDiscovery.multicastMac(target.low());
        state.egress.sendTo(frame, neighbour.port(), to, null);
    }

    private void solicit4(long frame, Neighbour neighbour, IpAddress source, boolean unicast) {
        IpAddress target = neighbour.address();
        long data = Frame.data(frame);
        long us = state.egress.macAddress(neighbour.port());
        Ethernet.type(data, Ethernet.ARP);
        long targetMac = unicast ? neighbour.macAddress() : 0;
        Arp.write(data + Ethernet.HEADER_BYTES, Arp.REQUEST, us, source.ipv4(), targetMac, target.ipv4());
        Frame.lengthBytes(frame, MIN_FRAME_BYTES);
        Frame.clear(frame, Ethernet.HEADER_BYTES + Arp.BYTES);
        long to = unicast ? neighbour.macAddress() : MacAddress.BROADCAST;
        state.egress.sendTo(frame, neighbour.port(), to, null);
    }

    @Override
    public void release(long frame, Neighbour neighbour, @Nullable Verdict verdict) {
        state.egress.send(frame, neighbour, verdict);
    }

    @Override
    public void drop(long frame, @Nullable Verdict verdict, Verdict reason) {
        state.egress.dropHeld(frame, verdict, reason);
    }

    /// Returns what learns of neighbours.
    Learning learning() {
        return learning;
    }

    private boolean mayTalk() {
        if (limit.take(state.burst.nowNanos)) {
            return true;
        }
        state.counters.count(Tally.RATE_LIMITED);
        return false;
    }
}
