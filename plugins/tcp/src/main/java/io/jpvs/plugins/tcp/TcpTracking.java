package io.jpvs.plugins.tcp;

import io.jpvs.api.Connection;
import io.jpvs.api.Direction;
import io.jpvs.api.Packet;

/// What the balancer knows about the sequence numbers of both ends, kept in the handler state of a connection.
///
/// | offset | bytes | field |
/// |---|---|---|
/// | 0 | 1 | state: number of [TcpState] |
/// | 1 | 1 | client: 1 seen, 2 has said FIN; server: 4 and 8 |
/// | 2 | 1 | client's window scale |
/// | 3 | 1 | server's window scale |
/// | 4 | 4 | client *next*: the sequence number behind all that it has sent |
/// | 8 | 4 | client *acked*: the highest acknowledgment that it has sent |
/// | 12 | 4 | client *edge*: the end of the largest window that it has offered |
/// | 16 | 12 | the same three of the server |
/// | 28 | 4 | unused |
///
/// A balancer is no firewall: whether a segment is valid is for its receiver to say, who knows its own window
/// exactly (RFC 9293 3.10.7.4) and answers a doubtful RST or SYN with a challenge (RFC 5961). So an implausible
/// segment passes, and is ignored here: it moves no state, no number and no timeout. Otherwise whoever guesses two
/// addresses and two ports could end a stranger's connection by a forged RST, which the receiver itself would have
/// seen through, or spoil the numbers by which the true one is recognised.
///
/// A connection loaded from a file starts with nothing seen; until both ends were, everything is plausible, and
/// windows that were announced unseen count with the largest scale.
final class TcpTracking {
    private static final int STATE = 0;
    private static final int MARKS = 1;
    private static final int CLIENT_SCALE = 2;
    private static final int SERVER_SCALE = 3;

    private static final int CLIENT = 4;
    private static final int SERVER = 16;
    private static final int NEXT = 0;
    private static final int ACKED = 4;
    private static final int EDGE = 8;

    private static final int CLIENT_SEEN = 1;
    private static final int CLIENT_FIN = 2;
    private static final int SERVER_SEEN = 4;
    private static final int SERVER_FIN = 8;

    private static final int LARGEST_SCALE = 14; // RFC 7323 2.3

    /// How far behind a late or repeated segment may lie. Older ones carry no news.
    private static final int STALE = 0xffff;

    private TcpTracking() {}

    static TcpState state(Connection connection) {
        return TcpState.of(connection.u8(STATE));
    }

    static void state(Connection connection, TcpState state) {
        connection.u8(STATE, state.number());
    }

    /// Puts an untouched connection into a state, with the FIN that lead to it.
    static void restore(Connection connection, TcpState state) {
        state(connection, state);
        connection.u8(
                MARKS,
                switch (state) {
                    case NONE, SYN_SENT, SYN_RECV, ESTABLISHED, CLOSE -> 0;
                    case FIN_WAIT -> SERVER_FIN;
                    case CLOSE_WAIT -> CLIENT_FIN;
                    case LAST_ACK, TIME_WAIT -> CLIENT_FIN | SERVER_FIN;
                });
    }

    /// Starts from the client's SYN. The server's first number is not known yet: what the client will take is
    /// noted as if it were 0, and shifted by [#accept].
    static TcpState open(Packet packet, Connection connection) {
        int sequence = TcpHeader.sequence(packet);
        int end = sequence + TcpHeader.segmentLength(packet);
        connection.u8(MARKS, CLIENT_SEEN);
        connection.u8(CLIENT_SCALE, TcpHeader.windowScale(packet));
        connection.u8(SERVER_SCALE, 0);
        connection.i32(CLIENT + NEXT, end);
        connection.i32(CLIENT + ACKED, 0);
        connection.i32(CLIENT + EDGE, 1 + TcpHeader.window(packet));
        connection.i32(SERVER + NEXT, 0);
        connection.i32(SERVER + ACKED, sequence + 1);
        connection.i32(SERVER + EDGE, end);
        return TcpState.SYN_SENT;
    }

    /// Returns whether a SYN of the client starts a new connection on top of a finished one: its number is greater
    /// than all that it has sent before, so that nothing on its way can be mistaken for the new (RFC 9293
    /// 3.10.7.4).
    static boolean isReopening(Packet packet, Connection connection) {
        return !isMarked(connection, CLIENT_SEEN)
                || !isAfter(connection.i32(CLIENT + NEXT), TcpHeader.sequence(packet));
    }

    /// Takes the server's SYN,ACK, if it acknowledges the client's SYN. What a server that says so anew (SYN
    /// cookies change) has said before is forgotten.
    ///
    /// @return whether it is plausible
    static boolean accept(Packet packet, Connection connection) {
        if (isMarked(connection, CLIENT_SEEN) && !acknowledgesSyn(packet, connection)) {
            return false;
        }
        int sequence = TcpHeader.sequence(packet);
        int acknowledgment = TcpHeader.acknowledgment(packet);
        int clientScale = connection.u8(CLIENT_SCALE);
        int serverScale = TcpHeader.windowScale(packet);
        boolean scaled = clientScale != TcpHeader.NO_WINDOW_SCALE && serverScale != TcpHeader.NO_WINDOW_SCALE;
        connection.u8(CLIENT_SCALE, scaled ? clientScale : 0);
        connection.u8(SERVER_SCALE, scaled ? serverScale : 0);

        int shift = sequence - connection.i32(CLIENT + ACKED);
        connection.i32(CLIENT + ACKED, sequence);
        connection.i32(CLIENT + EDGE, connection.i32(CLIENT + EDGE) + shift);
        connection.i32(SERVER + NEXT, sequence + TcpHeader.segmentLength(packet));
        connection.i32(SERVER + ACKED, acknowledgment);
        connection.i32(SERVER + EDGE, acknowledgment + TcpHeader.window(packet));
        mark(connection, SERVER_SEEN);
        return true;
    }

    /// Takes a segment that is neither SYN nor RST.
    ///
    /// @return the state that the connection is in now
    static TcpState advance(Packet packet, Connection connection, Direction from, TcpState state) {
        int own = side(from);
        int peer = side(from.reversed());
        int end = TcpHeader.sequence(packet) + TcpHeader.segmentLength(packet);
        int acknowledgment = TcpHeader.acknowledgment(packet);
        boolean tracked = isTracked(connection);
        if (tracked && !isPlausible(packet, end, acknowledgment, connection, own, peer)) {
            return state;
        }
        boolean answersHandshake =
                from == Direction.IN && (!tracked || isAfter(acknowledgment, connection.i32(own + ACKED)));

        if (!isMarked(connection, seen(from))) {
            begin(connection, from, end, acknowledgment);
        }
        if (!isMarked(connection, fin(from))) {
            raise(connection, own + NEXT, end);
        }
        raise(connection, own + ACKED, acknowledgment);
        raise(connection, own + EDGE, acknowledgment + (TcpHeader.window(packet) << connection.u8(scale(from))));
        if (TcpHeader.has(packet, TcpHeader.FIN) && (!tracked || isLast(end, connection, own, peer))) {
            mark(connection, fin(from));
        }
        return state == TcpState.SYN_RECV && !answersHandshake ? state : closing(connection, state);
    }

    /// Returns whether an end that says RST knows the numbers: what its peer expects next, or where its own have
    /// got to. The two differ while data is on its way. A server that refuses the SYN acknowledges it instead: RFC
    /// 9293 3.10.7.3.
    static boolean isPlausibleReset(Packet packet, Connection connection, Direction from) {
        boolean synSent = state(connection) == TcpState.SYN_SENT && isMarked(connection, CLIENT_SEEN);
        if (synSent && from == Direction.OUT) {
            return TcpHeader.has(packet, TcpHeader.ACK) && acknowledgesSyn(packet, connection);
        }
        if (!synSent && !isTracked(connection)) {
            return true;
        }
        int sequence = TcpHeader.sequence(packet);
        return sequence == connection.i32(side(from.reversed()) + ACKED)
                || sequence == connection.i32(side(from) + NEXT);
    }

    /// Returns whether both ends were seen, so that [#expected] of both is known.
    static boolean isTracked(Connection connection) {
        return isMarked(connection, CLIENT_SEEN) && isMarked(connection, SERVER_SEEN);
    }

    /// Returns the sequence number that the end to which packets of a direction go waits for.
    static int expected(Connection connection, Direction to) {
        return connection.i32(side(to.reversed()) + ACKED);
    }

    /// Returns whether a segment of a tracked connection lies where its receiver may take it, one byte of window
    /// probe included, and acknowledges what may be acknowledged: RFC 5961 5.2.
    private static boolean isPlausible(
            Packet packet, int end, int acknowledgment, Connection connection, int own, int peer) {
        return !isAfter(end, connection.i32(peer + EDGE) + 1)
                && !isAfter(connection.i32(peer + ACKED) - STALE, TcpHeader.sequence(packet))
                && !isAfter(acknowledgment, connection.i32(peer + NEXT))
                && !isAfter(connection.i32(own + ACKED) - STALE, acknowledgment);
    }

    /// Returns whether a FIN that ends at `end` can be the last that its sender says: nothing it sent lies behind,
    /// and the peer has not acknowledged something else in that place.
    private static boolean isLast(int end, Connection connection, int own, int peer) {
        return end == connection.i32(own + NEXT) && isAfter(end, connection.i32(peer + ACKED));
    }

    private static void begin(Connection connection, Direction from, int end, int acknowledgment) {
        int own = side(from);
        connection.i32(own + NEXT, end);
        connection.i32(own + ACKED, acknowledgment);
        connection.i32(own + EDGE, acknowledgment);
        connection.u8(scale(from), LARGEST_SCALE);
        if (isMarked(connection, seen(from.reversed()))) {
            raise(connection, own + NEXT, connection.i32(side(from.reversed()) + ACKED));
        }
        mark(connection, seen(from));
    }

    private static TcpState closing(Connection connection, TcpState state) {
        boolean client = isMarked(connection, CLIENT_FIN);
        boolean server = isMarked(connection, SERVER_FIN);
        if (!client && !server) {
            return TcpState.ESTABLISHED;
        }
        if (!client || !server) {
            return client ? TcpState.CLOSE_WAIT : TcpState.FIN_WAIT;
        }
        boolean done = connection.i32(SERVER + ACKED) == connection.i32(CLIENT + NEXT)
                && connection.i32(CLIENT + ACKED) == connection.i32(SERVER + NEXT);
        return done || state == TcpState.TIME_WAIT ? TcpState.TIME_WAIT : TcpState.LAST_ACK;
    }

    private static boolean acknowledgesSyn(Packet packet, Connection connection) {
        int acknowledgment = TcpHeader.acknowledgment(packet);
        return !isAfter(connection.i32(SERVER + ACKED), acknowledgment)
                && !isAfter(acknowledgment, connection.i32(CLIENT + NEXT));
    }

    private static void raise(Connection connection, int offset, int number) {
        if (isAfter(number, connection.i32(offset))) {
            connection.i32(offset, number);
        }
    }

    /// Compares sequence numbers: RFC 9293 3.4.
    private static boolean isAfter(int number, int other) {
        return number - other > 0;
    }

    private static int side(Direction from) {
        return from == Direction.IN ? CLIENT : SERVER;
    }

    private static int seen(Direction from) {
        return from == Direction.IN ? CLIENT_SEEN : SERVER_SEEN;
    }

    private static int fin(Direction from) {
        return from == Direction.IN ? CLIENT_FIN : SERVER_FIN;
    }

    private static int scale(Direction from) {
        return from == Direction.IN ? CLIENT_SCALE : SERVER_SCALE;
    }

    private static boolean isMarked(Connection connection, int mark) {
        return (connection.u8(MARKS) & mark) != 0;
    }

    private static void mark(Connection connection, int mark) {
        connection.u8(MARKS, connection.u8(MARKS) | mark);
    }
}
