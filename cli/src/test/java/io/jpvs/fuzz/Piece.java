package io.jpvs.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One event of an input to the whole kernel. Pieces are separated by four bytes rather than counted, so that a fuzzer
/// that inserts or removes bytes changes one piece and not all that follow.
///
/// ```
/// octet  of a piece
///     0  bit 0: the port. bit 1: checksums are put right. bit 2: waits for the next piece of this port, to be of one
///        burst. bits 4-5: what follows, a [Kind]
///     1  time that passes before: (1 + low three bits) ms, doubled as often as the other five say; 0: none
///     2  and so on: what the kind says
/// ```
record Piece(int flags, int time, byte[] data) {
    /// What [#data] holds.
    enum Kind {
        /// An IP packet.
        PACKET,
        /// A whole Ethernet frame.
        FRAME,
        /// Changes to the answer to what this port sent last.
        REPLY,
        /// An error about what this port sent last.
        ERROR
    }

    private static final byte[] SEPARATOR = {'j', 'p', 'v', 's'};
    private static final int MOST_PIECES = 64;
    private static final int MOST_DOUBLINGS = 18; // a bit more than half an hour
    private static final long MILLI = 1_000_000;

    static Piece of(Kind kind, int port, boolean repair, int time, byte[] data) {
        return new Piece(kind.ordinal() << 4 | (repair ? 2 : 0) | port, time, data);
    }

    /// Returns the same after a pause at least as long.
    Piece after(long nanos) {
        int code = 0;
        while (new Piece(flags, code, data).nanosBefore() < nanos && code < 8 * MOST_DOUBLINGS + 7) {
            code++;
        }
        return new Piece(flags, code, data);
    }

    Kind kind() {
        return Kind.values()[flags >>> 4 & 3];
    }

    int port() {
        return flags & 1;
    }

    boolean isRepaired() {
        return (flags & 2) != 0;
    }

    boolean waits() {
        return (flags & 4) != 0;
    }

    long nanosBefore() {
        return time == 0 ? 0 : (1 + (time & 7)) * MILLI << Math.min(time >>> 3, MOST_DOUBLINGS);
    }

    /// Takes an input apart; too short pieces are left out.
    static List<Piece> parse(byte[] input) {
        List<Piece> pieces = new ArrayList<>();
        int from = 0;
        while (from <= input.length && pieces.size() < MOST_PIECES) {
            int end = indexOfSeparator(input, from);
            if (end - from >= 2) {
                byte[] data = Arrays.copyOfRange(input, from + 2, end);
                pieces.add(new Piece(input[from] & 0xff, input[from + 1] & 0xff, data));
            }
            from = end + SEPARATOR.length;
        }
        return pieces;
    }

    private static int indexOfSeparator(byte[] input, int from) {
        for (int at = from; at + SEPARATOR.length <= input.length; at++) {
            if (Arrays.equals(input, at, at + SEPARATOR.length, SEPARATOR, 0, SEPARATOR.length)) {
                return at;
            }
        }
        return input.length;
    }

    /// Puts an input together, the reverse of [#parse].
    static byte[] write(List<Piece> pieces) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Piece piece : pieces) {
            if (out.size() > 0) {
                out.writeBytes(SEPARATOR);
            }
            out.write(piece.flags);
            out.write(piece.time);
            out.writeBytes(piece.data);
        }
        return out.toByteArray();
    }
}
