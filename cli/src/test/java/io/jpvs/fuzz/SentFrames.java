package io.jpvs.fuzz;

import static io.jpvs.fuzz.Property.holds;

import io.jpvs.balancing.Wire;
import io.jpvs.kernel.config.Configuration;
import io.jpvs.kernel.config.PortSettings;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// What has to hold for every frame that leaves: it is ours, as long as it says, not longer than the link carries,
/// and right where all that came in was.
final class SentFrames {
    private static final int ETHERNET_BYTES = 14;
    private static final int STANDARD_MTU = 1500;
    private static final int ARP = 0x0806;

    /// Nothing may leave with another source: a client never sees a server's address, nor a server a client's.
    private static final List<String> OWN_ADDRESSES = List.of(
            "0a010001",
            "0a010064",
            "0a020001",
            "fd010000000000000000000000000001",
            "fd010000000000000000000000000100",
            "fd020000000000000000000000000001");

    private static final String LINK_LOCAL = "fe80";

    private final List<PortSettings> ports;

    SentFrames(Configuration configuration) {
        ports = configuration.network().ports();
    }

    void check(int port, byte[] frame, boolean mustBeRight) {
        holds(frame.length >= ETHERNET_BYTES, () -> "no whole Ethernet header: " + Wire.hex(frame));
        long mac = Wire.u16(frame, 6) * 0x1_0000_0000L + Wire.u16(frame, 8) * 0x1_0000L + Wire.u16(frame, 10);
        holds(mac == ports.get(port).mac().orElseThrow(), () -> "source MAC: " + Wire.hex(frame));
        if (Wire.u16(frame, 12) != ARP) {
            byte[] packet = Arrays.copyOfRange(frame, ETHERNET_BYTES, frame.length);
            try {
                checkPacket(port, packet, mustBeRight);
            } catch (IndexOutOfBoundsException e) {
                throw new AssertionError("sent a malformed packet: " + Wire.hex(packet), e);
            }
        }
    }

    private void checkPacket(int port, byte[] packet, boolean mustBeRight) {
        int total = Wire.totalBytes(packet);
        holds(total <= packet.length, () -> "says " + total + " bytes: " + Wire.hex(packet));
        int mtu = ports.get(port).mtuBytes().orElse(STANDARD_MTU);
        holds(total <= mtu, () -> total + " bytes on a link for " + mtu + ": " + Wire.hex(packet));
        boolean ipv6 = Wire.isIpv6(packet);
        String source = HexFormat.of().formatHex(packet, ipv6 ? 8 : 12, ipv6 ? 24 : 16);
        holds(
                OWN_ADDRESSES.contains(source) || source.startsWith(LINK_LOCAL),
                () -> "source is not ours: " + Wire.hex(packet));
        holds(
                !mustBeRight || (isFragment(packet) ? Wire.headerError(packet) == 0 : Wire.isRight(packet)),
                () -> "wrong checksum: " + Wire.hex(packet));
    }

    private static boolean isFragment(byte[] packet) {
        return Wire.isIpv6(packet) ? hasFragmentHeader(packet) : (Wire.u16(packet, 6) & 0x3fff) != 0;
    }

    private static boolean hasFragmentHeader(byte[] packet) {
        int next = Wire.u8(packet, 6);
        for (int at = 40; next == 0 || next == 43 || next == 44 || next == 60; at += 8 + 8 * Wire.u8(packet, at + 1)) {
            if (next == 44) {
                return true;
            }
            next = Wire.u8(packet, at);
        }
        return false;
    }
}
