package io.jpvs.balancing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.List;

/// Bytes on the wire, looked at without any code of jpvs. A sum is right if it is a multiple of 65535: that is
/// what end-around carry comes to (RFC 1071), and none is done here.
public final class Wire {
    private static final HexFormat HEX = HexFormat.ofDelimiter(" ");
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMP = 1;
    private static final int ICMPV6 = 58;

    private Wire() {}

    public static String hex(byte[] bytes) {
        return HEX.formatHex(bytes);
    }

    static List<String> hex(List<byte[]> packets) {
        return packets.stream().map(Wire::hex).toList();
    }

    /// Asserts that one packet was sent, these bytes, with every checksum right.
    static void assertSent(byte[] expected, List<byte[]> sent) {
        assertEquals(List.of(hex(expected)), hex(sent));
        assertTrue(isRight(expected), () -> "wrong checksum in " + hex(expected));
    }

    static void assertNothing(List<byte[]> sent) {
        assertEquals(List.of(), hex(sent));
    }

    /// Puts an Ethernet header before an IP packet.
    public static byte[] frame(String destinationMac, byte[] packet) {
        byte[] frame = new byte[14 + packet.length];
        System.arraycopy(HexFormat.ofDelimiter(":").parseHex(destinationMac), 0, frame, 0, 6);
        System.arraycopy(HexFormat.ofDelimiter(":").parseHex("02:00:00:00:09:09"), 0, frame, 6, 6);
        int type = isIpv6(packet) ? 0x86dd : 0x0800;
        frame[12] = (byte) (type >>> 8);
        frame[13] = (byte) type;
        System.arraycopy(packet, 0, frame, 14, packet.length);
        return frame;
    }

    public static int u8(byte[] bytes, int offset) {
        return bytes[offset] & 0xff;
    }

    public static int u16(byte[] bytes, int offset) {
        return u8(bytes, offset) << 8 | u8(bytes, offset + 1);
    }

    /// Returns whether the IPv4 header checksum and that of the TCP, UDP or ICMP behind the IP header are right; a
    /// UDP checksum of 0 is.
    public static boolean isRight(byte[] packet) {
        return headerError(packet) == 0 && contentError(packet) == 0;
    }

    /// Returns by how much the IPv4 header checksum is off, modulo 65535; 0 if it is right, or in IPv6.
    public static int headerError(byte[] packet) {
        return isIpv6(packet) ? 0 : remainder(sum(packet, 0, u8(packet, 0) % 16 * 4));
    }

    /// Returns by how much the checksum behind the IP header is off, modulo 65535; 0 if it is right, absent or of
    /// no kind known here.
    public static int contentError(byte[] packet) {
        int protocol = protocol(packet);
        int header = headerBytes(packet);
        int end = totalBytes(packet);
        if (protocol == UDP && u16(packet, header + 6) == 0) {
            return 0;
        }
        long sum = sum(packet, header, end);
        return switch (protocol) {
            case ICMP -> remainder(sum);
            case ICMPV6, TCP -> remainder(sum + pseudoHeader(packet, protocol, end - header));
            case UDP -> {
                int length = u16(packet, header + 4);
                yield remainder(sum(packet, header, header + length) + pseudoHeader(packet, protocol, length));
            }
            default -> 0;
        };
    }

    private static long pseudoHeader(byte[] packet, int protocol, int length) {
        return (isIpv6(packet) ? sum(packet, 8, 40) : sum(packet, 12, 20)) + protocol + length;
    }

    public static boolean isIpv6(byte[] packet) {
        return u8(packet, 0) / 16 == 6;
    }

    public static int totalBytes(byte[] packet) {
        return isIpv6(packet) ? 40 + u16(packet, 4) : u16(packet, 2);
    }

    public static int protocol(byte[] packet) {
        return isIpv6(packet) ? walk(packet)[1] : u8(packet, 9);
    }

    public static int headerBytes(byte[] packet) {
        return isIpv6(packet) ? walk(packet)[0] : u8(packet, 0) % 16 * 4;
    }

    /// Walks extension headers: RFC 8200 section 4.
    private static int[] walk(byte[] packet) {
        int next = u8(packet, 6);
        int at = 40;
        while (at + 8 <= packet.length && (next == 0 || next == 43 || next == 44 || next == 51 || next == 60)) {
            int units = next == 44 ? 0 : u8(packet, at + 1);
            int length = next == 51 ? 8 + 4 * units : 8 + 8 * units;
            next = u8(packet, at);
            at += length;
        }
        return new int[] {at, next};
    }

    private static int remainder(long sum) {
        return (int) (sum % 0xffff);
    }

    private static long sum(byte[] bytes, int from, int to) {
        long sum = 0;
        for (int i = from; i < to; i++) {
            sum += (long) u8(bytes, i) * ((i - from) % 2 == 0 ? 256 : 1);
        }
        return sum;
    }
}
