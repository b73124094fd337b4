package io.jpvs.testkit;

import static io.jpvs.testkit.PacketBuilder.bytes;

import io.jpvs.api.Checksum;
import io.jpvs.api.Connection;
import io.jpvs.api.Direction;
import io.jpvs.api.Flow;
import io.jpvs.api.Packet;
import io.jpvs.api.Protocol;
import io.jpvs.api.ProtocolHandler;
import io.jpvs.api.Refusal;
import io.jpvs.api.Rejection;
import io.jpvs.api.Relation;
import io.jpvs.api.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A protocol for experiments (253, RFC 3692) whose handler can do one thing wrong.
///
/// | offset | bytes | field |
/// |---|---|---|
/// | 0 | 2 | source port |
/// | 2 | 2 | destination port |
/// | 4 | 2 | length of header and data |
/// | 6 | 2 | nothing |
/// | 8 | 2 | checksum, pseudo-header included |
final class ToyHandler implements ProtocolHandler {
    private static final int HEADER_BYTES = 10;
    private static final int LENGTH = 4;
    private static final int NOTHING = 6;
    private static final int CHECKSUM = 8;

    private static byte[] garbage = {};

    private final Fault fault;
    private @Nullable Connection kept;

    /// What it does wrong, and the rule that finds it.
    enum Fault {
        NONE(""),
        NAMELESS("c01"),
        REPLY_NAMES_ITS_PORTS_EXCHANGED("c02"),
        THROWS_WHEN_TRUNCATED("c03"),
        LOOKUP_WRITES("c03"),
        THROWS_ON_NOISE("c04"),
        NO_TIMEOUT("c05"),
        DESCRIBE_WRITES("c05"),
        ADDRESSES_FORGOTTEN("c06"),
        CHECKSUM_RECOMPUTED("c07"),
        SHORT_QUOTE_LEFT_ALONE("c08"),
        QUOTED_CHECKSUM_LEFT_STALE("c08"),
        QUOTE_JUDGED_BY_ITS_LENGTH("c09"),
        QUOTE_COUNTS_AS_LIFE("c10"),
        NO_END_AROUND_CARRY("c11"),
        SUM_WITHOUT_ADDRESSES("c12"),
        ANSWER_WITHOUT_CHECKSUM("c13"),
        CHANGED_AND_NOT_SENT("c13"),
        FAREWELL_WITHOUT_CHECKSUM("c14"),
        RESTORES_ANOTHER_STATE("c15"),
        ALLOCATES("c16"),
        KEEPS_ITS_CONNECTION("c17");

        private final String rule;

        Fault(String rule) {
            this.rule = rule;
        }

        String rule() {
            return rule;
        }
    }

    /// The contract of a handler with a fault.
    static final class Contract extends HandlerContract {
        private final Fault fault;

        Contract(Fault fault) {
            this.fault = fault;
        }

        @Override
        protected ProtocolHandler newHandler() {
            return new ToyHandler(fault);
        }

        @Override
        protected PacketBuilder request(PacketBuilder ip) {
            return ip.content(253, bytes(0x9c, 0x40, 0, 7, 0, 13, 0, 0, 0, 0, 1, 2, 3))
                    .internetChecksum(CHECKSUM);
        }

        @Override
        protected PacketBuilder reply(PacketBuilder ip, Connection connection) {
            return ip.content(253, new byte[HEADER_BYTES])
                    .patch16(0, connection.serverSelector())
                    .patch16(2, connection.localSelector())
                    .patch16(LENGTH, HEADER_BYTES)
                    .internetChecksum(CHECKSUM);
        }

        @Override
        protected boolean cutsChecksum(int quoteBytes) {
            return quoteBytes == CHECKSUM + 1;
        }
    }

    ToyHandler(Fault fault) {
        this.fault = fault;
    }

    @Override
    public List<Protocol> protocols() {
        return fault == Fault.NAMELESS ? List.of() : List.of(Protocol.of(253, "toy"));
    }

    @Override
    public Relation connLookup(Packet packet, Flow flow) {
        if (fault != Fault.THROWS_WHEN_TRUNCATED && !packet.isQuote() && packet.lengthBytes() < HEADER_BYTES) {
            return flow.drop(Verdict.TRUNCATED);
        }
        boolean judged = !packet.isQuote() || fault == Fault.QUOTE_JUDGED_BY_ITS_LENGTH;
        if (judged && packet.u16(LENGTH) != packet.lengthBytes()) {
            return flow.drop(Verdict.MALFORMED);
        }
        if (fault == Fault.LOOKUP_WRITES) {
            packet.u8(NOTHING, 1);
        }
        int source = packet.u16(0);
        int destination = packet.u16(2);
        boolean exchanged = fault == Fault.REPLY_NAMES_ITS_PORTS_EXCHANGED && source == 8;
        return exchanged ? flow.opens(destination, source) : flow.opens(source, destination);
    }

    @Override
    public Verdict stateTransition(Packet packet, Connection connection, Direction direction, long nowNanos) {
        if (fault == Fault.THROWS_ON_NOISE && packet.u8(NOTHING) != 0) {
            throw new IllegalStateException("not nothing");
        }
        if (fault == Fault.ALLOCATES) {
            garbage = new byte[16];
        }
        if (fault == Fault.KEEPS_ITS_CONNECTION) {
            kept = connection;
        }
        connection.u8(0, 1);
        if (fault != Fault.NO_TIMEOUT) {
            connection.timeoutMillis(1000 + garbage.length);
        }
        return direction == Direction.IN ? Verdict.FORWARDED_IN : Verdict.FORWARDED_OUT;
    }

    @Override
    public boolean fnatIn(Packet packet, Connection connection, int addressDifference) {
        return ports(packet, connection.localSelector(), connection.serverSelector(), addressDifference);
    }

    @Override
    public boolean fnatOut(Packet packet, Connection connection, int addressDifference) {
        return ports(packet, connection.serviceSelector(), connection.clientSelector(), addressDifference);
    }

    private boolean ports(Packet packet, int source, int destination, int addressDifference) {
        packet.u16(0, source);
        packet.u16(2, destination);
        if (fault == Fault.NO_END_AROUND_CARRY) {
            packet.u16(CHECKSUM, packet.u16(CHECKSUM) - packet.difference() - addressDifference);
        } else {
            packet.updateChecksum(CHECKSUM, fault == Fault.ADDRESSES_FORGOTTEN ? 0 : addressDifference);
        }
        if (fault == Fault.CHECKSUM_RECOMPUTED) {
            csum(packet);
        }
        return true;
    }

    @Override
    public boolean quoteIn(Packet quote, Connection connection, int addressDifference) {
        return quoted(quote, connection, connection.serverSelector(), connection.localSelector(), addressDifference);
    }

    @Override
    public boolean quoteOut(Packet quote, Connection connection, int addressDifference) {
        return quoted(quote, connection, connection.clientSelector(), connection.serviceSelector(), addressDifference);
    }

    private boolean quoted(Packet quote, Connection connection, int source, int destination, int addressDifference) {
        if (fault == Fault.QUOTE_COUNTS_AS_LIFE) {
            connection.timeoutMillis(5);
        }
        if (fault == Fault.SHORT_QUOTE_LEFT_ALONE && quote.lengthBytes() < HEADER_BYTES) {
            return true;
        }
        quote.u16(0, source);
        quote.u16(2, destination);
        if (quote.lengthBytes() >= HEADER_BYTES && fault != Fault.QUOTED_CHECKSUM_LEFT_STALE) {
            quote.updateChecksum(CHECKSUM, addressDifference);
        }
        return true;
    }

    @Override
    public boolean csumVerify(Packet packet) {
        return Checksum.ofSum(packet.pseudoHeaderSum() + packet.sum(0, packet.lengthBytes())) == 0;
    }

    @Override
    public void csum(Packet packet) {
        packet.u16(CHECKSUM, 0);
        long addresses = fault == Fault.SUM_WITHOUT_ADDRESSES ? 0 : packet.pseudoHeaderSum();
        packet.u16(CHECKSUM, Checksum.ofSum(addresses + packet.sum(0, packet.lengthBytes())));
    }

    @Override
    public Rejection reject(Packet packet, Refusal refusal) {
        if (fault == Fault.ANSWER_WITHOUT_CHECKSUM || fault == Fault.CHANGED_AND_NOT_SENT) {
            packet.u8(NOTHING, 1);
        }
        return fault == Fault.CHANGED_AND_NOT_SENT ? Rejection.SILENT : Rejection.ANSWERED;
    }

    @Override
    public boolean expire(Connection connection, Direction direction, Packet farewell) {
        farewell.resize(HEADER_BYTES);
        farewell.u16(LENGTH, HEADER_BYTES);
        if (fault != Fault.FAREWELL_WITHOUT_CHECKSUM) {
            csum(farewell);
        }
        return true;
    }

    @Override
    public String describe(Connection connection) {
        String name = (kept == null ? "state " : "kept ") + connection.u8(0);
        if (fault == Fault.DESCRIBE_WRITES) {
            connection.u8(0, 2);
        }
        return name;
    }

    @Override
    public boolean restore(Connection connection, String state) {
        connection.u8(0, fault == Fault.RESTORES_ANOTHER_STATE ? 9 : 1);
        connection.timeoutMillis(1000);
        return true;
    }
}
