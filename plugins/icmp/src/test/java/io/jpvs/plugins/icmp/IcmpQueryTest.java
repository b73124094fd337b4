package io.jpvs.plugins.icmp;

import static io.jpvs.testkit.PacketBuilder.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jpvs.api.AddressKind;
import io.jpvs.api.Direction;
import io.jpvs.api.Flow;
import io.jpvs.api.IpVersion;
import io.jpvs.api.Protocol;
import io.jpvs.api.Refusal;
import io.jpvs.api.Rejection;
import io.jpvs.api.Relation;
import io.jpvs.api.SelectorRange;
import io.jpvs.api.Verdict;
import io.jpvs.testkit.PacketBuilder;
import io.jpvs.testkit.TestConnection;
import io.jpvs.testkit.TestOptions;
import io.jpvs.testkit.TestPacket;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class IcmpQueryTest {
    private final IcmpHandler handler = new IcmpHandler();
    private final Flow flow = new Flow();

    @Test
    void r20ServesBothVersionsWithoutPorts() {
        assertEquals(
                List.of(Protocol.of(1, "icmp", IpVersion.IPV4), Protocol.of(58, "icmp6", IpVersion.IPV6)),
                handler.protocols());
        assertFalse(handler.hasPorts());
        assertEquals(SelectorRange.IDENTIFIERS, handler.localSelectors());
    }

    @ParameterizedTest(name = "IPv4 type {0} {1}")
    @CsvSource({
        "0,   CONTINUES,",
        "8,   OPENS,",
        "13,  OPENS,",
        "14,  CONTINUES,",
        "5,   DROP, REDIRECT",
        "15,  DROP, OBSOLETE",
        "16,  DROP, OBSOLETE",
        "17,  DROP, OBSOLETE",
        "18,  DROP, OBSOLETE",
        "1,   DROP, OBSOLETE",
        "2,   DROP, OBSOLETE",
        "6,   DROP, OBSOLETE",
        "7,   DROP, OBSOLETE",
        "9,   DROP, OBSOLETE",
        "10,  DROP, OBSOLETE",
        "19,  DROP, OBSOLETE",
        "30,  DROP, OBSOLETE",
        "40,  DROP, OBSOLETE",
        "42,  DROP, OBSOLETE",
        "43,  DROP, OBSOLETE",
        "255, DROP, OBSOLETE",
    })
    void r01R23TypeDecidesWhatAMessageIs(int type, Relation relation, Verdict reason) {
        assertRelation(relation, reason, Ends.IPV4.arriving(Direction.IN).icmp(type, 0, 0x1234_0001));
    }

    @ParameterizedTest(name = "IPv6 type {0} {1}")
    @CsvSource({
        "128, OPENS,",
        "129, CONTINUES,",
        "137, DROP, REDIRECT",
        "130, DROP, OBSOLETE",
        "131, DROP, OBSOLETE",
        "132, DROP, OBSOLETE",
        "133, DROP, OBSOLETE",
        "134, DROP, OBSOLETE",
        "135, DROP, OBSOLETE",
        "136, DROP, OBSOLETE",
        "138, DROP, OBSOLETE",
        "139, DROP, OBSOLETE",
        "143, DROP, OBSOLETE",
        "160, DROP, OBSOLETE",
        "255, DROP, OBSOLETE",
    })
    void r01R23TypeDecidesWhatAMessageOfIcmpv6Is(int type, Relation relation, Verdict reason) {
        assertRelation(relation, reason, Ends.IPV6.arriving(Direction.IN).icmp(type, 0, 0x1234_0001));
    }

    private void assertRelation(Relation relation, Verdict reason, PacketBuilder packet) {
        assertEquals(relation, handler.connLookup(TestPacket.of(packet.bytes()).packet(), flow));
        if (relation == Relation.DROP) {
            assertEquals(reason, flow.reason());
        }
    }

    @ParameterizedTest(name = "request {0}, reply {1}")
    @CsvSource({"8, 0", "13, 14"})
    void r21RequestAndReplyNameOneFlow(int request, int reply) {
        PacketBuilder question = Ends.IPV4.arriving(Direction.IN).icmp(request, 0, 0x1234_0001);
        assertEquals(
                Relation.OPENS,
                handler.connLookup(TestPacket.of(question.bytes()).packet(), flow));
        assertEquals(0x1234, flow.sourceSelector());
        assertEquals(request, flow.destinationSelector());

        PacketBuilder answer = Ends.IPV4.arriving(Direction.OUT).icmp(reply, 0, 0x1234_0001);
        assertEquals(
                Relation.CONTINUES,
                handler.connLookup(TestPacket.of(answer.bytes()).packet(), flow));
        assertEquals(request, flow.sourceSelector());
        assertEquals(0x1234, flow.destinationSelector());
    }

    @ParameterizedTest
    @EnumSource(Ends.class)
    void everyTruncationOfTheHeaderIsDropped(Ends ends) {
        byte[] whole = ends.arriving(Direction.IN).echoRequest(1, 1).bytes();
        for (int length = 0; length < 8; length++) {
            TestPacket packet = TestPacket.of(Arrays.copyOf(whole, whole.length - 8 + length));
            assertEquals(Relation.DROP, handler.connLookup(packet.packet(), flow));
            assertEquals(Verdict.TRUNCATED, flow.reason(), length + " bytes");
        }
    }

    @ParameterizedTest
    @EnumSource(Ends.class)
    void r22RequestLeavesWithTheLocalIdentifierAndReplyWithTheClients(Ends ends) {
        TestConnection connection = ends.echo(0x1234, 77);
        TestPacket request = TestPacket.of(ends.arriving(Direction.IN)
                .echoRequest(0x1234, 5, bytes(1, 2, 3))
                .bytes());
        assertTrue(handler.fnatIn(request.packet(), connection, ends.translate(request, Direction.IN)));
        assertArrayEquals(
                ends.leaving(Direction.IN).echoRequest(77, 5, bytes(1, 2, 3)).bytes(), request.bytes());

        TestPacket reply = TestPacket.of(
                ends.arriving(Direction.OUT).echoReply(77, 5, bytes(1, 2, 3)).bytes());
        assertTrue(handler.fnatOut(reply.packet(), connection, ends.translate(reply, Direction.OUT)));
        assertArrayEquals(
                ends.leaving(Direction.OUT).echoReply(0x1234, 5, bytes(1, 2, 3)).bytes(), reply.bytes());
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {0, 1, 56, 1472, 65_000})
    void r24PayloadOfAnySizeIsCarried(int size) {
        for (Ends ends : Ends.values()) {
            TestConnection connection = ends.echo(0x1234, 77);
            byte[] data = new byte[size];
            Arrays.fill(data, (byte) 0xf7);
            TestPacket request = TestPacket.of(
                    ends.arriving(Direction.IN).echoRequest(0x1234, 5, data).bytes());
            handler.fnatIn(request.packet(), connection, ends.translate(request, Direction.IN));
            assertArrayEquals(
                    ends.leaving(Direction.IN).echoRequest(77, 5, data).bytes(), request.bytes());
        }
    }

    /// DPVS recomputes, and so makes a right checksum for a corrupt packet.
    @ParameterizedTest
    @EnumSource(Ends.class)
    void r24EveryWrongChecksumStaysWrong(Ends ends) {
        TestConnection connection = ends.echo(0x1234, 77);
        byte[] message =
                ends.arriving(Direction.IN).echoRequest(0x1234, 5, bytes(1)).bytes();
        int checksum = message.length - 7;
        int wrong = 0;
        for (int value = 0; value <= 0xffff; value += 3) {
            message[checksum] = (byte) (value >>> 8);
            message[checksum + 1] = (byte) value;
            TestPacket request = TestPacket.of(message);
            boolean right = handler.csumVerify(request.packet());
            wrong += right ? 0 : 1;
            handler.fnatIn(request.packet(), connection, ends.translate(request, Direction.IN));
            assertEquals(right, handler.csumVerify(request.packet()), "checksum " + value);
        }
        assertTrue(wrong > 20_000);
    }

    @ParameterizedTest(name = "type {0} {1}: {2}")
    @CsvSource({
        "8,  IN,  FORWARDED_IN", "0,  OUT, FORWARDED_OUT", "13, IN,  FORWARDED_IN", "14, OUT, FORWARDED_OUT",
        "0,  IN,  NO_CONNECTION", "8,  OUT, NO_CONNECTION", "14, IN,  NO_CONNECTION", "13, OUT, NO_CONNECTION",
    })
    void r21OnlyClientsAskAndOnlyServersAnswer(int type, Direction direction, Verdict expected) {
        TestConnection connection = Ends.IPV4.echo(8, 8);
        TestPacket packet = TestPacket.of(
                Ends.IPV4.arriving(direction).icmp(type, 0, 8 << 16).bytes());
        assertEquals(expected, handler.stateTransition(packet.packet(), connection, direction, 1));
        assertEquals(expected.isDrop() ? 0 : 60_000, connection.timeoutMillis());
    }

    @Test
    void r23TimeoutIsAMinuteAndNeverLess() {
        TestOptions longer = TestOptions.of(Map.of("timeouts", Map.of("query", "300s")));
        handler.configure(longer);
        assertEquals(Set.of(), longer.unknown());
        TestConnection connection = Ends.IPV4.echo(8, 8);
        TestPacket packet =
                TestPacket.of(Ends.IPV4.arriving(Direction.IN).echoRequest(8, 1).bytes());
        handler.stateTransition(packet.packet(), connection, Direction.IN, 1);
        assertEquals(300_000, connection.timeoutMillis());

        TestOptions shorter = TestOptions.of(Map.of("timeouts", Map.of("query", "59s")));
        assertThrows(IllegalArgumentException.class, () -> handler.configure(shorter));
    }

    @ParameterizedTest(name = "{0} of a query: {1}")
    @CsvSource({
        "NO_SERVICE,    SILENT",
        "NO_CONNECTION, SILENT",
        "NO_SERVER,     ADMINISTRATIVELY_PROHIBITED",
        "EXHAUSTED,     ADMINISTRATIVELY_PROHIBITED",
    })
    void r23R25RefusalOfAQuery(Refusal refusal, Rejection expected) {
        TestPacket packet =
                TestPacket.of(Ends.IPV6.arriving(Direction.IN).echoRequest(1, 1).bytes());
        assertEquals(expected, handler.reject(packet.packet(), refusal));
    }

    @ParameterizedTest(name = "vip-echo {0}, {1}: {2}")
    @CsvSource({
        "reply,            VIP_WITH_SERVER,    true",
        "reply,            VIP_WITHOUT_SERVER, true",
        "reply,            LOCAL,              true",
        "reply,            PORT,               true",
        "reply-if-healthy, VIP_WITH_SERVER,    true",
        "reply-if-healthy, VIP_WITHOUT_SERVER, false",
        "reply-if-healthy, LOCAL,              true",
        "reply-if-healthy, PORT,               true",
        "drop,             VIP_WITH_SERVER,    false",
        "drop,             VIP_WITHOUT_SERVER, false",
        "drop,             LOCAL,              true",
        "drop,             PORT,               true",
    })
    void r30PingOfAnAddressFollowsVipEcho(String vipEcho, AddressKind kind, boolean answered) {
        handler.configure(TestOptions.of(Map.of("vip-echo", vipEcho)));
        for (Ends ends : Ends.values()) {
            byte[] ping = ends.arriving(Direction.IN)
                    .echoRequest(0x1234, 9, bytes(1, 2, 3))
                    .bytes();
            TestPacket packet = TestPacket.of(ping);
            assertEquals(answered, handler.answer(packet.packet(), kind));
            if (answered) {
                ends.reverse(packet);
                byte[] reply =
                        ends.replying().echoReply(0x1234, 9, bytes(1, 2, 3)).bytes();
                assertArrayEquals(reply, packet.bytes());
            } else {
                assertArrayEquals(ping, packet.bytes(), "not answered, and changed");
            }
        }
    }

    @ParameterizedTest(name = "type {0}")
    @ValueSource(ints = {0, 13, 14})
    void r30NothingButEchoIsAnswered(int type) {
        byte[] message =
                Ends.IPV4.arriving(Direction.IN).icmp(type, 0, 1, new byte[12]).bytes();
        TestPacket packet = TestPacket.of(message);
        assertFalse(handler.answer(packet.packet(), AddressKind.PORT));
        assertArrayEquals(message, packet.bytes());
    }

    /// Found by fuzzing: what is left has no other sum than 0, and an update gives 0 for 0xffff.
    @Test
    void r24EchoReplyOfZerosBearsARightChecksum() {
        TestPacket ping =
                TestPacket.of(Ends.IPV4.arriving(Direction.IN).echoRequest(0, 0).bytes());
        assertTrue(handler.answer(ping.packet(), AddressKind.PORT));
        assertTrue(handler.csumVerify(ping.packet()), "answered");

        TestConnection connection = new TestConnection(0, 0, 0, 0);
        assertTrue(handler.laddrBind(connection, TestConnection.pool(1)));
        TestPacket reply =
                TestPacket.of(Ends.IPV4.arriving(Direction.OUT).echoReply(1, 0).bytes());
        assertTrue(handler.fnatOut(reply.packet(), connection, 0));
        assertTrue(handler.csumVerify(reply.packet()), "translated");
    }
}
