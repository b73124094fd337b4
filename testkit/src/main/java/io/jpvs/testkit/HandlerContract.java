package io.jpvs.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.jpvs.api.Connection;
import io.jpvs.api.Direction;
import io.jpvs.api.Flow;
import io.jpvs.api.IpVersion;
import io.jpvs.api.Packet;
import io.jpvs.api.Protocol;
import io.jpvs.api.ProtocolHandler;
import io.jpvs.api.Refusal;
import io.jpvs.api.Rejection;
import io.jpvs.api.Relation;
import io.jpvs.api.SelectorRange;
import io.jpvs.api.Verdict;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The rules that every handler keeps, as tests. A handler's test extends this class and says how a client's first
/// packet and the server's answer look; the rules do the rest, for each IP version that the handler serves.
///
/// ```java
/// final class UdpContractTest extends HandlerContract {
///     @Override
///     protected ProtocolHandler newHandler() {
///         return new UdpHandler();
///     }
///
///     @Override
///     protected PacketBuilder request(PacketBuilder ip) {
///         return ip.udp(40_000, 53, bytes(1, 2, 3));
///     }
///
///     @Override
///     protected PacketBuilder reply(PacketBuilder ip, Connection connection) {
///         return ip.udp(connection.serverSelector(), connection.localSelector(), bytes(4, 5));
///     }
/// }
/// ```
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class HandlerContract {
    private static final int LEAST_QUOTE_BYTES = 8;
    private static final long SEED = 0x6a707673;
    private static final int FAREWELL_ROOM = 128;

    /// Makes the contract.
    protected HandlerContract() {}

    /// Makes a handler as at load, its options the defaults.
    protected abstract ProtocolHandler newHandler();

    /// Writes a client's first packet. Some data behind the header makes the rules bite.
    ///
    /// @param ip has the addresses already
    protected abstract PacketBuilder request(PacketBuilder ip);

    /// Writes what a server answers to the translated request.
    ///
    /// @param ip has the addresses already
    /// @param connection whose server and local selector the answer bears
    protected abstract PacketBuilder reply(PacketBuilder ip, Connection connection);

    /// Returns whether a quote of so many bytes ends within the checksum, of which it then holds too little to be
    /// restored.
    protected boolean cutsChecksum(int quoteBytes) {
        return false;
    }

    /// Returns the IP versions that the handler serves.
    protected Set<IpVersion> versions() {
        Set<IpVersion> versions = new TreeSet<>();
        newHandler().protocols().forEach(protocol -> versions.addAll(protocol.versions()));
        return versions;
    }

    /// C-1.
    @Test
    protected void c01NamesItsProtocols() {
        List<Protocol> protocols = newHandler().protocols();
        assertFalse(protocols.isEmpty());
        Set<String> names = new HashSet<>();
        for (Protocol protocol : protocols) {
            assertTrue(names.add(protocol.name()), "named twice: " + protocol.name());
            assertFalse(protocol.versions().isEmpty(), protocol.name() + " has no IP version");
        }
    }

    /// C-2. And the first packet of a connection finds the state zeroed.
    @ParameterizedTest
    @MethodSource("versions")
    protected void c02RequestOpensAndItsReplyBelongs(IpVersion version) {
        Fixture fixture = new Fixture(version);
        Flow flow = new Flow();
        assertEquals(
                Relation.OPENS,
                fixture.handler.connLookup(fixture.arriving(Direction.IN).packet(), flow));
        assertEquals(fixture.connection.clientSelector(), flow.sourceSelector(), "client selector");
        assertEquals(fixture.connection.serviceSelector(), flow.destinationSelector(), "service selector");

        Relation relation =
                fixture.handler.connLookup(fixture.arriving(Direction.OUT).packet(), flow);
        assertTrue(relation == Relation.OPENS || relation == Relation.CONTINUES, "the reply " + relation);
        assertEquals(fixture.connection.serverSelector(), flow.sourceSelector(), "server selector");
        assertEquals(fixture.connection.localSelector(), flow.destinationSelector(), "local selector");
    }

    /// C-3.
    @ParameterizedTest
    @MethodSource("versions")
    protected void c03ConnLookupOfAnyTruncationNeitherThrowsNorWrites(IpVersion version) {
        Fixture fixture = new Fixture(version);
        for (Direction direction : Direction.values()) {
            byte[] whole = fixture.bytes(direction);
            for (int length = whole.length; length >= fixture.headerBytes(); length--) {
                fixture.lookUpHarmlessly(TestPacket.of(Arrays.copyOf(whole, length)));
                if (length >= fixture.headerBytes() + LEAST_QUOTE_BYTES) {
                    fixture.lookUpHarmlessly(TestPacket.quote(Arrays.copyOf(whole, length)));
                }
            }
        }
    }

    /// C-4. What [ProtocolHandler#connLookup] lets through, the other hooks bear.
    @ParameterizedTest
    @MethodSource("versions")
    protected void c04AnyBytesAreBorne(IpVersion version) {
        Fixture fixture = new Fixture(version);
        Random random = new Random(SEED);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = fixture.bytes(i % 2 == 0 ? Direction.IN : Direction.OUT);
            int keep = fixture.headerBytes() + random.nextInt(bytes.length - fixture.headerBytes() + 1);
            byte[] noise = Arrays.copyOf(bytes, keep + random.nextInt(40));
            for (int at = keep; at < noise.length; at++) {
                noise[at] = (byte) random.nextInt();
            }
            for (int flips = random.nextInt(3); flips > 0 && noise.length > fixture.headerBytes(); flips--) {
                int at = fixture.headerBytes() + random.nextInt(noise.length - fixture.headerBytes());
                noise[at] ^= (byte) (1 << random.nextInt(8));
            }
            fixture.stateLength(noise);
            TestPacket packet = TestPacket.of(noise);
            if (fixture.lookUpHarmlessly(packet) != Relation.DROP) {
                fixture.pass(packet, random.nextBoolean() ? Direction.IN : Direction.OUT);
            }
        }
    }

    /// C-5.
    @ParameterizedTest
    @MethodSource("versions")
    protected void c05StateTransitionForwardsAndSetsATimeout(IpVersion version) {
        Fixture fixture = new Fixture(version);
        TestConnection connection = fixture.newConnection();
        Verdict in =
                fixture.handler.stateTransition(fixture.arriving(Direction.IN).packet(), connection, Direction.IN, 1);
        assertEquals(Verdict.FORWARDED_IN, in);
        assertTrue(connection.timeoutMillis() > 0, "no timeout was set");
        Verdict out =
                fixture.handler.stateTransition(fixture.arriving(Direction.OUT).packet(), connection, Direction.OUT, 2);
        assertEquals(Verdict.FORWARDED_OUT, out);
        byte[] state = connection.state();
        assertNotNull(fixture.handler.describe(connection));
        assertArrayEquals(state, connection.state(), "describe changed the connection");
    }

    /// C-6.
    @ParameterizedTest
    @MethodSource("versions")
    protected void c06TranslatedPacketBearsTheOtherSelectorsAndARightChecksum(IpVersion version) {
        Fixture fixture = new Fixture(version);
        for (Direction direction : Direction.values()) {
            TestPacket packet = fixture.arriving(direction);
            assertTrue(fixture.handler.csumVerify(packet.place()), "the packet as given: " + direction);
            byte[] before = packet.bytes();
            assertTrue(fixture.translate(packet, direction));
            assertTrue(fixture.handler.csumVerify(packet.packet()), "translated: " + direction);
            assertEquals(before.length, packet.bytes().length, "length");

            boolean in = direction == Direction.IN;
            Connection connection = fixture.connection;
            Flow flow = new Flow();
            Relation relation = fixture.handler.connLookup(packet.place(), flow);
            assertTrue(relation == Relation.OPENS || relation == Relation.CONTINUES, "translated: " + relation);
            int source = in ? connection.localSelector() : connection.serviceSelector();
            int destination = in ? connection.serverSelector() : connection.clientSelector();
            assertEquals(source, flow.sourceSelector(), "source, " + direction);
            assertEquals(destination, flow.destinationSelector(), "destination, " + direction);
            assertTrue(packet.isIntact(), "written outside of the packet");
        }
    }

    /// C-7. The checksum is updated, not recomputed: what was corrupt on arrival is still found so by the
    /// receiver.
    @ParameterizedTest
    @MethodSource("versions")
    protected void c07WrongChecksumStaysWrong(IpVersion version) {
        Fixture fixture = new Fixture(version);
        for (Direction direction : Direction.values()) {
            byte[] right = fixture.bytes(direction);
            for (int bit = fixture.headerBytes() * 8; bit < right.length * 8; bit++) {
                byte[] corrupt = right.clone();
                corrupt[bit / 8] ^= (byte) (1 << bit % 8);
                TestPacket packet = TestPacket.of(corrupt);
                Relation relation = fixture.handler.connLookup(packet.packet(), new Flow());
                boolean flow = relation == Relation.OPENS || relation == Relation.CONTINUES;
                if (flow && !fixture.handler.csumVerify(packet.packet()) && fixture.translate(packet, direction)) {
                    String row = direction + ", bit " + bit;
                    assertFalse(fixture.handler.csumVerify(packet.packet()), "laundered: " + row);
                }
            }
        }
    }

    /// C-8. An error about a translated packet shows the sender its own bytes, however few were quoted.
    @ParameterizedTest
    @MethodSource("versions")
    protected void c08QuoteOfAnyLengthIsRestoredToTheByte(IpVersion version) {
        Fixture fixture = new Fixture(version);
        for (Direction direction : Direction.values()) {
            byte[] sent = fixture.bytes(direction);
            TestPacket packet = fixture.arriving(direction);
            assertTrue(fixture.translate(packet, direction));
            for (int length = LEAST_QUOTE_BYTES; length <= packet.content().length; length++) {
                TestPacket quote = TestPacket.quote(PacketBuilder.quote(packet.bytes(), length));
                assertTrue(fixture.restore(quote, direction));
                byte[] expected = PacketBuilder.quote(sent, length);
                byte[] restored = quote.bytes();
                if (cutsChecksum(length)) {
                    expected = Arrays.copyOf(expected, expected.length - 1);
                    restored = Arrays.copyOf(restored, expected.length);
                }
                assertArrayEquals(expected, restored, direction + ", " + length + " bytes quoted");
                assertTrue(quote.isIntact(), "written outside of the quote");
            }
        }
    }

    /// C-9. The kernel finds the connection by the quote, so it names the same flow as the packet did.
    @ParameterizedTest
    @MethodSource("versions")
    protected void c09QuoteOfAnyLengthNamesItsFlow(IpVersion version) {
        Fixture fixture = new Fixture(version);
        for (Direction direction : Direction.values()) {
            TestPacket packet = fixture.arriving(direction);
            Flow whole = new Flow();
            fixture.handler.connLookup(packet.packet(), whole);
            for (int length = LEAST_QUOTE_BYTES; length <= packet.content().length; length++) {
                TestPacket quote = TestPacket.quote(PacketBuilder.quote(packet.bytes(), length));
                Flow flow = new Flow();
                Relation relation = fixture.handler.connLookup(quote.packet(), flow);
                String row = direction + ", " + length + " bytes quoted";
                assertTrue(relation == Relation.OPENS || relation == Relation.CONTINUES, row + ": " + relation);
                assertEquals(whole.sourceSelector(), flow.sourceSelector(), row);
                assertEquals(whole.destinationSelector(), flow.destinationSelector(), row);
            }
        }
    }

    /// C-10. RFC 5508 REQ-6: an error is no sign of life, and no end either.
    @ParameterizedTest
    @MethodSource("versions")
    protected void c10TranslationLeavesTheConnectionAlone(IpVersion version) {
        Fixture fixture = new Fixture(version);
        fixture.handler.stateTransition(fixture.arriving(Direction.IN).packet(), fixture.connection, Direction.IN, 1);
        byte[] state = fixture.connection.state();
        int timeoutMillis = fixture.connection.timeoutMillis();
        for (Direction direction : Direction.values()) {
            TestPacket packet = fixture.arriving(direction);
            fixture.translate(packet, direction);
            fixture.restore(TestPacket.quote(packet.bytes()), direction);
        }
        assertArrayEquals(state, fixture.connection.state());
        assertEquals(timeoutMillis, fixture.connection.timeoutMillis());
    }

    /// C-11. All of them: the carries of a checksum hide in single values.
    @ParameterizedTest
    @MethodSource("versions")
    protected void c11EveryLocalSelectorKeepsTheChecksumRight(IpVersion version) {
        Fixture fixture = new Fixture(version);
        SelectorRange range = fixture.handler.localSelectors();
        assumeTrue(range.size() > 0, "this protocol has nothing for the pool to replace");
        TestPacket packet = fixture.arriving(Direction.IN);
        byte[] sent = packet.bytes();
        for (int selector = range.first(); selector <= range.last(); selector++) {
            fixture.handler.laddrBind(fixture.connection, TestConnection.pool(selector));
            packet.place();
            assertTrue(fixture.translate(packet, Direction.IN));
            assertTrue(fixture.handler.csumVerify(packet.packet()), "wrong with local selector " + selector);
            packet.place();
            assertTrue(fixture.restore(packet, Direction.IN));
            assertArrayEquals(sent, packet.bytes(), "not undone with local selector " + selector);
        }
    }

    /// C-12.
    @ParameterizedTest
    @MethodSource("versions")
    protected void c12CsumWritesWhatCsumVerifyExpects(IpVersion version) {
        Fixture fixture = new Fixture(version);
        for (Direction direction : Direction.values()) {
            TestPacket packet = fixture.arriving(direction);
            byte[] before = packet.bytes();
            fixture.handler.csum(packet.packet());
            assertArrayEquals(before, packet.bytes(), "a right checksum was changed: " + direction);
            fixture.exchange.translate(packet, direction);
            fixture.handler.csum(packet.packet());
            assertTrue(fixture.handler.csumVerify(packet.packet()), direction.toString());
            assertTrue(packet.isIntact(), "written outside of the packet");
        }
    }

    /// C-13. The kernel has exchanged the addresses when it sends an answer: that does not change a sum.
    @ParameterizedTest
    @MethodSource("versions")
    protected void c13RefusalIsAWholePacketOrNone(IpVersion version) {
        Fixture fixture = new Fixture(version);
        for (Refusal refusal : Refusal.values()) {
            for (Direction direction : Direction.values()) {
                TestPacket packet = fixture.arriving(direction);
                byte[] before = packet.bytes();
                Rejection rejection = fixture.handler.reject(packet.packet(), refusal);
                if (rejection == Rejection.ANSWERED) {
                    assertTrue(fixture.handler.csumVerify(packet.packet()), refusal + ": checksum of the answer");
                } else {
                    assertArrayEquals(before, packet.bytes(), refusal + ": changed, and not sent");
                }
                assertTrue(packet.isIntact(), "written outside of the packet");
            }
        }
    }

    /// C-14.
    @ParameterizedTest
    @MethodSource("versions")
    protected void c14FarewellIsAWholePacketOrNone(IpVersion version) {
        Fixture fixture = new Fixture(version);
        fixture.run();
        for (Direction direction : Direction.values()) {
            PacketBuilder ip = fixture.exchange.arriving(direction).content(fixture.protocol(version));
            TestPacket farewell = TestPacket.of(ip.bytes(), FAREWELL_ROOM);
            fixture.exchange.translate(farewell, direction);
            if (fixture.handler.expire(fixture.connection, direction, farewell.packet())) {
                assertTrue(fixture.handler.csumVerify(farewell.packet()), "checksum of the farewell " + direction);
            }
            assertTrue(farewell.isIntact(), "written outside of the packet");
        }
    }

    /// C-15.
    @ParameterizedTest
    @MethodSource("versions")
    protected void c15WhatItDescribesItCanRestore(IpVersion version) {
        Fixture fixture = new Fixture(version);
        fixture.run();
        String state = fixture.handler.describe(fixture.connection);
        TestConnection loaded = fixture.newConnection();
        assumeTrue(fixture.handler.restore(loaded, state), "this handler restores no connections");
        assertEquals(state, fixture.handler.describe(loaded));
        assertTrue(loaded.timeoutMillis() > 0, "no timeout was set");
        for (Direction direction : Direction.values()) {
            fixture.handler.stateTransition(fixture.arriving(direction).packet(), loaded, direction, 1);
        }
    }

    /// C-16.
    @ParameterizedTest
    @MethodSource("versions")
    protected void c16AllocatesNothingPerPacket(IpVersion version) {
        Fixture fixture = new Fixture(version);
        TestPacket request = fixture.arriving(Direction.IN);
        TestPacket reply = fixture.arriving(Direction.OUT);
        Flow flow = new Flow();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 8; round++) { // the first rounds also warm up
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 200_000; i++) {
                fixture.carry(request.packet(), flow, Direction.IN);
                fixture.carry(reply.packet(), flow, Direction.OUT);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertEquals(0, least, "bytes allocated for 400,000 packets");
    }

    /// C-17. Views are moved to other packets and connections behind the handler's back.
    @ParameterizedTest
    @MethodSource("versions")
    protected void c17KeepsNoneOfItsArguments(IpVersion version) throws IllegalAccessException {
        Fixture fixture = new Fixture(version);
        fixture.run();
        for (Field field : fixture.handler.getClass().getDeclaredFields()) {
            field.setAccessible(true);
            Object value = field.get(Modifier.isStatic(field.getModifiers()) ? null : fixture.handler);
            boolean view = value instanceof Packet || value instanceof Connection || value instanceof Flow;
            assertFalse(view, "keeps an argument in " + field.getName());
        }
    }

    /// A handler with one connection, and its request and reply.
    private final class Fixture {
        private final ProtocolHandler handler = newHandler();
        private final Exchange exchange;
        private final byte[] request;
        private final byte[] reply;
        private final TestConnection connection;

        Fixture(IpVersion version) {
            exchange = Exchange.of(version);
            request = HandlerContract.this
                    .request(exchange.arriving(Direction.IN))
                    .bytes();
            connection = newConnection();
            reply = HandlerContract.this
                    .reply(exchange.arriving(Direction.OUT), connection)
                    .bytes();
        }

        TestConnection newConnection() {
            Flow flow = new Flow();
            assertEquals(
                    Relation.OPENS, handler.connLookup(arriving(Direction.IN).packet(), flow), "the request");
            int client = flow.sourceSelector();
            int service = flow.destinationSelector();
            TestConnection born =
                    new TestConnection(client, service, client, handler.hasPorts() ? service + 1 : service);
            SelectorRange range = handler.localSelectors();
            assertTrue(handler.laddrBind(born, TestConnection.pool(range.first() + range.size() / 3)), "laddrBind");
            return born;
        }

        byte[] bytes(Direction direction) {
            return direction == Direction.IN ? request : reply;
        }

        TestPacket arriving(Direction direction) {
            return TestPacket.of(bytes(direction));
        }

        int headerBytes() {
            return IpHeader.of(request).bytes();
        }

        int protocol(IpVersion version) {
            return handler.protocols().stream()
                    .filter(protocol -> protocol.versions().contains(version))
                    .findFirst()
                    .orElseThrow()
                    .number();
        }

        /// Corrects the length in the IP header, so that the packet is as long as its bytes.
        void stateLength(byte[] ip) {
            int at = ip[0] >>> 4 == 4 ? 2 : 4;
            int length = ip[0] >>> 4 == 4 ? ip.length : ip.length - 40;
            ip[at] = (byte) (length >>> 8);
            ip[at + 1] = (byte) length;
        }

        Relation lookUpHarmlessly(TestPacket packet) {
            byte[] before = packet.bytes();
            Relation relation = assertDoesNotThrow(() -> handler.connLookup(packet.packet(), new Flow()));
            assertNotNull(relation);
            assertArrayEquals(before, packet.bytes(), "connLookup wrote");
            assertEquals(0, packet.packet().difference(), "connLookup wrote");
            assertTrue(packet.isIntact(), "written outside of the packet");
            return relation;
        }

        void pass(TestPacket packet, Direction direction) {
            assertDoesNotThrow(() -> {
                if (!handler.stateTransition(packet.packet(), connection, direction, 1)
                        .isDrop()) {
                    translate(packet, direction);
                }
            });
            assertTrue(packet.isIntact(), "written outside of the packet");
        }

        boolean translate(TestPacket packet, Direction direction) {
            int difference = exchange.translate(packet, direction);
            return direction == Direction.IN
                    ? handler.fnatIn(packet.packet(), connection, difference)
                    : handler.fnatOut(packet.packet(), connection, difference);
        }

        /// Restores a quoted packet of the given direction: the error about it goes the other way.
        boolean restore(TestPacket quote, Direction direction) {
            int difference = exchange.restore(quote, direction);
            return direction == Direction.IN
                    ? handler.quoteOut(quote.packet(), connection, difference)
                    : handler.quoteIn(quote.packet(), connection, difference);
        }

        void carry(Packet packet, Flow flow, Direction direction) {
            handler.connLookup(packet, flow);
            handler.stateTransition(packet, connection, direction, 1);
            if (direction == Direction.IN) {
                handler.fnatIn(packet, connection, 0);
                handler.quoteOut(packet, connection, 0);
            } else {
                handler.fnatOut(packet, connection, 0);
                handler.quoteIn(packet, connection, 0);
            }
        }

        void run() {
            for (Direction direction : Direction.values()) {
                Packet packet = arriving(direction).packet();
                handler.stateTransition(packet, connection, direction, 1);
            }
        }
    }
}
