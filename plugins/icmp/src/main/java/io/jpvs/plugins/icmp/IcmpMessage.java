package io.jpvs.plugins.icmp;

import io.jpvs.api.Checksum;
import io.jpvs.api.IpVersion;
import io.jpvs.api.Packet;

/// The ICMP message: RFC 792, RFC 4443 section 2.1. Both versions share the layout of the first eight bytes.
///
/// | offset | bytes | field |
/// |---|---|---|
/// | 0 | 1 | type |
/// | 1 | 1 | code |
/// | 2 | 2 | checksum over the message, and for ICMPv6 its pseudo-header |
/// | 4 | 2 | queries: identifier |
/// | 6 | 2 | queries: sequence number |
/// | 4 | 4 | too big: MTU (of which ICMPv4 uses the lower half, RFC 1191); other errors: unused or pointer |
/// | 4 or 5 | 1 | some errors: length of the quote where extensions follow it, in words (RFC 4884) |
/// | 8 | - | errors: the packet they are about; queries: data |
final class IcmpMessage {
    static final int HEADER_BYTES = 8;

    /// Where an error's quoted IP header starts.
    static final int QUOTE = HEADER_BYTES;

    private static final int LEAST_EXTENDED_QUOTE = 128;

    private static final int TYPE = 0;
    private static final int CHECKSUM = 2;
    private static final int IDENTIFIER = 4;
    private static final int MTU = 4;

    private IcmpMessage() {}

    static int type(Packet packet) {
        return packet.u8(TYPE);
    }

    static int typeAndCode(Packet packet) {
        return packet.u16(TYPE);
    }

    static void typeAndCode(Packet packet, int typeAndCode) {
        packet.u16(TYPE, typeAndCode);
    }

    /// Returns how many bytes of an error the quote takes. Where extensions follow, it is padded to 128 bytes at
    /// least (RFC 4884, section 4); a length below that, or beyond the message, is none, and all is quote.
    static int quoteBytes(Packet packet) {
        int behindHeader = packet.lengthBytes() - HEADER_BYTES;
        int stated = IcmpVersion.of(packet).statedQuoteBytes(packet);
        return stated >= LEAST_EXTENDED_QUOTE && stated <= behindHeader ? stated : behindHeader;
    }

    static int identifier(Packet packet) {
        return packet.u16(IDENTIFIER);
    }

    static void identifier(Packet packet, int identifier) {
        packet.u16(IDENTIFIER, identifier);
    }

    static void mtu(Packet packet, int mtuBytes) {
        packet.i32(MTU, mtuBytes);
    }

    /// Lowers the MTU that an error states, but to no less than every link has; one that is below that already, as
    /// the 0 of routers older than RFC 1191, says all that it can.
    static void lowerMtu(Packet error, int bytes) {
        int least = IcmpVersion.of(error).leastMtuBytes();
        if (error.ipVersion() == IpVersion.IPV4) {
            int stated = error.u16(MTU + 2);
            error.u16(MTU + 2, stated <= least ? stated : Math.max(stated - bytes, least));
        } else {
            long stated = Integer.toUnsignedLong(error.i32(MTU));
            error.i32(MTU, (int) (stated <= least ? stated : Math.max(stated - bytes, least)));
        }
    }

    /// Brings the checksum up to date with all writes so far and with `more`; see [Packet#updateChecksum].
    ///
    /// An echo reply of nothing but zeros is the one message in which 0 is no other way to write 0xffff: there is
    /// no other word to make the sum, and the receiver would drop it (RFC 1624, section 3).
    static void updateChecksum(Packet packet, int more) {
        packet.updateChecksum(CHECKSUM, more);
        if (packet.i32(TYPE) == 0 && !packet.isQuote() && sum(packet) == 0) {
            packet.u16(CHECKSUM, 0xffff);
        }
    }

    /// Returns whether the checksum of the whole message is right.
    static boolean isChecksumRight(Packet packet) {
        return Checksum.ofSum(sum(packet)) == 0;
    }

    /// Computes the checksum of the whole message and writes it.
    static void computeChecksum(Packet packet) {
        packet.u16(CHECKSUM, 0);
        packet.u16(CHECKSUM, Checksum.ofSum(sum(packet)));
    }

    private static long sum(Packet packet) {
        long pseudoHeader = IcmpVersion.of(packet).hasPseudoHeader() ? packet.pseudoHeaderSum() : 0;
        return pseudoHeader + packet.sum(0, packet.lengthBytes());
    }
}
