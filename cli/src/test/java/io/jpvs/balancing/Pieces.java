package io.jpvs.balancing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/// Datagrams cut into fragments and put together again, without any code of jpvs: RFC 791, section 3.2; RFC 8200,
/// section 4.5. Only packets without options and extension headers.
final class Pieces {
    private static final int FRAGMENT_HEADER = 44;

    private Pieces() {}

    /// Cuts a packet into fragments of that many bytes behind the headers, a multiple of eight.
    static List<byte[]> cut(byte[] packet, int identification, int pieceBytes) {
        int header = Wire.isIpv6(packet) ? 40 : 20;
        List<byte[]> pieces = new ArrayList<>();
        for (int at = header; at < packet.length; at += pieceBytes) {
            int end = Math.min(packet.length, at + pieceBytes);
            pieces.add(piece(packet, identification, at - header, end - header, end < packet.length));
        }
        return pieces;
    }

    /// Cuts out one fragment; a don't-fragment flag stays.
    static byte[] piece(byte[] packet, int identification, int start, int end, boolean more) {
        boolean ipv6 = Wire.isIpv6(packet);
        int header = ipv6 ? 40 : 20;
        byte[] data = Arrays.copyOfRange(packet, header + start, header + end);
        byte[] piece = Arrays.copyOf(packet, header + (ipv6 ? 8 : 0) + data.length);
        System.arraycopy(data, 0, piece, piece.length - data.length, data.length);
        if (ipv6) {
            put16(piece, 4, piece.length - 40);
            piece[40] = piece[6];
            piece[41] = 0;
            piece[6] = FRAGMENT_HEADER;
            put16(piece, 42, start | (more ? 1 : 0));
            put16(piece, 44, identification >>> 16);
            put16(piece, 46, identification);
        } else {
            put16(piece, 2, piece.length);
            put16(piece, 4, identification);
            put16(piece, 6, Wire.u16(packet, 6) & 0x4000 | start / 8 | (more ? 0x2000 : 0));
            correctHeader(piece);
        }
        return piece;
    }

    /// Puts a datagram together from its fragments in any order; the header is that of the first, whole again.
    static byte[] join(List<byte[]> fragments) {
        TreeMap<Integer, byte[]> byStart = new TreeMap<>();
        byte[] first = null;
        boolean complete = false;
        for (byte[] fragment : fragments) {
            assertEquals(0, Wire.headerError(fragment), () -> "header checksum of " + Wire.hex(fragment));
            int field = Wire.u16(fragment, Wire.isIpv6(fragment) ? 42 : 6);
            int start = Wire.isIpv6(fragment) ? field & ~7 : (field & 0x1fff) * 8;
            byte[] data = Arrays.copyOfRange(fragment, headerBytes(fragment), Wire.totalBytes(fragment));
            assertEquals(null, byStart.put(start, data), "two fragments at " + start);
            first = start == 0 ? fragment : first;
            complete |= (field & (Wire.isIpv6(fragment) ? 1 : 0x2000)) == 0;
        }
        assertEquals(true, complete, "the last fragment is missing");
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byStart.forEach((start, data) -> {
            assertEquals(all.size(), start, "a gap or an overlap");
            all.writeBytes(data);
        });
        assertNotNull(first);
        int header = Wire.isIpv6(first) ? 40 : headerBytes(first);
        byte[] packet = Arrays.copyOf(first, header + all.size());
        System.arraycopy(all.toByteArray(), 0, packet, header, all.size());
        if (Wire.isIpv6(packet)) {
            packet[6] = first[40];
            put16(packet, 4, all.size());
        } else {
            put16(packet, 2, packet.length);
            put16(packet, 6, 0);
            correctHeader(packet);
        }
        return packet;
    }

    /// Returns whether a packet is a fragment, not counting one that is whole.
    static boolean isFragment(byte[] packet) {
        if (!Wire.isIpv6(packet)) {
            return (Wire.u16(packet, 6) & 0x3fff) != 0;
        }
        return Wire.u8(packet, 6) == FRAGMENT_HEADER && (Wire.u16(packet, 42) & ~6) != 0;
    }

    private static int headerBytes(byte[] fragment) {
        return Wire.isIpv6(fragment) ? 48 : Wire.u8(fragment, 0) % 16 * 4;
    }

    private static void correctHeader(byte[] packet) {
        put16(packet, 10, 0);
        put16(packet, 10, 0xffff - Wire.headerError(packet));
    }

    private static void put16(byte[] bytes, int offset, int value) {
        bytes[offset] = (byte) (value >>> 8);
        bytes[offset + 1] = (byte) value;
    }
}
