package io.jpvs.plugins.udp;

import io.jpvs.api.Checksum;
import io.jpvs.api.IpVersion;
import io.jpvs.api.Packet;

/// The UDP header: RFC 768.
///
/// | offset | bytes | field |
/// |---|---|---|
/// | 0 | 2 | source port |
/// | 2 | 2 | destination port |
/// | 4 | 2 | length of header and data |
/// | 6 | 2 | checksum over pseudo-header, header and data; 0: the sender computed none |
final class UdpHeader {
    static final int BYTES = 8;

    private static final int SOURCE_PORT = 0;
    private static final int DESTINATION_PORT = 2;
    private static final int LENGTH = 4;
    private static final int CHECKSUM = 6;

    private static final int NO_CHECKSUM = 0;
    private static final int COMPUTED_ZERO = 0xffff;

    private UdpHeader() {}

    static int sourcePort(Packet packet) {
        return packet.u16(SOURCE_PORT);
    }

    static int destinationPort(Packet packet) {
        return packet.u16(DESTINATION_PORT);
    }

    /// Returns whether the length field covers the header and stays within the IP packet. It may be shorter than
    /// that: what lies behind is the surplus area of RFC 9868. Of a first fragment it describes the whole datagram.
    static boolean isLengthSane(Packet packet) {
        int length = packet.u16(LENGTH);
        return length >= BYTES && (packet.isFragment() || length <= packet.lengthBytes());
    }

    /// Writes both ports and brings the checksum up to date; one that the sender did not compute stays away.
    static void ports(Packet packet, int source, int destination, int addressDifference) {
        packet.i32(SOURCE_PORT, source << 16 | destination);
        int checksum = packet.u16(CHECKSUM);
        if (checksum != NO_CHECKSUM) {
            checksum(packet, Checksum.update(checksum, packet.difference() + addressDifference));
        }
    }

    /// Returns whether the checksum is right. None at all is right in IPv4 only: RFC 8200 8.1.
    static boolean isChecksumRight(Packet packet) {
        return packet.u16(CHECKSUM) == NO_CHECKSUM
                ? packet.ipVersion() == IpVersion.IPV4
                : Checksum.ofSum(sum(packet)) == 0;
    }

    /// Computes the checksum from scratch and writes it.
    static void computeChecksum(Packet packet) {
        packet.u16(CHECKSUM, 0);
        checksum(packet, Checksum.ofSum(sum(packet)));
    }

    private static void checksum(Packet packet, int value) {
        packet.u16(CHECKSUM, value == NO_CHECKSUM ? COMPUTED_ZERO : value);
    }

    private static long sum(Packet packet) {
        int length = packet.u16(LENGTH);
        return packet.pseudoHeaderSum(length) + packet.sum(0, length);
    }
}
