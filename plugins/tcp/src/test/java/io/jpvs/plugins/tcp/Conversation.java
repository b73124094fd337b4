package io.jpvs.plugins.tcp;

import static io.jpvs.plugins.tcp.TcpHeader.ACK;
import static io.jpvs.plugins.tcp.TcpHeader.SYN;

import io.jpvs.api.Direction;
import io.jpvs.api.Packet;
import io.jpvs.api.Verdict;
import io.jpvs.testkit.PacketBuilder;
import io.jpvs.testkit.TestConnection;
import io.jpvs.testkit.TestPacket;

/// A client and a server that talk past a handler. Numbers are relative to each end's first sequence number.
final class Conversation {
    static final int NO_SCALE = -1;

    /// Each number space wraps around within a few hundred bytes.
    static final int CLIENT_FIRST = 0xffff_ff80;
    static final int SERVER_FIRST = 0x7fff_ff80;

    private final TcpHandler handler;
    private final TestConnection connection;
    private int window = 0xffff;
    private Verdict last = Verdict.HANDLER_FAILED;

    Conversation(TcpHandler handler, TestConnection connection) {
        this.handler = handler;
        this.connection = connection;
    }

    static Conversation begin() {
        return new Conversation(new TcpHandler(), new TestConnection(40_000, 80, 1025, 8080));
    }

    /// The three segments that open a connection: numbers 1 and 1 are next.
    static Conversation established() {
        return begin().syn(0, 7).synAck(0, 1, 7).client(ACK, 1, 1, 0);
    }

    Conversation window(int value) {
        window = value;
        return this;
    }

    Conversation syn(int sequence, int scale) {
        return send(Direction.IN, segment(SYN, CLIENT_FIRST + sequence, 0, 0), scale);
    }

    Conversation synAck(int sequence, int acknowledgment, int scale) {
        PacketBuilder segment = segment(SYN | ACK, SERVER_FIRST + sequence, CLIENT_FIRST + acknowledgment, 0);
        return send(Direction.OUT, segment, scale);
    }

    Conversation client(int flags, int sequence, int acknowledgment, int length) {
        PacketBuilder segment = segment(flags, CLIENT_FIRST + sequence, SERVER_FIRST + acknowledgment, length);
        return send(Direction.IN, segment, NO_SCALE);
    }

    Conversation server(int flags, int sequence, int acknowledgment, int length) {
        PacketBuilder segment = segment(flags, SERVER_FIRST + sequence, CLIENT_FIRST + acknowledgment, length);
        return send(Direction.OUT, segment, NO_SCALE);
    }

    TcpState state() {
        return TcpTracking.state(connection);
    }

    TestConnection connection() {
        return connection;
    }

    Verdict last() {
        return last;
    }

    /// Returns what the client waits for, relative to the server's first number.
    int clientExpects() {
        return TcpTracking.expected(connection, Direction.OUT) - SERVER_FIRST;
    }

    /// Returns what the server waits for, relative to the client's first number.
    int serverExpects() {
        return TcpTracking.expected(connection, Direction.IN) - CLIENT_FIRST;
    }

    private PacketBuilder segment(int flags, int sequence, int acknowledgment, int length) {
        return PacketBuilder.ip("192.0.2.10", "198.51.100.1")
                .tcp(40_000, 80, flags, new byte[length])
                .sequence(sequence)
                .acknowledgment(acknowledgment)
                .window(window);
    }

    private Conversation send(Direction from, PacketBuilder segment, int scale) {
        if (scale != NO_SCALE) {
            segment.tcpOptions(3, 3, scale);
        }
        Packet packet = TestPacket.of(segment.bytes()).packet();
        last = handler.stateTransition(packet, connection, from, 1);
        return this;
    }
}
