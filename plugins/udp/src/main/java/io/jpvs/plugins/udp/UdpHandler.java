package io.jpvs.plugins.udp;

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

/// UDP: RFC 768. A flow is two ports, any datagram opens it, and it ends when it has been idle.
///
/// ```yaml
/// protocols:
///   udp:
///     timeouts: {idle: 300s}
/// ```
@Extension
public final class UdpHandler implements ProtocolHandler {
    private static final Duration IDLE = Duration.ofMinutes(5);
    private static final Duration LEAST_IDLE = Duration.ofSeconds(1);

    private int idleMillis = (int) IDLE.toMillis();

    /// Makes a handler with the default timeout.
    public UdpHandler() {}

    @Override
    public List<Protocol> protocols() {
        return List.of(Protocol.of(17, "udp"));
    }

    @Override
    public void configure(Options options) {
        idleMillis = (int)
                options.section("timeouts").duration("idle", IDLE, LEAST_IDLE).toMillis();
    }

    @Override
    public Relation connLookup(Packet packet, Flow flow) {
        if (packet.lengthBytes() < UdpHeader.BYTES) {
            return flow.drop(Verdict.TRUNCATED);
        }
        if (!packet.isQuote() && !UdpHeader.isLengthSane(packet)) {
            return flow.drop(Verdict.MALFORMED);
        }
        return flow.opens(UdpHeader.sourcePort(packet), UdpHeader.destinationPort(packet));
    }

    @Override
    public Verdict stateTransition(Packet packet, Connection connection, Direction direction, long nowNanos) {
        connection.timeoutMillis(idleMillis);
        return direction == Direction.IN ? Verdict.FORWARDED_IN : Verdict.FORWARDED_OUT;
    }

    @Override
    public boolean fnatIn(Packet packet, Connection connection, int addressDifference) {
        UdpHeader.ports(packet, connection.localSelector(), connection.serverSelector(), addressDifference);
        return true;
    }

    @Override
    public boolean fnatOut(Packet packet, Connection connection, int addressDifference) {
        UdpHeader.ports(packet, connection.serviceSelector(), connection.clientSelector(), addressDifference);
        return true;
    }

    @Override
    public boolean quoteIn(Packet quote, Connection connection, int addressDifference) {
        UdpHeader.ports(quote, connection.serverSelector(), connection.localSelector(), addressDifference);
        return true;
    }

    @Override
    public boolean quoteOut(Packet quote, Connection connection, int addressDifference) {
        UdpHeader.ports(quote, connection.clientSelector(), connection.serviceSelector(), addressDifference);
        return true;
    }

    @Override
    public boolean csumVerify(Packet packet) {
        return UdpHeader.isChecksumRight(packet);
    }

    @Override
    public void csum(Packet packet) {
        UdpHeader.computeChecksum(packet);
    }

    @Override
    public Rejection reject(Packet packet, Refusal refusal) {
        return switch (refusal) {
            case NO_SERVICE, NO_SERVER -> Rejection.PORT_UNREACHABLE;
            case EXHAUSTED -> Rejection.ADMINISTRATIVELY_PROHIBITED;
            case NO_CONNECTION -> Rejection.SILENT;
        };
    }

    @Override
    public boolean restore(Connection connection, String state) {
        connection.timeoutMillis(idleMillis);
        return true;
    }
}
