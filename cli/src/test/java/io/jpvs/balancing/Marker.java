package io.jpvs.balancing;

import io.jpvs.testkit.PacketBuilder;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// An ordinary packet, not translated, that is sent behind a packet of interest, from either side. What arrives
/// before the marker belongs to that packet: it needs no mark of its own, and if it is dropped that is as plain.
final class Marker {
    private static final String CLIENT_SIDE = "10.1.0.250";
    private static final String SERVER_SIDE = "10.2.0.250";
    private static final int DISCARD_PORT = 9; // RFC 863
    private static final int ETHERNET_BYTES = 14;
    private static final int HEADER_BYTES = 28;
    private static final int NONE = -1;

    private Marker() {}

    /// Returns the MAC address that a side sends from.
    static String mac(Side side) {
        return side == Side.CLIENT ? "02:00:00:00:01:02" : "02:00:00:00:02:02";
    }

    static byte[] packet(Side from, int number) {
        String source = from == Side.CLIENT ? CLIENT_SIDE : SERVER_SIDE;
        String destination = from == Side.CLIENT ? SERVER_SIDE : CLIENT_SIDE;
        byte[] content = ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
        return PacketBuilder.ip(source, destination)
                .udp(DISCARD_PORT, DISCARD_PORT, content)
                .bytes();
    }

    /// Puts a packet into the frame in which a side sends it.
    static byte[] frame(Side from, byte[] packet) {
        String destination = from == Side.CLIENT ? Setup.CLIENT_SIDE_MAC : Setup.SERVER_SIDE_MAC;
        byte[] frame = Wire.frame(destination, packet);
        byte[] source = java.util.HexFormat.ofDelimiter(":").parseHex(mac(from));
        System.arraycopy(source, 0, frame, 6, source.length);
        return frame;
    }

    /// Returns the IP packet of a frame.
    static byte[] packetOf(byte[] frame) {
        return Arrays.copyOfRange(frame, ETHERNET_BYTES, frame.length);
    }

    /// Returns the number of a marker that has arrived, or a negative one if the packet is none.
    static int number(byte[] packet) {
        for (Side from : Side.values()) {
            byte[] marker = packet(from, 0);
            if (packet.length == marker.length && Arrays.equals(packet, 12, 20, marker, 12, 20)) {
                return ByteBuffer.wrap(packet).getInt(HEADER_BYTES);
            }
        }
        return NONE;
    }
}
