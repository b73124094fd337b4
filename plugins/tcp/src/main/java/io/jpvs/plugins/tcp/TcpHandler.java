package io.jpvs.plugins.tcp;

import io.jpvs.api.Connection;
import io.jpvs.api.Direction;
import io.jpvs.api.Flow;
import io.jpvs.api.Options;
import io.jpvs.api.Packet;
import io.jpvs.api.Protocol;
import io.jpvs.api.ProtocolHandler;
import io.jpvs.api.Refusal;
import io.jpvs.api.Rejection;
import io.jpvs.api.Relation;
import io.jpvs.api.Verdict;
import java.time.Duration;
import java.util.List;
import org.pf4j.Extension;

/// TCP: RFC 9293. A flow is two ports, and only a SYN opens it: there is no picking up of connections midway.
///
/// ```yaml
/// protocols:
///   tcp:
///     timeouts: {syn-sent: 3s, syn-recv: 30s, established: 90s, fin-wait: 7s,
///                close-wait: 7s, last-ack: 7s, time-wait: 7s, close: 3s}
///     no-connection: reset              # reset | drop: a segment of no connection
///     idle: silent                      # silent | reset: an established connection that has been idle
/// ```
@Extension
public final class TcpHandler implements ProtocolHandler {
    private static final Duration LEAST_TIMEOUT = Duration.ofSeconds(1);
    private static final TcpState[] STATES = TcpState.values();

    private final int[] timeoutMillis = new int[STATES.length];
    private NoConnection noConnection = NoConnection.RESET;
    private Idle idle = Idle.SILENT;

    private enum NoConnection {
        RESET,
        DROP
    }

    private enum Idle {
        SILENT,
        RESET
    }

    /// Makes a handler with the defaults.
    public TcpHandler() {
        for (TcpState state : STATES) {
            timeoutMillis[state.number()] = (int) state.timeout().toMillis();
        }
    }

    @Override
    public List<Protocol> protocols() {
        return List.of(Protocol.of(6, "tcp"));
    }

    @Override
    public void configure(Options options) {
        Options timeouts = options.section("timeouts");
        for (TcpState state : STATES) {
            if (state != TcpState.NONE) {
                Duration timeout = timeouts.duration(state.key(), state.timeout(), LEAST_TIMEOUT);
                timeoutMillis[state.number()] = (int) timeout.toMillis();
            }
        }
        noConnection = options.choice("no-connection", NoConnection.RESET);
        idle = options.choice("idle", Idle.SILENT);
    }

    @Override
    public Relation connLookup(Packet packet, Flow flow) {
        if (packet.isQuote()) {
            return flow.continues(TcpHeader.sourcePort(packet), TcpHeader.destinationPort(packet));
        }
        if (packet.lengthBytes() < TcpHeader.BYTES) {
            return flow.drop(Verdict.TRUNCATED);
        }
        if (!TcpHeader.isSane(packet)) {
            return flow.drop(Verdict.MALFORMED);
        }
        boolean opens = TcpHeader.has(packet, TcpHeader.SYN) && !TcpHeader.has(packet, TcpHeader.ACK);
        return opens
                ? flow.opens(TcpHeader.sourcePort(packet), TcpHeader.destinationPort(packet))
                : flow.continues(TcpHeader.sourcePort(packet), TcpHeader.destinationPort(packet));
    }

    @Override
    public Verdict stateTransition(Packet packet, Connection connection, Direction direction, long nowNanos) {
        boolean in = direction == Direction.IN;
        TcpState state = TcpTracking.state(connection);
        if (TcpHeader.has(packet, TcpHeader.SYN)) {
            boolean answers = TcpHeader.has(packet, TcpHeader.ACK);
            if (in == answers) {
                return Verdict.INVALID_STATE; // servers do not open, and clients do not accept
            }
            state = answers ? accepted(packet, connection, state) : opened(packet, connection, state);
        } else if (TcpHeader.has(packet, TcpHeader.RST)) {
            state = TcpTracking.isPlausibleReset(packet, connection, direction) ? TcpState.CLOSE : state;
        } else {
            state = advanced(packet, connection, direction, state);
        }
        TcpTracking.state(connection, state);
        connection.timeoutMillis(timeoutMillis[state.number()]);
        return in ? Verdict.FORWARDED_IN : Verdict.FORWARDED_OUT;
    }

    private static TcpState opened(Packet packet, Connection connection, TcpState state) {
        return switch (state) {
            case NONE, SYN_SENT, CLOSE -> TcpTracking.open(packet, connection);
            case TIME_WAIT ->
                TcpTracking.isReopening(packet, connection) ? TcpTracking.open(packet, connection) : state;
            case SYN_RECV, ESTABLISHED, FIN_WAIT, CLOSE_WAIT, LAST_ACK -> state;
        };
    }

    private static TcpState accepted(Packet packet, Connection connection, TcpState state) {
        return switch (state) {
            case NONE, SYN_SENT, SYN_RECV -> TcpTracking.accept(packet, connection) ? TcpState.SYN_RECV : state;
            case ESTABLISHED, FIN_WAIT, CLOSE_WAIT, LAST_ACK, TIME_WAIT, CLOSE -> state;
        };
    }

    private static TcpState advanced(Packet packet, Connection connection, Direction direction, TcpState state) {
        return switch (state) {
            case SYN_SENT, CLOSE -> state;
            case NONE, SYN_RECV, ESTABLISHED, FIN_WAIT, CLOSE_WAIT, LAST_ACK, TIME_WAIT ->
                TcpTracking.advance(packet, connection, direction, state);
        };
    }

    @Override
    public boolean fnatIn(Packet packet, Connection connection, int addressDifference) {
        TcpHeader.ports(packet, connection.localSelector(), connection.serverSelector(), addressDifference);
        return true;
    }

    @Override
    public boolean fnatOut(Packet packet, Connection connection, int addressDifference) {
        TcpHeader.ports(packet, connection.serviceSelector(), connection.clientSelector(), addressDifference);
        return true;
    }

    @Override
    public boolean quoteIn(Packet quote, Connection connection, int addressDifference) {
        TcpHeader.ports(quote, connection.serverSelector(), connection.localSelector(), addressDifference);
        return true;
    }

    @Override
    public boolean quoteOut(Packet quote, Connection connection, int addressDifference) {
        TcpHeader.ports(quote, connection.clientSelector(), connection.serviceSelector(), addressDifference);
        return true;
    }

    @Override
    public boolean csumVerify(Packet packet) {
        return TcpHeader.isChecksumRight(packet);
    }

    @Override
    public void csum(Packet packet) {
        TcpHeader.computeChecksum(packet);
    }

    @Override
    public Rejection reject(Packet packet, Refusal refusal) {
        return switch (refusal) {
            case NO_SERVICE, NO_SERVER -> reset(packet);
            case NO_CONNECTION -> noConnection == NoConnection.RESET ? reset(packet) : Rejection.SILENT;
            case EXHAUSTED -> Rejection.ADMINISTRATIVELY_PROHIBITED;
        };
    }

    /// Answers as a host does where there is no connection: RFC 9293 3.10.7.1. A reset is never answered, or two
    /// who both know of no connection would go on for ever.
    private static Rejection reset(Packet packet) {
        if (TcpHeader.has(packet, TcpHeader.RST)) {
            return Rejection.SILENT;
        }
        int source = TcpHeader.destinationPort(packet);
        int destination = TcpHeader.sourcePort(packet);
        if (TcpHeader.has(packet, TcpHeader.ACK)) {
            int sequence = TcpHeader.acknowledgment(packet);
            TcpHeader.writeReset(packet, source, destination, sequence, 0, TcpHeader.RST);
        } else {
            int acknowledgment = TcpHeader.sequence(packet) + TcpHeader.segmentLength(packet);
            TcpHeader.writeReset(packet, source, destination, 0, acknowledgment, TcpHeader.RST | TcpHeader.ACK);
        }
        return Rejection.ANSWERED;
    }

    /// Tells both ends, each in the other's name and with the very number that it waits for, which RFC 5961 asks
    /// of a reset that is to be believed.
    @Override
    public boolean expire(Connection connection, Direction direction, Packet farewell) {
        if (idle == Idle.SILENT
                || TcpTracking.state(connection) != TcpState.ESTABLISHED
                || !TcpTracking.isTracked(connection)) {
            return false;
        }
        boolean in = direction == Direction.IN;
        TcpHeader.writeReset(
                farewell,
                in ? connection.localSelector() : connection.serviceSelector(),
                in ? connection.serverSelector() : connection.clientSelector(),
                TcpTracking.expected(connection, direction),
                TcpTracking.expected(connection, direction.reversed()),
                TcpHeader.RST | TcpHeader.ACK);
        return true;
    }

    @Override
    public String describe(Connection connection) {
        return TcpTracking.state(connection).name();
    }

    @Override
    public boolean restore(Connection connection, String state) {
        for (TcpState named : STATES) {
            if (named.name().equals(state)) {
                TcpTracking.restore(connection, named);
                connection.timeoutMillis(timeoutMillis[named.number()]);
                return true;
            }
        }
        return false;
    }
}
