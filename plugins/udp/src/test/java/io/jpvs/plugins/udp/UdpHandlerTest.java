package io.jpvs.plugins.udp;

import static io.jpvs.testkit.PacketBuilder.bytes;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UdpHandlerTest {
    private static final String CLIENT = "192.0.2.10";
    private static final String VIP = "198.51.100.1";
    private static final String LOCAL = "203.0.113.5";
    private static final String SERVER = "10.200.0.9";

    private final UdpHandler handler = new UdpHandler();
    private final Flow flow = new Flow();
    private final TestConnection connection = new TestConnection(40_000, 53, 1025, 5353);

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "length of header and data,            13, OPENS,",
        "surplus behind the datagram,          12, OPENS,",
        "header alone with surplus,             8, OPENS,",
        "length longer than the packet,        14, DROP, MALFORMED",
        "length of all ones,                65535, DROP, MALFORMED",
        "length shorter than the header,        7, DROP, MALFORMED",
        "a jumbogram's length of zero,           0, DROP, MALFORMED",
    })
    void lengthFieldIsChecked(String name, int length, Relation relation, Verdict reason) {
        byte[] datagram = question().patch16(4, length).bytes();
        assertEquals(relation, handler.connLookup(TestPacket.of(datagram).packet(), flow));
        if (relation == Relation.DROP) {
            assertEquals(reason, flow.reason());
        }
    }

    @Test
    void everyTruncationOfTheHeaderIsDropped() {
        byte[] whole = question().bytes();
        for (int length = 0; length < UdpHeader.BYTES; length++) {
            TestPacket packet = TestPacket.of(Arrays.copyOf(whole, 20 + length));
            assertEquals(Relation.DROP, handler.connLookup(packet.packet(), flow));
            assertEquals(Verdict.TRUNCATED, flow.reason(), length + " bytes");
        }
    }

    @Test
    void quoteIsNotJudgedByTheLengthThatItHadWhole() {
        TestPacket quote = TestPacket.quote(PacketBuilder.quote(question().bytes(), 8));
        assertEquals(Relation.OPENS, handler.connLookup(quote.packet(), flow));
        assertEquals(40_000, flow.sourceSelector());
        assertEquals(53, flow.destinationSelector());
    }

    @Test
    void datagramLeavesForTheServerWithPortsAndChecksumOfThatLeg() {
        TestPacket packet = TestPacket.of(question().bytes());
        assertTrue(handler.fnatIn(packet.packet(), connection, packet.readdress(LOCAL, SERVER)));
        byte[] expected = PacketBuilder.ip(LOCAL, SERVER)
                .udp(1025, 5353, bytes(1, 2, 3, 4, 5))
                .bytes();
        assertArrayEquals(expected, packet.bytes());
    }

    @Test
    void answerLeavesForTheClientWithPortsAndChecksumOfThatLeg() {
        TestPacket packet = TestPacket.of(
                PacketBuilder.ip(SERVER, LOCAL).udp(5353, 1025, bytes(6)).bytes());
        assertTrue(handler.fnatOut(packet.packet(), connection, packet.readdress(VIP, CLIENT)));
        byte[] expected =
                PacketBuilder.ip(VIP, CLIENT).udp(53, 40_000, bytes(6)).bytes();
        assertArrayEquals(expected, packet.bytes());
    }

    @Test
    void datagramWithoutChecksumStaysWithout() {
        TestPacket packet = TestPacket.of(question().noChecksum().bytes());
        handler.fnatIn(packet.packet(), connection, packet.readdress(LOCAL, SERVER));
        assertEquals(0, packet.packet().u16(6));
        assertTrue(handler.csumVerify(packet.packet()));
    }

    @Test
    void ipv6DatagramWithoutChecksumIsWrong() {
        byte[] datagram = PacketBuilder.ip("2001:db8::1", "2001:db8::2")
                .udp(1, 2, bytes(3))
                .noChecksum()
                .bytes();
        assertFalse(handler.csumVerify(TestPacket.of(datagram).packet()));
    }

    @Test
    void r02R03QuoteOfEightBytesReachesTheClientAsItsOwn() {
        byte[] left = PacketBuilder.quote(
                PacketBuilder.ip(LOCAL, SERVER)
                        .udp(1025, 5353, bytes(1, 2, 3, 4, 5))
                        .bytes(),
                8);
        TestPacket quote = TestPacket.quote(left);
        assertTrue(handler.quoteOut(quote.packet(), connection, quote.readdress(CLIENT, VIP)));
        assertArrayEquals(PacketBuilder.quote(question().bytes(), 8), quote.bytes());
    }

    @Test
    void r02R03QuoteOfEightBytesReachesTheServerAsItsOwn() {
        byte[] left = PacketBuilder.quote(
                PacketBuilder.ip(VIP, CLIENT).udp(53, 40_000, bytes(6)).bytes(), 8);
        TestPacket quote = TestPacket.quote(left);
        assertTrue(handler.quoteIn(quote.packet(), connection, quote.readdress(SERVER, LOCAL)));
        byte[] sent = PacketBuilder.ip(SERVER, LOCAL).udp(5353, 1025, bytes(6)).bytes();
        assertArrayEquals(PacketBuilder.quote(sent, 8), quote.bytes());
    }

    @Test
    void r03QuotedChecksumOfZeroStaysZero() {
        byte[] left = PacketBuilder.ip(LOCAL, SERVER)
                .udp(1025, 5353, bytes(1, 2, 3, 4, 5))
                .noChecksum()
                .bytes();
        TestPacket quote = TestPacket.quote(PacketBuilder.quote(left, 8));
        handler.quoteOut(quote.packet(), connection, quote.readdress(CLIENT, VIP));
        assertEquals(40_000, quote.packet().u16(0));
        assertEquals(0, quote.packet().u16(6));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "NO_SERVICE,    PORT_UNREACHABLE",
        "NO_SERVER,     PORT_UNREACHABLE",
        "EXHAUSTED,     ADMINISTRATIVELY_PROHIBITED",
        "NO_CONNECTION, SILENT",
    })
    void r25R33RefusalIsToldByTheErrorReporter(Refusal refusal, Rejection expected) {
        assertEquals(expected, handler.reject(TestPacket.of(question().bytes()).packet(), refusal));
    }

    @ParameterizedTest
    @CsvSource({"IN, FORWARDED_IN", "OUT, FORWARDED_OUT"})
    void idleTimeoutIsFiveMinutesUnlessConfigured(Direction direction, Verdict verdict) {
        TestPacket packet = TestPacket.of(question().bytes());
        assertEquals(verdict, handler.stateTransition(packet.packet(), connection, direction, 1));
        assertEquals(300_000, connection.timeoutMillis());

        TestOptions options = TestOptions.of(Map.of("timeouts", Map.of("idle", "30s")));
        handler.configure(options);
        handler.stateTransition(packet.packet(), connection, direction, 2);
        assertEquals(30_000, connection.timeoutMillis());
        assertEquals(Set.of(), options.unknown());
    }

    @Test
    void timeoutUnderASecondIsRefused() {
        TestOptions options = TestOptions.of(Map.of("timeouts", Map.of("idle", "999ms")));
        assertThrows(IllegalArgumentException.class, () -> handler.configure(options));
    }

    private static PacketBuilder question() {
        return PacketBuilder.ip(CLIENT, VIP).udp(40_000, 53, bytes(1, 2, 3, 4, 5));
    }
}
