package io.jpvs.plugins.icmp;

import static io.jpvs.testkit.PacketBuilder.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jpvs.api.Checksum;
import io.jpvs.api.Direction;
import io.jpvs.api.Flow;
import io.jpvs.api.Relation;
import io.jpvs.api.Verdict;
import io.jpvs.testkit.PacketBuilder;
import io.jpvs.testkit.TestConnection;
import io.jpvs.testkit.TestOptions;
import io.jpvs.testkit.TestPacket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class IcmpErrorTest {
    private static final String ROUTER = "10.200.0.254";
    private static final String ROUTER6 = "fd00:200::fe";

    private final IcmpHandler handler = new IcmpHandler();
    private final Flow flow = new Flow();

    static Stream<Arguments> errorTypes() {
        List<Arguments> rows = new ArrayList<>();
        for (int type : new int[] {3, 4, 11, 12}) {
            rows.add(Arguments.of(Ends.IPV4, type));
        }
        for (int type = 0; type < 128; type++) {
            rows.add(Arguments.of(Ends.IPV6, type));
        }
        return rows.stream();
    }

    @ParameterizedTest(name = "{0} type {1}")
    @MethodSource("errorTypes")
    void r01ErrorOfAnyCodeQuotesAPacket(Ends ends, int type) {
        for (int code : new int[] {0, 1, 4, 13, 255}) {
            TestPacket error = TestPacket.of(error(ends, type, code, 0, 8).bytes());
            assertEquals(Relation.QUOTES, handler.connLookup(error.packet(), flow));
            assertEquals(8, flow.quoteOffset());
            assertEquals(type, flow.kind());
        }
    }

    @ParameterizedTest
    @EnumSource(Ends.class)
    void r05WrongOuterChecksumIsDropped(Ends ends) {
        for (int error = 1; error < 0xffff; error += 257) {
            byte[] wrong = error(ends, 3, 3, 0, 8).wrongChecksum(error).bytes();
            assertEquals(Relation.DROP, handler.connLookup(TestPacket.of(wrong).packet(), flow));
            assertEquals(Verdict.BAD_CHECKSUM, flow.reason(), "off by " + error);
        }
    }

    /// The length of an ICMP message is that of its packet: whatever is missing makes the checksum wrong.
    @ParameterizedTest
    @EnumSource(Ends.class)
    void r05EveryTruncationIsDropped(Ends ends) {
        byte[] whole = error(ends, 3, 3, 0, 8).bytes();
        int header = ends.isIpv6() ? 40 : 20;
        for (int length = 0; length < whole.length - header; length++) {
            byte[] cut = Arrays.copyOf(whole, header + length);
            assertEquals(Relation.DROP, handler.connLookup(TestPacket.of(cut).packet(), flow), length + " bytes");
            assertEquals(length < 8 ? Verdict.TRUNCATED : Verdict.BAD_CHECKSUM, flow.reason());
        }
    }

    @Test
    void r05QuotedHeaderChecksumIsVerifiedOnlyIfConfigured() {
        assertFalse(handler.verifiesQuotedHeader());
        handler.configure(TestOptions.of(Map.of("quoted-ip-checksum", "verify")));
        assertTrue(handler.verifiesQuotedHeader());
    }

    /// RFC 1122 3.2.2: nobody sends an error about an error, so nothing that quotes one is genuine.
    @ParameterizedTest
    @EnumSource(Ends.class)
    void r34QuoteOfAnythingButAQueryIsOfNoFlow(Ends ends) {
        int[] types = ends.isIpv6() ? new int[] {1, 2, 3, 4, 100, 127, 130, 137} : new int[] {3, 4, 5, 11, 12, 15};
        for (int type : types) {
            byte[] inner = error(ends, type, 0, 0, 8).bytes();
            for (int length : new int[] {8, 36}) {
                TestPacket quote = TestPacket.quote(PacketBuilder.quote(inner, length));
                assertEquals(Relation.UNTRACKED, handler.connLookup(quote.packet(), flow), "type " + type);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Ends.class)
    void r09QuotedRequestNamesItsFlowAndReachesTheClientAsItsOwn(Ends ends) {
        TestConnection connection = ends.echo(0x1234, 77);
        byte[] left =
                ends.leaving(Direction.IN).echoRequest(77, 5, bytes(1, 2, 3)).bytes();
        byte[] sent = ends.arriving(Direction.IN)
                .echoRequest(0x1234, 5, bytes(1, 2, 3))
                .bytes();
        for (int length = 8; length <= 11; length++) {
            TestPacket quote = TestPacket.quote(PacketBuilder.quote(left, length));
            assertEquals(Relation.OPENS, handler.connLookup(quote.packet(), flow));
            assertEquals(77, flow.sourceSelector());
            assertEquals(connection.serverSelector(), flow.destinationSelector());
            int difference = quote.readdress(ends.client, ends.vip);
            assertTrue(handler.quoteOut(quote.packet(), connection, difference));
            assertArrayEquals(PacketBuilder.quote(sent, length), quote.bytes());
        }
    }

    @ParameterizedTest
    @EnumSource(Ends.class)
    void r09QuotedReplyNamesItsFlowAndReachesTheServerAsItsOwn(Ends ends) {
        TestConnection connection = ends.echo(0x1234, 77);
        byte[] left = ends.leaving(Direction.OUT).echoReply(0x1234, 5).bytes();
        TestPacket quote = TestPacket.quote(left);
        assertEquals(Relation.CONTINUES, handler.connLookup(quote.packet(), flow));
        assertEquals(connection.serviceSelector(), flow.sourceSelector());
        assertEquals(0x1234, flow.destinationSelector());
        int difference = quote.readdress(ends.server, ends.local);
        assertTrue(handler.quoteIn(quote.packet(), connection, difference));
        assertArrayEquals(ends.arriving(Direction.OUT).echoReply(77, 5).bytes(), quote.bytes());
    }

    static Stream<Arguments> translations() {
        List<Arguments> rows = new ArrayList<>();
        for (Ends ends : Ends.values()) {
            PacketBuilder udpLeft = ends.leaving(Direction.IN).udp(1025, 5353, bytes(1, 2, 3));
            PacketBuilder udpSent = ends.arriving(Direction.IN).udp(40_000, 53, bytes(1, 2, 3));
            PacketBuilder tcpLeft = ends.leaving(Direction.IN).tcp(1025, 8080, 0x10, bytes(1, 2, 3));
            PacketBuilder tcpSent = ends.arriving(Direction.IN).tcp(40_000, 80, 0x10, bytes(1, 2, 3));
            rows.add(row("port unreachable, 8 bytes of UDP", ends, 3, 3, 0, udpLeft, udpSent, 8));
            rows.add(row("port unreachable, all of UDP", ends, 3, 3, 0, udpLeft, udpSent, 99));
            rows.add(row("too big, 8 bytes of TCP", ends, ends.isIpv6() ? 2 : 3, 4, 1400, tcpLeft, tcpSent, 8));
            rows.add(row("too big, all of TCP", ends, ends.isIpv6() ? 2 : 3, 4, 1400, tcpLeft, tcpSent, 99));
            rows.add(row("parameter problem with its pointer", ends, 12, 0, 20 << 24, tcpLeft, tcpSent, 20));
            rows.add(row("time exceeded with an RFC 4884 length", ends, 11, 0, 17 << 16, tcpLeft, tcpSent, 23));
        }
        return rows.stream();
    }

    private static Arguments row(
            String name, Ends ends, int type, int code, int rest, PacketBuilder left, PacketBuilder sent, int length) {
        byte[] arriving = PacketBuilder.ip(ends.isIpv6() ? ROUTER6 : ROUTER, ends.local)
                .icmp(type, code, rest, PacketBuilder.quote(left.bytes(), length))
                .bytes();
        byte[] leaving = ends.replying()
                .icmp(type, code, rest, PacketBuilder.quote(sent.bytes(), length))
                .bytes();
        return Arguments.of(ends + ": " + name, arriving, leaving);
    }

    /// The kernel and the quoted protocol's handler have written all but the message's own checksum.
    @ParameterizedTest(name = "{0}")
    @MethodSource("translations")
    void r03OwnChecksumFollowsTheQuoteAndNothingElseChanges(String name, byte[] arriving, byte[] leaving) {
        int header = arriving[0] >>> 4 == 4 ? 20 : 40;
        int addresses = header == 20 ? 12 : 8;
        byte[] rewritten = leaving.clone();
        rewritten[header + 2] = arriving[header + 2];
        rewritten[header + 3] = arriving[header + 3];
        TestPacket packet = TestPacket.of(rewritten);
        int quoteDifference = difference(arriving, leaving, header + 8, arriving.length);
        int addressDifference = difference(arriving, leaving, addresses, header);
        handler.quoteChanged(packet.packet(), quoteDifference, addressDifference);
        assertArrayEquals(leaving, packet.bytes());
        assertTrue(handler.csumVerify(packet.packet()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 13, 14, 15, 128})
    void onlyErrorsAndRedirectsAreErrors(int type) {
        TestPacket packet =
                TestPacket.of(Ends.IPV4.arriving(Direction.IN).icmp(type, 0, 0).bytes());
        assertEquals(type == 5, handler.isError(packet.packet()));
    }

    @Test
    void messageTooShortToTellIsTakenForAnError() {
        TestPacket packet = TestPacket.of(
                PacketBuilder.ip("192.0.2.1", "192.0.2.2").content(1).bytes());
        assertTrue(handler.isError(packet.packet()));
    }

    private static PacketBuilder error(Ends ends, int type, int code, int rest, int length) {
        byte[] left = ends.leaving(Direction.IN).udp(1025, 5353, bytes(1, 2, 3)).bytes();
        return PacketBuilder.ip(ends.isIpv6() ? ROUTER6 : ROUTER, ends.local)
                .icmp(type, code, rest, PacketBuilder.quote(left, length));
    }

    private static int difference(byte[] before, byte[] after, int from, int to) {
        int difference = 0;
        for (int i = from; i < to; i += 2) {
            difference += Checksum.difference16(u16(before, i), u16(after, i));
        }
        return difference;
    }

    private static int u16(byte[] bytes, int offset) {
        int low = offset + 1 < bytes.length ? bytes[offset + 1] & 0xff : 0;
        return (bytes[offset] & 0xff) << 8 | low;
    }
}
