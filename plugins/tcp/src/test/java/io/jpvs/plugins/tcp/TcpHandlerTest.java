package io.jpvs.plugins.tcp;

import static io.jpvs.plugins.tcp.TcpHeader.ACK;
import static io.jpvs.plugins.tcp.TcpHeader.FIN;
import static io.jpvs.plugins.tcp.TcpHeader.RST;
import static io.jpvs.plugins.tcp.TcpHeader.SYN;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jpvs.api.Direction;
import io.jpvs.api.Flow;
import io.jpvs.api.Refusal;
import io.jpvs.api.Rejection;
import io.jpvs.api.Relation;
import io.jpvs.api.Verdict;
import io.jpvs.testkit.PacketBuilder;
import io.jpvs.testkit.TestConnection;
import io.jpvs.testkit.TestOptions;
import io.jpvs.testkit.TestPacket;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class TcpHandlerTest {
    private static final String CLIENT = "192.0.2.10";
    private static final String VIP = "198.51.100.1";
    private static final String LOCAL = "203.0.113.5";
    private static final String SERVER = "10.200.0.9";

    private final TcpHandler handler = new TcpHandler();
    private final Flow flow = new Flow();
    private final TestConnection connection = new TestConnection(40_000, 80, 1025, 8080);

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "SYN,                          0x02, OPENS,",
        "'SYN with ECE, CWR and PSH',  0xca, OPENS,",
        "'SYN,ACK',                    0x12, CONTINUES,",
        "ACK,                          0x10, CONTINUES,",
        "'FIN,ACK',                    0x11, CONTINUES,",
        "RST,                          0x04, CONTINUES,",
        "'RST,ACK',                    0x14, CONTINUES,",
        "nothing,                      0x00, DROP, MALFORMED",
        "FIN alone,                    0x01, DROP, MALFORMED",
        "'SYN,FIN',                    0x03, DROP, MALFORMED",
        "'SYN,RST',                    0x06, DROP, MALFORMED",
        "'FIN,RST,ACK',                0x15, DROP, MALFORMED",
        "all,                          0xff, DROP, MALFORMED",
        "PSH and URG alone,            0x28, DROP, MALFORMED",
    })
    void flagsDecideWhatASegmentIs(String name, int flags, Relation relation, Verdict reason) {
        assertEquals(
                relation,
                handler.connLookup(TestPacket.of(segment(flags).bytes()).packet(), flow));
        if (relation == Relation.DROP) {
            assertEquals(reason, flow.reason());
        } else {
            assertEquals(40_000, flow.sourceSelector());
            assertEquals(80, flow.destinationSelector());
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"shorter than the header, 4", "longer than the packet, 6", "zero, 0"})
    void dataOffsetOutsideOfThePacketIsMalformed(String name, int words) {
        byte[] bytes = segment(ACK).patch8(12, words << 4).bytes();
        assertEquals(Relation.DROP, handler.connLookup(TestPacket.of(bytes).packet(), flow));
        assertEquals(Verdict.MALFORMED, flow.reason());
    }

    @Test
    void everyTruncationOfTheHeaderIsDropped() {
        byte[] whole = segment(SYN).bytes();
        for (int length = 0; length < TcpHeader.BYTES; length++) {
            TestPacket packet = TestPacket.of(Arrays.copyOf(whole, 20 + length));
            assertEquals(Relation.DROP, handler.connLookup(packet.packet(), flow));
            assertEquals(Verdict.TRUNCATED, flow.reason(), length + " bytes");
        }
    }

    @Test
    void segmentLeavesForTheServerWithPortsAndChecksumOfThatLeg() {
        TestPacket packet = TestPacket.of(segment(SYN, 1, 2, 3).bytes());
        assertTrue(handler.fnatIn(packet.packet(), connection, packet.readdress(LOCAL, SERVER)));
        assertArrayEquals(toServer(SYN, 1, 2, 3).bytes(), packet.bytes());
    }

    @Test
    void segmentLeavesForTheClientWithPortsAndChecksumOfThatLeg() {
        TestPacket packet = TestPacket.of(
                PacketBuilder.ip(SERVER, LOCAL).tcp(8080, 1025, ACK).bytes());
        assertTrue(handler.fnatOut(packet.packet(), connection, packet.readdress(VIP, CLIENT)));
        assertArrayEquals(PacketBuilder.ip(VIP, CLIENT).tcp(80, 40_000, ACK).bytes(), packet.bytes());
    }

    @ParameterizedTest(name = "{0} bytes")
    @CsvSource({"8", "16", "18", "19", "20", "25"})
    void r02R03QuoteReachesTheClientAsItsOwn(int length) {
        TestPacket quote = TestPacket.quote(
                PacketBuilder.quote(toServer(ACK, 1, 2, 3, 4, 5).bytes(), length));
        assertEquals(Relation.CONTINUES, handler.connLookup(quote.packet(), flow));
        assertTrue(handler.quoteOut(quote.packet(), connection, quote.readdress(CLIENT, VIP)));
        byte[] sent = segment(ACK, 1, 2, 3, 4, 5).bytes();
        assertArrayEquals(PacketBuilder.quote(sent, length), quote.bytes());
    }

    @Test
    void r03HalfAQuotedChecksumIsLeftAlone() {
        byte[] left = PacketBuilder.quote(toServer(ACK).bytes(), 17);
        TestPacket quote = TestPacket.quote(left);
        assertTrue(handler.quoteOut(quote.packet(), connection, quote.readdress(CLIENT, VIP)));
        assertEquals(left[36], quote.bytes()[36]);
        assertEquals(40_000, quote.packet().u16(0));
    }

    static Stream<Arguments> resets() {
        return Stream.of(
                Arguments.of(
                        "ACK: with the number it waits for",
                        segment(ACK, 1, 2, 3).sequence(1000).acknowledgment(0xfedc_ba98),
                        reset(RST).sequence(0xfedc_ba98)),
                Arguments.of(
                        "SYN: acknowledged",
                        segment(SYN).sequence(0xffff_ffff).tcpOptions(2, 4, 5, 180, 3, 3, 7),
                        reset(RST | ACK).acknowledgment(0)),
                Arguments.of(
                        "SYN with data: all acknowledged",
                        segment(SYN, 1, 2, 3, 4, 5).sequence(100),
                        reset(RST | ACK).acknowledgment(106)),
                Arguments.of(
                        "SYN,ACK",
                        segment(SYN | ACK).sequence(5).acknowledgment(77),
                        reset(RST).sequence(77)),
                Arguments.of(
                        "FIN,ACK",
                        segment(FIN | ACK).sequence(5).acknowledgment(78),
                        reset(RST).sequence(78)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("resets")
    void r33SegmentWithoutConnectionIsResetAsRfc9293Says(String name, PacketBuilder segment, PacketBuilder expected) {
        for (Refusal refusal : new Refusal[] {Refusal.NO_CONNECTION, Refusal.NO_SERVICE, Refusal.NO_SERVER}) {
            TestPacket packet = TestPacket.of(segment.bytes());
            assertEquals(Rejection.ANSWERED, handler.reject(packet.packet(), refusal));
            assertArrayEquals(content(expected), packet.content(), refusal.toString());
        }
    }

    @ParameterizedTest
    @EnumSource(Refusal.class)
    void resetIsNeverAnsweredByAReset(Refusal refusal) {
        for (int flags : new int[] {RST, RST | ACK}) {
            TestPacket packet = TestPacket.of(segment(flags).bytes());
            assertFalse(handler.reject(packet.packet(), refusal) == Rejection.ANSWERED);
        }
    }

    @Test
    void r25ExhaustionIsToldByTheErrorReporter() {
        TestPacket packet = TestPacket.of(segment(SYN).bytes());
        assertEquals(Rejection.ADMINISTRATIVELY_PROHIBITED, handler.reject(packet.packet(), Refusal.EXHAUSTED));
    }

    @Test
    void segmentWithoutConnectionIsDroppedIfConfigured() {
        handler.configure(TestOptions.of(Map.of("no-connection", "drop")));
        TestPacket packet = TestPacket.of(segment(ACK).bytes());
        assertEquals(Rejection.SILENT, handler.reject(packet.packet(), Refusal.NO_CONNECTION));
        assertEquals(Rejection.ANSWERED, handler.reject(packet.packet(), Refusal.NO_SERVICE));
    }

    @Test
    void idleConnectionEndsSilentlyByDefault() {
        Conversation conversation = Conversation.established();
        TestPacket farewell = TestPacket.empty(LOCAL, SERVER, 6, 64);
        assertFalse(handler.expire(conversation.connection(), Direction.IN, farewell.packet()));
    }

    @Test
    void idleConnectionEndsWithExactResetsToBothIfConfigured() {
        handler.configure(TestOptions.of(Map.of("idle", "reset")));
        Conversation conversation = Conversation.established();
        conversation.client(ACK, 1, 1, 500).server(ACK, 1, 501, 300).client(ACK, 501, 301, 0);
        assertEquals(501, conversation.serverExpects());
        assertEquals(301, conversation.clientExpects());
        int client = Conversation.CLIENT_FIRST + conversation.serverExpects();
        int server = Conversation.SERVER_FIRST + conversation.clientExpects();

        TestPacket toServer = TestPacket.empty(LOCAL, SERVER, 6, 64);
        assertTrue(handler.expire(conversation.connection(), Direction.IN, toServer.packet()));
        PacketBuilder expected =
                PacketBuilder.ip(LOCAL, SERVER).tcp(1025, 8080, RST | ACK).window(0);
        assertArrayEquals(content(expected.sequence(client).acknowledgment(server)), toServer.content());

        TestPacket toClient = TestPacket.empty(VIP, CLIENT, 6, 64);
        assertTrue(handler.expire(conversation.connection(), Direction.OUT, toClient.packet()));
        expected = PacketBuilder.ip(VIP, CLIENT).tcp(80, 40_000, RST | ACK).window(0);
        assertArrayEquals(content(expected.sequence(server).acknowledgment(client)), toClient.content());
    }

    @Test
    void connectionThatIsNotEstablishedOrNotKnownEndsSilently() {
        handler.configure(TestOptions.of(Map.of("idle", "reset")));
        TestPacket farewell = TestPacket.empty(LOCAL, SERVER, 6, 64);
        Conversation opening = Conversation.begin().syn(0, 7).synAck(0, 1, 7);
        assertFalse(handler.expire(opening.connection(), Direction.IN, farewell.packet()));
        Conversation closed = Conversation.established().client(RST, 1, 0, 0);
        assertFalse(handler.expire(closed.connection(), Direction.IN, farewell.packet()));
        assertTrue(handler.restore(connection, "ESTABLISHED"));
        assertFalse(handler.expire(connection, Direction.IN, farewell.packet()), "numbers unknown");
    }

    @Test
    void everyStateHasATimeoutOfItsOwn() {
        Map<String, String> timeouts = new TreeMap<>();
        for (TcpState state : TcpState.values()) {
            if (state != TcpState.NONE) {
                timeouts.put(state.key(), (state.number() + 100) + "s");
            }
        }
        TestOptions options = TestOptions.of(Map.of("timeouts", timeouts));
        handler.configure(options);
        assertEquals(Set.of(), options.unknown());
        for (TcpState state : TcpState.values()) {
            TestConnection loaded = new TestConnection(40_000, 80, 1025, 8080);
            assertTrue(handler.restore(loaded, state.name()));
            assertEquals(state.name(), handler.describe(loaded));
            int expected = state == TcpState.NONE ? 3000 : (state.number() + 100) * 1000;
            assertEquals(expected, loaded.timeoutMillis(), state.name());
        }
    }

    @Test
    void unknownStateIsNotRestored() {
        assertFalse(handler.restore(connection, "LISTENING"));
        assertArrayEquals(new byte[32], connection.state());
    }

    @Test
    void wrongOptionsAreRefused() {
        TestOptions tooShort = TestOptions.of(Map.of("timeouts", Map.of("syn-sent", "0s")));
        assertThrows(IllegalArgumentException.class, () -> handler.configure(tooShort));
        TestOptions unknown = TestOptions.of(Map.of("idle", "explode"));
        assertThrows(IllegalArgumentException.class, () -> handler.configure(unknown));
    }

    private static PacketBuilder segment(int flags, int... data) {
        return PacketBuilder.ip(CLIENT, VIP).tcp(40_000, 80, flags, PacketBuilder.bytes(data));
    }

    private static PacketBuilder toServer(int flags, int... data) {
        return PacketBuilder.ip(LOCAL, SERVER).tcp(1025, 8080, flags, PacketBuilder.bytes(data));
    }

    private static PacketBuilder reset(int flags) {
        return PacketBuilder.ip(VIP, CLIENT).tcp(80, 40_000, flags).window(0);
    }

    private static byte[] content(PacketBuilder packet) {
        return TestPacket.of(packet.bytes()).content();
    }
}
