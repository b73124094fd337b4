package io.jpvs.replay;

import io.jpvs.testkit.PacketBuilder;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/// The hosts of the goldens, and their packets in Ethernet frames.
final class Frames {
    static final String ALICE = "10.1.0.2";
    static final String BOB = "10.1.0.3";
    static final String VIP = "10.1.0.100";
    static final String LOCAL = "10.2.0.1";
    static final String FIRST = "10.2.0.10";
    static final String SECOND = "10.2.0.11";
    static final String ROUTER = "10.2.0.254"; // between the balancer and the servers

    static final String CLIENT_PORT_MAC = "02:00:00:00:01:01";
    static final String SERVER_PORT_MAC = "02:00:00:00:02:01";
    static final String ALICE_MAC = "02:00:00:00:01:02";
    static final String FIRST_MAC = "02:00:00:00:02:0a";
    static final String SECOND_MAC = "02:00:00:00:02:0b";

    private static final String BROADCAST_MAC = "ff:ff:ff:ff:ff:ff";
    private static final String NO_MAC = "00:00:00:00:00:00";
    private static final int LEAST_FRAME_BYTES = 60;

    private Frames() {}

    /// Returns a frame of a client; its MAC is one that answers are not sent to, so that they must be looked up.
    static byte[] fromClient(PacketBuilder packet) {
        return packet.frame(CLIENT_PORT_MAC, "02:00:00:00:01:fe");
    }

    static byte[] fromServer(PacketBuilder packet) {
        return packet.frame(SERVER_PORT_MAC, "02:00:00:00:02:fe");
    }

    static byte[] toAlice(PacketBuilder packet) {
        return packet.frame(ALICE_MAC, CLIENT_PORT_MAC);
    }

    static byte[] toBob(PacketBuilder packet) {
        return packet.frame("02:00:00:00:01:03", CLIENT_PORT_MAC);
    }

    static byte[] toFirst(PacketBuilder packet) {
        return packet.frame(FIRST_MAC, SERVER_PORT_MAC);
    }

    static byte[] toSecond(PacketBuilder packet) {
        return packet.frame(SECOND_MAC, SERVER_PORT_MAC);
    }

    /// Starts a packet that has been through one router.
    static PacketBuilder routed(String source, String destination) {
        return PacketBuilder.ip(source, destination).hopLimit(63);
    }

    /// Starts a packet as the balancer writes its own: identification 0, not to be fragmented, TTL 64.
    static PacketBuilder own(String source, String destination) {
        return PacketBuilder.ip(source, destination).identification(0).dontFragment();
    }

    static byte[] text(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    /// Returns a frame with bytes behind the packet that do not belong to it.
    static byte[] padded(byte[] frame) {
        byte[] padded = Arrays.copyOf(frame, Math.max(frame.length, LEAST_FRAME_BYTES));
        Arrays.fill(padded, frame.length, padded.length, (byte) 0xee);
        return padded;
    }

    static byte[] arpRequest(String senderMac, String sender, String target) {
        return arp(BROADCAST_MAC, senderMac, 1, senderMac, sender, NO_MAC, target);
    }

    static byte[] arpReply(String senderMac, String sender, String targetMac, String target) {
        return arp(targetMac, senderMac, 2, senderMac, sender, targetMac, target);
    }

    static byte[] arpProbe(String senderMac, String sender, String targetMac, String target) {
        return arp(targetMac, senderMac, 1, senderMac, sender, targetMac, target);
    }

    private static byte[] arp(
            String to, String from, int operation, String senderMac, String sender, String targetMac, String target) {
        HexFormat colons = HexFormat.ofDelimiter(":");
        ByteBuffer frame = ByteBuffer.allocate(LEAST_FRAME_BYTES);
        frame.put(colons.parseHex(to)).put(colons.parseHex(from)).putShort((short) 0x0806);
        frame.putShort((short) 1)
                .putShort((short) 0x0800)
                .put((byte) 6)
                .put((byte) 4)
                .putShort((short) operation);
        frame.put(colons.parseHex(senderMac)).put(InetAddress.ofLiteral(sender).getAddress());
        frame.put(colons.parseHex(targetMac)).put(InetAddress.ofLiteral(target).getAddress());
        return frame.array();
    }
}
