package io.jpvs.balancing;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/// A packet as named fields, so that two of them can be compared and the difference read. It trusts no length: what
/// the bytes end before has no field. An ICMP error's quote is decoded in the same way, each name after `quoted`.
final class PacketFields {
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMP = 1;
    private static final int ICMPV6 = 58;

    private final Map<String, String> fields = new LinkedHashMap<>();
    private final ByteBuffer bytes;
    private String prefix = "";

    private PacketFields(byte[] packet) {
        bytes = ByteBuffer.wrap(packet);
    }

    /// Returns a packet's fields in the order of their bytes, each with its value in hexadecimal.
    static Map<String, String> of(byte[] packet) {
        PacketFields decoded = new PacketFields(packet);
        decoded.packet();
        return decoded.fields;
    }

    private void packet() {
        int version = peek(0) >>> 4;
        int protocol = version == 6 ? ipv6() : ipv4();
        switch (protocol) {
            case TCP -> tcp();
            case UDP -> udp();
            case ICMP -> icmp(version == 4 && isError(peek(0)));
            case ICMPV6 -> icmp(version == 6 && peek(0) < 128);
            default -> {}
        }
        take("data", bytes.remaining());
    }

    private static boolean isError(int type) {
        return type == 3 || type == 4 || type == 5 || type == 11 || type == 12;
    }

    private int ipv4() {
        int headerBytes = (peek(0) & 0xf) * 4;
        int protocol = peek(9);
        take("version and header length", 1);
        take("type of service", 1);
        take("total length", 2);
        take("identification", 2);
        take("fragment offset", 2);
        take("TTL", 1);
        take("protocol", 1);
        take("IPv4 checksum", 2);
        take("source", 4);
        take("destination", 4);
        take("options", headerBytes - 20);
        return protocol;
    }

    private int ipv6() {
        int next = peek(6);
        take("version, class and flow label", 4);
        take("payload length", 2);
        take("next header", 1);
        take("hop limit", 1);
        take("source", 16);
        take("destination", 16);
        while (bytes.hasRemaining() && (next == 0 || next == 43 || next == 44 || next == 51 || next == 60)) {
            int units = next == 44 ? 0 : peek(1);
            int length = next == 51 ? 8 + 4 * units : 8 + 8 * units;
            int type = next;
            next = peek(0);
            take("extension header " + type, length);
        }
        return next;
    }

    private void tcp() {
        ports();
        take("sequence number", 4);
        take("acknowledgment number", 4);
        take("offset and flags", 2);
        take("window", 2);
        take("TCP checksum", 2);
    }

    private void udp() {
        ports();
        take("UDP length", 2);
        take("UDP checksum", 2);
    }

    private void ports() {
        take("source port", 2);
        take("destination port", 2);
    }

    private void icmp(boolean error) {
        take("ICMP type", 1);
        take("ICMP code", 1);
        take("ICMP checksum", 2);
        if (error) {
            take("MTU, pointer or unused", 4);
            prefix = prefix + "quoted ";
            packet();
        } else {
            take("identifier", 2);
            take("sequence", 2);
        }
    }

    private int peek(int ahead) {
        return ahead < bytes.remaining() ? bytes.get(bytes.position() + ahead) & 0xff : 0;
    }

    private void take(String name, int length) {
        byte[] value = new byte[Math.clamp(length, 0, bytes.remaining())];
        bytes.get(value);
        if (value.length > 0) {
            fields.put(prefix + name, HexFormat.of().formatHex(value));
        }
    }
}
