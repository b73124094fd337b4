package io.jpvs.kernel.worker;

import io.jpvs.api.Verdict;
import io.jpvs.kernel.address.IpAddress;
import io.jpvs.kernel.address.MacAddress;
import io.jpvs.kernel.ip.Ethernet;
import io.jpvs.kernel.ip.Ipv4;
import io.jpvs.kernel.neighbour.Arp;
import io.jpvs.kernel.neighbour.Neighbour;
import io.jpvs.kernel.neighbour.Neighbours;
import io.jpvs.kernel.port.Frame;
import org.jspecify.annotations.Nullable;

/// Address resolution of one worker: answers for the balancer's addresses, asks for its next hops.
final class Resolution implements Neighbours.Link {
    private static final long PACKETS_PER_SECOND = 1000;
    private static final long BURST_PACKETS = 200;
    private static final int MIN_FRAME_BYTES = 60;

    private final WorkerState state;
    private final TokenBucket limit = new TokenBucket(PACKETS_PER_SECOND, BURST_PACKETS);

    Resolution(WorkerState state) {
        this.state = state;
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
            learn(port, sender, Arp.senderMac(arp), toUs, Arp.operation(arp));
        }
        if (toUs && Arp.operation(arp) == Arp.REQUEST && mayTalk()) {
            answer(frame, arp, port);
        } else {
            state.egress.drop(frame, Verdict.NEIGHBOUR);
        }
    }

    private void learn(int port, int sender, long mac, boolean toUs, int operation) {
        Neighbour known = state.neighbours.find(port, 0, sender & 0xffff_ffffL, false);
        long now = state.burst.nowNanos;
        if (operation == Arp.REPLY && toUs) {
            if (known != null) {
                state.neighbours.confirm(known, mac, now);
            }
        } else if (known != null || toUs && operation == Arp.REQUEST) {
            state.neighbours.learn(port, IpAddress.ipv4(sender), mac, now);
        }
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

    @Override
    public void solicit(Neighbour neighbour, boolean unicast) {
        IpAddress target = neighbour.address();
        IpAddress source = state.snapshot.sourceAddress(neighbour.port(), target.isIpv6(), target.high(), target.low());
        if (source == null || target.isIpv6() || !mayTalk()) {
            return;
        }
        long frame = state.egress.allocate();
        if (frame == 0) {
            return;
        }
        long data = Frame.data(frame);
        long us = state.egress.macAddress(neighbour.port());
        Ethernet.type(data, Ethernet.ARP);
        long targetMac = unicast ? neighbour.macAddress() : 0;
        Arp.write(data + Ethernet.HEADER_BYTES, Arp.REQUEST, us, source.ipv4(), targetMac, target.ipv4());
        Frame.lengthBytes(frame, MIN_FRAME_BYTES);
        Frame.clear(frame, Ethernet.HEADER_BYTES + Arp.BYTES);
        state.counters.count(Tally.NEIGHBOUR_SENT);
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

    private boolean mayTalk() {
        if (limit.hasToken(state.burst.nowNanos)) {
            limit.take();
            return true;
        }
        state.counters.count(Tally.RATE_LIMITED);
        return false;
    }
}
