package io.jpvs.balancing;

import static io.jpvs.balancing.Complaint.LEAST_QUOTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jpvs.api.Connection;
import io.jpvs.api.Direction;
import io.jpvs.api.ErrorCause;
import io.jpvs.api.Flow;
import io.jpvs.api.IpVersion;
import io.jpvs.api.Packet;
import io.jpvs.api.Protocol;
import io.jpvs.api.ProtocolHandler;
import io.jpvs.api.Relation;
import io.jpvs.api.Verdict;
import io.jpvs.kernel.worker.Tally;
import io.jpvs.plugins.udp.UdpHandler;
import io.jpvs.testkit.HandlerKernel;
import io.jpvs.testkit.PacketBuilder;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// quoted flows of a protocol that nobody here has heard of, and what its handler's faults may cost.
final class ThirdPartyTest {
    static final int TAG = 0x1357_9bdf;
    private static final int TOLERATED_FAULTS = 100;

    static PacketBuilder toy(PacketBuilder ip, int source, int destination, int tag) {
        ByteBuffer header = ByteBuffer.allocate(ToyHandler.BYTES + 5);
        header.putShort((short) source).putShort((short) destination).putInt(tag);
        header.putShort((short) 0).putShort((short) 0xabcd).put(new byte[] {1, 2, 3, 4, 5});
        byte[] content = header.array();
        int error = 0;
        for (int i = 0; i < content.length; i++) {
            error += (content[i] & 0xff) << (i % 2 == 0 ? 8 : 0);
        }
        header.putShort(ToyHandler.CHECKSUM, (short) (0xffff - error % 0xffff));
        return ip.content(ToyHandler.PROTOCOL, content);
    }

    private static PacketBuilder fromClient(PacketBuilder ip, int tag) {
        return toy(ip, Traffic.CLIENT_PORT, Traffic.SERVICE_PORT, tag);
    }

    private static PacketBuilder toServer(PacketBuilder ip, int tag) {
        return toy(ip, Traffic.LOCAL_PORT, Traffic.SERVER_PORT, tag);
    }

    private static PacketBuilder fromServer(PacketBuilder ip, int tag) {
        return toy(ip, Traffic.SERVER_PORT, Traffic.LOCAL_PORT, tag);
    }

    private static PacketBuilder toClient(PacketBuilder ip, int tag) {
        return toy(ip, Traffic.SERVICE_PORT, Traffic.CLIENT_PORT, tag);
    }

    static Setup withToy() {
        return withToy(ToyHandler::new);
    }

    static Setup withToy(Supplier<ProtocolHandler> toy) {
        Setup setup = Setup.shipped().handler(toy);
        for (Family family : Family.values()) {
            setup.service(Traffic.UDP, family)
                    .service(Traffic.TCP, family)
                    .service(Traffic.ECHO, family)
                    .service("address: \"" + family.vip + "\", protocol: toy, port: 80, local-addresses: [\""
                            + family.local + "\"], servers: [{address: \"" + family.server + "\", port: 8080}]");
        }
        return setup;
    }

    static void open(HandlerKernel kernel, Family family) {
        Wire.assertSent(
                toServer(family.toServer(), TAG).bytes(),
                kernel.fromClient(fromClient(family.fromClient(), TAG).bytes()));
        Wire.assertSent(
                toClient(family.toClient(), TAG).bytes(),
                kernel.fromServer(fromServer(family.fromServer(), TAG).bytes()));
    }

    static Row errorFromServer(Family family, int tag, int quotedBytes) {
        int type = family.portUnreachable >>> 8;
        int code = family.portUnreachable & 0xff;
        byte[] seen = toServer(family.toServer(), tag).bytes();
        byte[] sent = fromClient(family.fromClient().hopLimit(63), tag).bytes();
        byte[] arriving = PacketBuilder.ip(family.serverRouter, family.local)
                .icmp(type, code, 0, PacketBuilder.quote(seen, quotedBytes))
                .bytes();
        byte[] leaving = family.toClient()
                .icmp(type, code, 0, PacketBuilder.quote(sent, quotedBytes))
                .bytes();
        return Row.of(quotedBytes + " bytes from the server", Side.SERVER, arriving, Verdict.RELATED_OUT)
                .toClient(leaving);
    }

    static Row errorFromClient(Family family, int tag, int quotedBytes) {
        int type = family.tooBig >>> 8;
        int code = family.tooBig & 0xff;
        byte[] seen = toClient(family.toClient(), tag).bytes();
        byte[] sent = fromServer(family.fromServer().hopLimit(63), tag).bytes();
        byte[] arriving = PacketBuilder.ip(family.clientRouter, family.vip)
                .icmp(type, code, 1400, PacketBuilder.quote(seen, quotedBytes))
                .bytes();
        byte[] leaving = family.toServer()
                .icmp(type, code, 1400, PacketBuilder.quote(sent, quotedBytes))
                .bytes();
        return Row.of(quotedBytes + " bytes from the client", Side.CLIENT, arriving, Verdict.RELATED_IN)
                .toServer(leaving);
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void r13QuotedFlowIsTranslatedOnceItsHandlerIsLoaded(Family family) {
        try (HandlerKernel kernel = withToy().start()) {
            open(kernel, family);
            for (int bytes = LEAST_QUOTE; bytes <= ToyHandler.BYTES + 5; bytes++) {
                if (bytes != ToyHandler.CHECKSUM + 1) { // of half a checksum nothing can be known
                    errorFromServer(family, TAG, bytes)
                            .cut(errorFromServer(family, TAG, 7).packet(), Verdict.QUOTE_TRUNCATED)
                            .check(kernel);
                    errorFromClient(family, TAG, bytes)
                            .cut(errorFromClient(family, TAG, 7).packet(), Verdict.QUOTE_TRUNCATED)
                            .check(kernel);
                }
            }
            assertEquals(1, kernel.connections());
            assertTrue(kernel.isBalanced());
        }
    }

    /// what the MTU is lowered to where the balancer adds bytes: never below what every link has, never raised,
    /// and in no other error.
    @ParameterizedTest
    @EnumSource(Family.class)
    void r04MtuFallsByWhatTheBalancerAdds(Family family) {
        int least = family.isIpv6() ? 1280 : 68;
        int in = ToyHandler.ADDED_IN;
        int out = ToyHandler.ADDED_OUT;
        try (HandlerKernel kernel = withToy(ToyHandler::thatAdds).start()) {
            open(kernel, family);
            for (int mtu : new int[] {0, 1, least - 1, least}) {
                tooBig(family, Side.SERVER, family.tooBig, mtu, mtu).check(kernel);
                tooBig(family, Side.CLIENT, family.tooBig, mtu, mtu).check(kernel);
            }
            for (int added : new int[] {1, in - 1, in, in + 1, 1000, 9000}) {
                int lowered = Math.max(least, least + added - in);
                tooBig(family, Side.SERVER, family.tooBig, least + added, lowered)
                        .check(kernel);
            }
            for (int added : new int[] {1, out - 1, out, out + 1, 1000, 9000}) {
                int lowered = Math.max(least, least + added - out);
                tooBig(family, Side.CLIENT, family.tooBig, least + added, lowered)
                        .check(kernel);
            }
            tooBig(family, Side.SERVER, family.portUnreachable, 1500, 1500).check(kernel);
            if (family.isIpv6()) {
                tooBig(family, Side.SERVER, family.tooBig, 0xffff_ffff, 0xffff_ffff - in)
                        .check(kernel);
                tooBig(family, Side.SERVER, family.tooBig | 7, 1500, 1500 - in).check(kernel);
            } else { // the upper half is the length of the quote's: RFC 4884
                tooBig(family, Side.SERVER, family.tooBig, 0x0005_05dc, 0x0005_05dc - in)
                        .check(kernel);
                tooBig(family, Side.SERVER, 3 << 8 | 1, 1500, 1500).check(kernel);
            }
            assertTrue(kernel.isBalanced());
        }
    }

    private static Row tooBig(Family family, Side from, int typeAndCode, int rest, int restAfter) {
        boolean fromServer = from == Side.SERVER;
        byte[] seen = (fromServer ? toServer(family.toServer(), TAG) : toClient(family.toClient(), TAG)).bytes();
        byte[] sent = (fromServer
                        ? fromClient(family.fromClient().hopLimit(63), TAG)
                        : fromServer(family.fromServer().hopLimit(63), TAG))
                .bytes();
        PacketBuilder outer = fromServer
                ? PacketBuilder.ip(family.serverRouter, family.local)
                : PacketBuilder.ip(family.clientRouter, family.vip);
        byte[] arriving =
                outer.icmp(typeAndCode >>> 8, typeAndCode & 0xff, rest, seen).bytes();
        byte[] leaving = family.onwardsFrom(from)
                .icmp(typeAndCode >>> 8, typeAndCode & 0xff, restAfter, sent)
                .bytes();
        return Row.of(
                        typeAndCode + ", MTU " + rest + " from the " + from,
                        from,
                        arriving,
                        fromServer ? Verdict.RELATED_OUT : Verdict.RELATED_IN)
                .onwards(leaving);
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void r13WithoutItsHandlerTheErrorIsDropped(Family family) {
        try (HandlerKernel kernel = Setup.kernel()) {
            for (Row row : List.of(errorFromServer(family, TAG, 99), errorFromClient(family, TAG, 99))) {
                Row.of(row.name(), row.from(), row.packet(), Verdict.QUOTE_NO_HANDLER)
                        .check(kernel);
            }
            assertEquals(0, kernel.connections());
            assertTrue(kernel.isBalanced());
        }
    }

    /// What the handler knows to be of no flow is of no connection, whatever stands where others have their ports.
    @ParameterizedTest
    @EnumSource(Family.class)
    void r13QuoteOfNoFlowIsDropped(Family family) {
        try (HandlerKernel kernel = withToy().start()) {
            open(kernel, family);
            Row row = errorFromServer(family, 0, 99);
            Row.of("tag 0", row.from(), row.packet(), Verdict.QUOTE_NO_CONNECTION)
                    .check(kernel);
            assertTrue(kernel.isBalanced());
        }
    }

    /// Untracked packets open nothing, are refused by nobody, and depend on nothing that came before them.
    @ParameterizedTest
    @EnumSource(Family.class)
    void untrackedPacketIsOnlyEverDropped(Family family) {
        try (HandlerKernel kernel = withToy().with("no-service: reject").start()) {
            byte[] untracked = fromClient(family.fromClient(), 0).bytes();
            byte[] toLocal = fromServer(family.fromServer(), 0).bytes();
            byte[] opens = Traffic.UDP.fromClient(family.fromClient()).bytes();
            byte[] continues = Traffic.ECHO
                    .toClient(PacketBuilder.ip(family.client, family.vip))
                    .bytes();
            for (byte[] before : List.of(opens, continues)) {
                kernel.fromClient(before);
                Row.of("to the VIP", Side.CLIENT, untracked, Verdict.UNANSWERED).check(kernel);
                kernel.fromClient(before);
                Row.of("to the local address", Side.SERVER, toLocal, Verdict.UNANSWERED)
                        .check(kernel);
            }
            assertTrue(kernel.isBalanced());
        }
    }

    /// A handler's faults cost its own packets, and errors about them: never the errors about other protocols,
    /// whoever sends such quotes on purpose.
    @ParameterizedTest
    @EnumSource(Family.class)
    void r13FaultOfTheQuotedHandlerCostsNobodyElse(Family family) {
        try (HandlerKernel kernel = withToy().start()) {
            open(kernel, family);
            Row fatal = errorFromServer(family, ToyHandler.FATAL, 99);
            for (int i = 0; i < TOLERATED_FAULTS; i++) {
                Row.of("fault " + i, fatal.from(), fatal.packet(), Verdict.HANDLER_FAILED)
                        .check(kernel);
            }
            assertEquals(TOLERATED_FAULTS, kernel.count(Tally.HANDLER_EXCEPTIONS));
            Row.of("suspended", fatal.from(), fatal.packet(), Verdict.HANDLER_QUARANTINED)
                    .check(kernel);
            Row.of(
                            "its own packet",
                            Side.CLIENT,
                            fromClient(family.fromClient(), TAG).bytes(),
                            Verdict.HANDLER_QUARANTINED)
                    .check(kernel);

            Traffic.UDP.open(kernel, family);
            Complaint complaint = Complaint.about(Traffic.UDP, family, Side.SERVER);
            Row.of("UDP", Side.SERVER, complaint.arriving(), Verdict.RELATED_OUT)
                    .toClient(complaint.leaving())
                    .check(kernel);
            assertTrue(kernel.isBalanced());
        }
    }

    /// Each exception at the end of a connection counts, and none keeps a connection, a buffer or a timer.
    @ParameterizedTest
    @EnumSource(Family.class)
    void faultAtTheEndOfAConnectionCostsNobodyElse(Family family) {
        int clients = 2 * TOLERATED_FAULTS;
        try (HandlerKernel kernel = withToy().start()) {
            for (int i = 0; i < clients; i++) {
                PacketBuilder ip = PacketBuilder.ip(family.farClient(i), family.vip);
                byte[] packet =
                        toy(ip, ToyHandler.FATAL, Traffic.SERVICE_PORT, TAG).bytes();
                assertEquals(1, kernel.fromClient(packet).size());
            }
            Traffic.UDP.open(kernel, family);
            kernel.pass(Duration.ofMillis(ToyHandler.TIMEOUT_MILLIS).toNanos());
            assertEquals(1, kernel.connections());
            assertEquals(TOLERATED_FAULTS, kernel.count(Tally.HANDLER_EXCEPTIONS), "then it is not asked any more");
            Traffic.UDP.open(kernel, family);
            assertTrue(kernel.isBalanced());
        }
    }

    /// A reporter of errors that throws; nobody else is to blame for it.
    private static final class FaultyReporter implements ProtocolHandler {
        @Override
        public List<Protocol> protocols() {
            return List.of(Protocol.of(254, "faulty"));
        }

        @Override
        public Set<IpVersion> reportsErrorsFor() {
            return EnumSet.allOf(IpVersion.class);
        }

        @Override
        public boolean originate(Packet error, ErrorCause cause, Packet original, int mtuBytes) {
            throw new IllegalStateException("a bug of the reporter's");
        }

        @Override
        public Relation connLookup(Packet packet, Flow flow) {
            return flow.untracked();
        }

        @Override
        public Verdict stateTransition(Packet packet, Connection connection, Direction direction, long nowNanos) {
            throw new AssertionError("of no flow");
        }

        @Override
        public boolean fnatIn(Packet packet, Connection connection, int addressDifference) {
            throw new AssertionError("of no flow");
        }

        @Override
        public boolean fnatOut(Packet packet, Connection connection, int addressDifference) {
            throw new AssertionError("of no flow");
        }

        @Override
        public boolean quoteIn(Packet quote, Connection connection, int addressDifference) {
            throw new AssertionError("of no flow");
        }

        @Override
        public boolean quoteOut(Packet quote, Connection connection, int addressDifference) {
            throw new AssertionError("of no flow");
        }

        @Override
        public boolean csumVerify(Packet packet) {
            return true;
        }

        @Override
        public void csum(Packet packet) {
            throw new AssertionError("of no flow");
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void faultOfTheErrorReporterCostsNobodyElse(Family family) {
        Setup setup = Setup.only(UdpHandler::new, FaultyReporter::new).with("icmp-rate: {per-prefix: 0, total: 0}");
        try (HandlerKernel kernel = setup.service(Traffic.UDP, family).start()) {
            byte[] late =
                    Traffic.UDP.fromClient(family.fromClient().hopLimit(1)).bytes();
            for (int i = 0; i < 2 * TOLERATED_FAULTS; i++) {
                Row.of("hop limit", Side.CLIENT, late, Verdict.HOP_LIMIT_EXCEEDED)
                        .check(kernel);
            }
            assertEquals(TOLERATED_FAULTS, kernel.count(Tally.HANDLER_EXCEPTIONS), "then it is not asked any more");
            Traffic.UDP.open(kernel, family);
            assertTrue(kernel.isBalanced());
        }
    }
}
