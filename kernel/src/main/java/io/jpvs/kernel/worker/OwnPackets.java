package io.jpvs.kernel.worker;

import io.jpvs.api.Packet;
import io.jpvs.api.PacketCursor;
import io.jpvs.kernel.ip.Ethernet;
import io.jpvs.kernel.ip.Ipv4;
import io.jpvs.kernel.ip.Ipv6;
import io.jpvs.kernel.neighbour.Neighbour;
import io.jpvs.kernel.port.Frame;

/// Packets of the balancer's own, from an empty buffer to the next hop: [#begin], [#address], the handler writes,
/// [#send].
final class OwnPackets {
    /// The least MTU that every IPv6 link has (RFC 8200, section 5); nothing of our own is longer.
    private static final int MAX_IP_BYTES = 1280;

    private final WorkerState state;
    private boolean ipv6;
    private int protocol;
    private long sourceHigh;
    private long sourceLow;
    private long destinationHigh;
    private long destinationLow;

    OwnPackets(WorkerState state) {
        this.state = state;
    }

    /// Takes a buffer and places the cursor's packet, still empty, where the protocol's bytes will be.
    ///
    /// @return the frame, or 0 if no buffer is left
    long begin(boolean version6, int protocolNumber, PacketCursor cursor) {
        long frame = state.egress.allocate();
        if (frame == 0) {
            return 0;
        }
        ipv6 = version6;
        protocol = protocolNumber;
        long ip = Frame.data(frame) + Ethernet.HEADER_BYTES;
        int headerBytes = ipv6 ? Ipv6.HEADER_BYTES : Ipv4.HEADER_BYTES;
        int room = Math.min(MAX_IP_BYTES, Frame.roomBytes(frame) - Ethernet.HEADER_BYTES) - headerBytes;
        cursor.place(ip, headerBytes, 0, room, protocol, ipv6);
        return frame;
    }

    /// Writes the IP header, so that a pseudo-header can be summed; the words are those of `IpAddress`.
    void address(long frame, long fromHigh, long fromLow, long toHigh, long toLow) {
        sourceHigh = fromHigh;
        sourceLow = fromLow;
        destinationHigh = toHigh;
        destinationLow = toLow;
        writeIp(Frame.data(frame) + Ethernet.HEADER_BYTES, 0);
    }

    /// Returns whether one more packet may go to the destination now; if so, it counts, else it is counted as held
    /// back.
    boolean isWithinRate() {
        return state.admitsOwn(ipv6, destinationHigh, destinationLow);
    }

    /// Completes the frame around a written packet and sends it.
    ///
    /// @return whether a route led there; if not, the buffer is released
    boolean send(long frame, Packet packet) {
        long data = Frame.data(frame);
        int headerBytes = ipv6 ? Ipv6.HEADER_BYTES : Ipv4.HEADER_BYTES;
        Ethernet.type(data, ipv6 ? Ethernet.IPV6 : Ethernet.IPV4);
        writeIp(data + Ethernet.HEADER_BYTES, packet.lengthBytes());
        Frame.lengthBytes(frame, Ethernet.HEADER_BYTES + headerBytes + packet.lengthBytes());
        Neighbour hop = state.nextHop(ipv6, destinationHigh, destinationLow);
        if (hop == null) {
            state.counters.count(Tally.ORIGINATED_LOST);
            state.egress.release(frame);
            return false;
        }
        state.counters.count(Tally.ORIGINATED);
        state.egress.send(frame, hop, null);
        return true;
    }

    private void writeIp(long ip, int l4Bytes) {
        if (ipv6) {
            Ipv6.write(ip, l4Bytes, protocol, sourceHigh, sourceLow, destinationHigh, destinationLow);
        } else {
            Ipv4.write(ip, l4Bytes, protocol, sourceLow << 32 | destinationLow);
        }
    }
}
