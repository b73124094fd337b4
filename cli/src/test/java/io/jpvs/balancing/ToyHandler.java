package io.jpvs.balancing;

import io.jpvs.api.Connection;
import io.jpvs.api.Direction;
import io.jpvs.api.Flow;
import io.jpvs.api.Packet;
import io.jpvs.api.Protocol;
import io.jpvs.api.ProtocolHandler;
import io.jpvs.api.Relation;
import io.jpvs.api.SelectorRange;
import io.jpvs.api.Verdict;
import java.util.List;

/// A third party's protocol with 16-bit ports, under a number for experiments (RFC 3692): source port, destination
/// port, a tag, and a checksum over everything but the IP addresses.
///
/// A packet whose tag is 0 is of no flow, and one whose tag is [#REFUSED] does not pass. Where the tag is [#FATAL],
/// in a packet or a quote, the handler throws, and so it does at the end of a connection whose client has that port.
/// It claims to add [#ADDED_IN] bytes to what goes to servers, and [#ADDED_OUT] to what goes to clients, if it is made
/// so.
final class ToyHandler implements ProtocolHandler {
    static final int PROTOCOL = 253;
    static final String NAME = "toy";
    static final int TAG = 4;
    static final int CHECKSUM = 8;
    static final int BYTES = 12;
    static final int FATAL = 0x666;
    static final int REFUSED = 0x99;

    static final int TIMEOUT_MILLIS = 10_000;
    static final int ADDED_IN = 12;
    static final int ADDED_OUT = 40;

    private final SelectorRange localSelectors;
    private final boolean adds;

    ToyHandler() {
        this(SelectorRange.PORTS);
    }

    /// Makes a handler with local ports of its own choice.
    ToyHandler(SelectorRange localSelectors) {
        this(localSelectors, false);
    }

    private ToyHandler(SelectorRange localSelectors, boolean adds) {
        this.localSelectors = localSelectors;
        this.adds = adds;
    }

    static ToyHandler thatAdds() {
        return new ToyHandler(SelectorRange.PORTS, true);
    }

    @Override
    public SelectorRange localSelectors() {
        return localSelectors;
    }

    @Override
    public int overhead(Connection connection, Direction direction) {
        return !adds ? 0 : direction == Direction.IN ? ADDED_IN : ADDED_OUT;
    }

    @Override
    public List<Protocol> protocols() {
        return List.of(Protocol.of(PROTOCOL, NAME));
    }

    @Override
    public Relation connLookup(Packet packet, Flow flow) {
        if (!packet.isQuote() && packet.lengthBytes() < BYTES) {
            return flow.drop(Verdict.TRUNCATED);
        }
        if (packet.i32(TAG) == 0) {
            return flow.untracked();
        }
        return flow.opens(packet.u16(0), packet.u16(2));
    }

    @Override
    public Verdict stateTransition(Packet packet, Connection connection, Direction direction, long nowNanos) {
        if (packet.i32(TAG) == REFUSED) {
            return Verdict.INVALID_STATE;
        }
        failIfFatal(packet);
        connection.timeoutMillis(TIMEOUT_MILLIS);
        return direction == Direction.IN ? Verdict.FORWARDED_IN : Verdict.FORWARDED_OUT;
    }

    @Override
    public boolean fnatIn(Packet packet, Connection connection, int addressDifference) {
        return ports(packet, connection.localSelector(), connection.serverSelector());
    }

    @Override
    public boolean fnatOut(Packet packet, Connection connection, int addressDifference) {
        return ports(packet, connection.serviceSelector(), connection.clientSelector());
    }

    @Override
    public boolean quoteIn(Packet quote, Connection connection, int addressDifference) {
        failIfFatal(quote);
        return ports(quote, connection.serverSelector(), connection.localSelector());
    }

    @Override
    public boolean quoteOut(Packet quote, Connection connection, int addressDifference) {
        failIfFatal(quote);
        return ports(quote, connection.clientSelector(), connection.serviceSelector());
    }

    private static void failIfFatal(Packet packet) {
        if (packet.i32(TAG) == FATAL) {
            throw new IllegalStateException("a bug of the third party's");
        }
    }

    private static boolean ports(Packet packet, int source, int destination) {
        packet.u16(0, source);
        packet.u16(2, destination);
        if (packet.lengthBytes() >= CHECKSUM + 2) {
            packet.updateChecksum(CHECKSUM, 0);
        }
        return true;
    }

    @Override
    public boolean expire(Connection connection, Direction direction, Packet farewell) {
        if (connection.clientSelector() == FATAL) {
            throw new IllegalStateException("another bug of the third party's");
        }
        return false;
    }

    @Override
    public boolean csumVerify(Packet packet) {
        return packet.sum(0, packet.lengthBytes()) % 0xffff == 0;
    }

    @Override
    public void csum(Packet packet) {
        throw new UnsupportedOperationException("never asked here");
    }
}
