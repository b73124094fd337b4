package io.jpvs.plugins.tcp;

import io.jpvs.api.Checksum;
import io.jpvs.api.Packet;

/// The TCP header: RFC 9293 section 3.1.
///
/// | offset | bytes | field |
/// |---|---|---|
/// | 0 | 2 | source port |
/// | 2 | 2 | destination port |
/// | 4 | 4 | sequence number |
/// | 8 | 4 | acknowledgment number, if ACK is set |
/// | 12 | 1 | data offset in 32-bit words (upper half), reserved |
/// | 13 | 1 | flags: CWR ECE URG ACK PSH RST SYN FIN |
/// | 14 | 2 | window |
/// | 16 | 2 | checksum over pseudo-header, header and data |
/// | 18 | 2 | urgent pointer |
/// | 20 | - | options, up to the data offset |
final class TcpHeader {
    static final int BYTES = 20;

    static final int FIN = 0x01;
    static final int SYN = 0x02;
    static final int RST = 0x04;
    static final int ACK = 0x10;

    /// What [#windowScale] returns for a segment without that option.
    static final int NO_WINDOW_SCALE = 0xff;

    private static final int SOURCE_PORT = 0;
    private static final int SEQUENCE = 4;
    private static final int ACKNOWLEDGMENT = 8;
    private static final int DATA_OFFSET = 12;
    private static final int FLAGS = 13;
    private static final int WINDOW = 14;
    private static final int CHECKSUM = 16;
    private static final int URGENT_POINTER = 18;
    private static final int DESTINATION_PORT = 2;

    private static final int CHECKSUM_END = CHECKSUM + 2;

    private static final int CONTROL = FIN | SYN | RST | ACK;

    /// The combinations of control flags that TCP has: bit n stands for flags n. All others are probes: nobody
    /// sends them in good faith, and what an end makes of them is the end's secret.
    private static final int MEANINGFUL =
            1 << SYN | 1 << (SYN | ACK) | 1 << ACK | 1 << (FIN | ACK) | 1 << RST | 1 << (RST | ACK);

    private static final int OPTION_END = 0;
    private static final int OPTION_NOP = 1;
    private static final int OPTION_WINDOW_SCALE = 3;
    private static final int WINDOW_SCALE_BYTES = 3;
    private static final int LARGEST_WINDOW_SCALE = 14; // RFC 7323 2.3

    private TcpHeader() {}

    static int sourcePort(Packet packet) {
        return packet.u16(SOURCE_PORT);
    }

    static int destinationPort(Packet packet) {
        return packet.u16(DESTINATION_PORT);
    }

    static int sequence(Packet packet) {
        return packet.i32(SEQUENCE);
    }

    static int acknowledgment(Packet packet) {
        return packet.i32(ACKNOWLEDGMENT);
    }

    static int headerBytes(Packet packet) {
        return packet.u8(DATA_OFFSET) >>> 4 << 2;
    }

    static boolean has(Packet packet, int flag) {
        return (packet.u8(FLAGS) & flag) != 0;
    }

    static int window(Packet packet) {
        return packet.u16(WINDOW);
    }

    /// Returns whether the data offset lies within the packet and the flags go together.
    static boolean isSane(Packet packet) {
        int headerBytes = headerBytes(packet);
        return headerBytes >= BYTES
                && headerBytes <= packet.lengthBytes()
                && (MEANINGFUL >>> (packet.u8(FLAGS) & CONTROL) & 1) != 0;
    }

    /// Returns how much sequence space the segment takes, SYN and FIN included: SEG.LEN.
    static int segmentLength(Packet packet) {
        int length = packet.lengthBytes() - headerBytes(packet);
        return length + (has(packet, SYN) ? 1 : 0) + (has(packet, FIN) ? 1 : 0);
    }

    /// Returns the shift that a SYN offers for windows, 0 to 14, or [#NO_WINDOW_SCALE]. Reads options up to the
    /// first that contradicts itself.
    static int windowScale(Packet packet) {
        int end = headerBytes(packet);
        int at = BYTES;
        while (at < end) {
            int kind = packet.u8(at);
            if (kind == OPTION_NOP) {
                at++;
                continue;
            }
            if (kind == OPTION_END || at + 1 >= end) {
                break;
            }
            int length = packet.u8(at + 1);
            if (length < 2 || at + length > end) {
                break;
            }
            if (kind == OPTION_WINDOW_SCALE && length == WINDOW_SCALE_BYTES) {
                return Math.min(packet.u8(at + 2), LARGEST_WINDOW_SCALE);
            }
            at += length;
        }
        return NO_WINDOW_SCALE;
    }

    /// Writes both ports and brings the checksum up to date, if it is there: a quote may end before it.
    static void ports(Packet packet, int source, int destination, int addressDifference) {
        packet.i32(SOURCE_PORT, source << 16 | destination);
        if (packet.lengthBytes() >= CHECKSUM_END) {
            packet.updateChecksum(CHECKSUM, addressDifference);
        }
    }

    /// Makes the packet a reset without options or data, checksum included.
    ///
    /// @param flags RST, or RST and ACK
    static void writeReset(Packet packet, int source, int destination, int sequence, int acknowledgment, int flags) {
        packet.resize(BYTES);
        packet.i32(SOURCE_PORT, source << 16 | destination);
        packet.i32(SEQUENCE, sequence);
        packet.i32(ACKNOWLEDGMENT, acknowledgment);
        packet.u8(DATA_OFFSET, BYTES >>> 2 << 4);
        packet.u8(FLAGS, flags);
        packet.u16(WINDOW, 0);
        packet.u16(URGENT_POINTER, 0);
        computeChecksum(packet);
    }

    static boolean isChecksumRight(Packet packet) {
        return Checksum.ofSum(sum(packet)) == 0;
    }

    static void computeChecksum(Packet packet) {
        packet.u16(CHECKSUM, 0);
        packet.u16(CHECKSUM, Checksum.ofSum(sum(packet)));
    }

    private static long sum(Packet packet) {
        return packet.pseudoHeaderSum() + packet.sum(0, packet.lengthBytes());
    }
}
