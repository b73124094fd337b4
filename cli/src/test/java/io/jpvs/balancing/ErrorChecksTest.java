package io.jpvs.balancing;

import static io.jpvs.balancing.Complaint.LEAST_QUOTE;
import static io.jpvs.testkit.PacketBuilder.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jpvs.api.Verdict;
import io.jpvs.testkit.HandlerKernel;
import io.jpvs.testkit.PacketBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Errors that do not pass, and what an error must not do to a connection.
final class ErrorChecksTest {
    private static final String VERIFY = "protocols: {icmp: {quoted-ip-checksum: verify}}";
    private static final int UNSERVED_PROTOCOL = 200;

    /// What can be wrong with an error, in the order of R-5.
    private enum Defect {
        OUTER_CHECKSUM(Verdict.BAD_CHECKSUM),
        HEADER_INCOMPLETE(Verdict.QUOTE_TRUNCATED),
        VERSION(Verdict.QUOTE_MALFORMED),
        HEADER_LENGTH(Verdict.QUOTE_MALFORMED),
        SEVEN_BYTES(Verdict.QUOTE_TRUNCATED),
        HEADER_CHECKSUM(Verdict.QUOTE_BAD_CHECKSUM),
        LATER_FRAGMENT(Verdict.QUOTE_FRAGMENT),
        FORGED(Verdict.QUOTE_SPOOFED),
        UNSERVED(Verdict.QUOTE_NO_HANDLER),
        UNRELATED(Verdict.QUOTE_NO_CONNECTION);

        final Verdict verdict;

        Defect(Verdict verdict) {
            this.verdict = verdict;
        }

        /// Returns whether an IP version has such a thing. A later fragment of IPv6 has no header behind its own
        /// of which bytes could be missing.
        static boolean areOf(Family family, Set<Defect> defects) {
            return !family.isIpv6()
                    || !defects.contains(HEADER_LENGTH)
                            && !defects.contains(HEADER_CHECKSUM)
                            && !defects.containsAll(EnumSet.of(SEVEN_BYTES, LATER_FRAGMENT));
        }
    }

    static Stream<Arguments> connections() {
        return ErrorTranslationTest.connections();
    }

    static Stream<Arguments> sides() {
        return Stream.of(Family.values())
                .flatMap(family -> Stream.of(Side.values()).map(side -> Arguments.of(family, side)));
    }

    private static Verdict onTheWay(Side from) {
        return from == Side.CLIENT ? Verdict.RELATED_IN : Verdict.RELATED_OUT;
    }

    /// Each alone, and each pair: the first of the two counts.
    @ParameterizedTest(name = "{0} from the {1}")
    @MethodSource("sides")
    void r05ChecksComeInOrder(Family family, Side from) {
        try (HandlerKernel kernel = Setup.shipped().with(VERIFY).start()) {
            Traffic.UDP.open(kernel, family);
            for (Defect first : Defect.values()) {
                for (Defect second : EnumSet.range(first, Defect.UNRELATED)) {
                    Set<Defect> defects = EnumSet.of(first, second);
                    if (Defect.areOf(family, defects)) {
                        Row.of(defects.toString(), from, spoiled(family, from, defects), first.verdict)
                                .check(kernel);
                    }
                }
            }
            Complaint flawless = Complaint.about(Traffic.UDP, family, from);
            Row.of("none", from, flawless.arriving(), onTheWay(from))
                    .onwards(flawless.leaving())
                    .check(kernel);
            assertTrue(kernel.isBalanced());
        }
    }

    private static byte[] spoiled(Family family, Side from, Set<Defect> defects) {
        Complaint complaint =
                Complaint.about(Traffic.UDP, family, from).damaged(quote -> spoil(family, quote, defects));
        if (defects.contains(Defect.OUTER_CHECKSUM)) {
            complaint.outer(ip -> ip.wrongChecksum(1));
        }
        if (defects.contains(Defect.FORGED)) {
            complaint.to(from == Side.CLIENT ? family.port : family.vip);
        }
        return complaint.arriving();
    }

    private static byte[] spoil(Family family, byte[] quote, Set<Defect> defects) {
        byte[] spoiled = quote.clone();
        int header = family.headerBytes();
        if (defects.contains(Defect.UNRELATED)) {
            spoiled[header + 1]++; // a port
        }
        if (defects.contains(Defect.UNSERVED)) {
            spoiled[family.isIpv6() ? 6 : 9] = (byte) UNSERVED_PROTOCOL;
        }
        if (defects.contains(Defect.LATER_FRAGMENT)) {
            if (family.isIpv6()) {
                spoiled = insertFragmentHeader(spoiled);
                header += 8;
            } else {
                spoiled[7] = 1;
            }
        }
        if (!family.isIpv6()) {
            correctHeaderChecksum(spoiled);
        }
        if (defects.contains(Defect.HEADER_CHECKSUM)) {
            spoiled[10] ^= 0x10;
        }
        if (defects.contains(Defect.VERSION)) {
            spoiled[0] = (byte) (family.isIpv6() ? 0x45 : 0x65);
        }
        if (defects.contains(Defect.HEADER_LENGTH)) {
            spoiled[0] = (byte) (spoiled[0] & 0xf0 | 4);
        }
        if (defects.contains(Defect.HEADER_INCOMPLETE)) {
            return Arrays.copyOf(spoiled, family.headerBytes() - 1);
        }
        return defects.contains(Defect.SEVEN_BYTES) ? Arrays.copyOf(spoiled, header + 7) : spoiled;
    }

    private static byte[] insertFragmentHeader(byte[] packet) {
        byte[] longer = new byte[packet.length + 8];
        System.arraycopy(packet, 0, longer, 0, 40);
        System.arraycopy(packet, 40, longer, 48, packet.length - 40);
        longer[40] = packet[6];
        longer[6] = 44;
        longer[43] = 8; // the second eight bytes of the datagram
        return longer;
    }

    private static void correctHeaderChecksum(byte[] ipv4) {
        ipv4[10] = 0;
        ipv4[11] = 0;
        int checksum = (0xffff - Wire.headerError(ipv4)) % 0xffff;
        ipv4[10] = (byte) (checksum >>> 8);
        ipv4[11] = (byte) checksum;
    }

    /// Wherever the quote ends before eight bytes of the quoted protocol, options and extension headers before
    /// them.
    @ParameterizedTest(name = "{0} from the {1}")
    @MethodSource("sides")
    void r05QuotedOptionsAndExtensionsAreWalked(Family family, Side from) {
        List<UnaryOperator<PacketBuilder>> headers = family.isIpv6()
                ? List.of(
                        packet -> packet,
                        packet -> packet.extension(0, bytes(1, 4, 0, 0, 0, 0)),
                        packet ->
                                packet.extension(43, bytes(253, 0, 0, 0, 0, 0)).extension(60, new byte[14]),
                        packet -> packet.extension(51, new byte[10]),
                        packet -> packet.fragment(0, true))
                : List.of(
                        packet -> packet,
                        packet -> packet.options(1, 1, 1, 0),
                        packet -> packet.options(0x94, 4, 0, 0, 7, 7, 4, 0, 0, 0, 0, 0),
                        packet -> packet.options(new int[40]));
        for (Traffic traffic : Traffic.over(family)) {
            try (HandlerKernel kernel = Setup.kernel()) {
                traffic.open(kernel, family);
                for (UnaryOperator<PacketBuilder> header : headers) {
                    Complaint complaint = Complaint.about(traffic, family, from)
                            .quoted(header)
                            .quoting(LEAST_QUOTE);
                    int least = PacketBuilder.quote(complaint.translated(), LEAST_QUOTE).length;
                    for (int length = 0; length < least; length++) {
                        int kept = length;
                        complaint.damaged(quote -> Arrays.copyOf(quote, kept));
                        Row.of(kept + " bytes", from, complaint.arriving(), Verdict.QUOTE_TRUNCATED)
                                .check(kernel);
                    }
                    complaint.damaged(quote -> quote);
                    Row.of(least + " bytes", from, complaint.arriving(), onTheWay(from))
                            .onwards(complaint.leaving())
                            .check(kernel);
                }
                assertTrue(kernel.isBalanced());
            }
        }
    }

    /// A quote whose source route leads on is of no packet of ours, which have none; and its checksum is over an
    /// address that is not in its header (RFC 8200, section 8.1).
    @ParameterizedTest
    @EnumSource(Side.class)
    void r05QuotedSourceRouteHasToBeAtItsEnd(Side from) {
        try (HandlerKernel kernel = Setup.kernel()) {
            Traffic.UDP.open(kernel, Family.IPV6);
            for (int routingType : new int[] {0, 2, 3, 4, 253}) {
                Complaint leadsOn = Complaint.about(Traffic.UDP, Family.IPV6, from)
                        .quoted(packet -> packet.extension(43, bytes(routingType, 1, 0, 0, 0, 0)));
                Complaint atItsEnd = Complaint.about(Traffic.UDP, Family.IPV6, from)
                        .quoted(packet -> packet.extension(43, bytes(routingType, 0, 0, 0, 0, 0)));
                Row.of("type " + routingType, from, leadsOn.arriving(), Verdict.QUOTE_MALFORMED)
                        .check(kernel);
                Row.of("type " + routingType + " at its end", from, atItsEnd.arriving(), onTheWay(from))
                        .onwards(atItsEnd.leaving())
                        .cut(atItsEnd.quoting(7).arriving(), Verdict.QUOTE_TRUNCATED)
                        .check(kernel);
            }
            assertTrue(kernel.isBalanced());
        }
    }

    /// Eight, and no more: a chain as long as the packet costs time, and nobody sends one in good faith.
    @ParameterizedTest
    @EnumSource(Side.class)
    void r05QuotedExtensionHeadersAreBounded(Side from) {
        UnaryOperator<PacketBuilder> eight = packet -> {
            for (int i = 0; i < 8; i++) {
                packet.extension(60, bytes(1, 4, 0, 0, 0, 0));
            }
            return packet;
        };
        Complaint passes = Complaint.about(Traffic.UDP, Family.IPV6, from).quoted(eight);
        Complaint fails = Complaint.about(Traffic.UDP, Family.IPV6, from)
                .quoted(packet -> eight.apply(packet).extension(60, new byte[6]));
        try (HandlerKernel kernel = Setup.kernel()) {
            Traffic.UDP.open(kernel, Family.IPV6);
            Row.of("nine", from, fails.arriving(), Verdict.QUOTE_MALFORMED).check(kernel);
            Row.of("eight", from, passes.arriving(), onTheWay(from))
                    .onwards(passes.leaving())
                    .cut(passes.quoting(7).arriving(), Verdict.QUOTE_TRUNCATED)
                    .check(kernel);
            assertTrue(kernel.isBalanced());
        }
    }

    /// Anyone can write what he likes into a quote, but only what is sent to the quoted sender comes from who has
    /// received from him.
    @ParameterizedTest(name = "{0} {1} from the {2}")
    @MethodSource("connections")
    void r05ForgedOuterIsDropped(Family family, Traffic traffic, Side from) {
        String elsewhere = family.isIpv6() ? "2001:db8::77" : "192.0.2.77";
        String otherLocal = family.isIpv6() ? "fd02::2" : "10.2.0.2";
        List<String> addresses = new ArrayList<>(List.of(family.port, otherLocal, elsewhere, family.client));
        addresses.add(from == Side.CLIENT ? family.local : family.vip);
        try (HandlerKernel kernel = Setup.kernel()) {
            traffic.open(kernel, family);
            for (String address : addresses) {
                Complaint complaint = Complaint.about(traffic, family, from).to(address);
                Row.of("to " + address, from, complaint.arriving(), Verdict.QUOTE_SPOOFED)
                        .cut(complaint.quoting(7).arriving(), Verdict.QUOTE_TRUNCATED)
                        .check(kernel);
            }
            assertEquals(1, kernel.connections());
            assertTrue(kernel.isBalanced());
        }
    }

    /// Also of errors that come in fragments nothing gets through unexamined.
    @ParameterizedTest(name = "{0} {1} from the {2}")
    @MethodSource("connections")
    void r05FragmentedErrorIsDroppedAndCounted(Family family, Traffic traffic, Side from) {
        try (HandlerKernel kernel = Setup.kernel()) {
            traffic.open(kernel, family);
            for (int offset : new int[] {0, 8, 1400}) {
                Complaint complaint =
                        Complaint.about(traffic, family, from).outer(ip -> ip.fragment(offset, offset == 0));
                byte[] fragment = complaint.arriving();
                Wire.assertNothing(from == Side.CLIENT ? kernel.fromClient(fragment) : kernel.fromServer(fragment));
            }
            Wire.assertNothing(kernel.sentToClient());
            Wire.assertNothing(kernel.sentToServer());
            long dropped = 0;
            for (Verdict verdict : Verdict.values()) {
                dropped += verdict.isDrop() ? kernel.count(verdict) : 0;
            }
            assertEquals(3, dropped);
            assertTrue(kernel.isBalanced());
        }
    }

    /// Routers quote the header as they hold it, TTL decremented and checksum not: all 65,534 ways of being wrong.
    @ParameterizedTest
    @EnumSource(Side.class)
    void r05StaleQuotedHeaderChecksumPassesAndStaysWrongByTheSameAmount(Side from) {
        Family family = Family.IPV4;
        Complaint right = Complaint.about(Traffic.UDP, family, from);
        int rightBefore = Wire.u16(right.translated(), 10);
        int rightAfter = Wire.u16(right.original(), 10);
        try (HandlerKernel kernel = Setup.kernel()) {
            Traffic.UDP.open(kernel, family);
            for (int checksum = 0; checksum < 0x10000; checksum++) {
                int before = checksum;
                int after = Math.floorMod(rightAfter + before - rightBefore, 0xffff); // never 65535: RFC 1624
                byte[] stale = Complaint.about(Traffic.UDP, family, from)
                        .damaged(quote -> withHeaderChecksum(quote, before))
                        .arriving();
                byte[] quote = withHeaderChecksum(right.original(), after);
                byte[] expected = family.onwardsFrom(from).icmp(3, 3, 0, quote).bytes();
                Row.of("checksum " + before, from, stale, onTheWay(from))
                        .onwards(expected)
                        .check(kernel);
            }
            assertTrue(kernel.isBalanced());
        }
    }

    private static byte[] withHeaderChecksum(byte[] ipv4, int checksum) {
        byte[] changed = ipv4.clone();
        changed[10] = (byte) (checksum >>> 8);
        changed[11] = (byte) checksum;
        return changed;
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void r05StaleQuotedHeaderChecksumIsDroppedIfConfigured(Side from) {
        try (HandlerKernel kernel = Setup.shipped().with(VERIFY).start()) {
            Traffic.UDP.open(kernel, Family.IPV4);
            for (int error : new int[] {1, 0x100, 0x7fff, 0xfffe}) {
                Complaint complaint = Complaint.about(Traffic.UDP, Family.IPV4, from)
                        .quoted(packet -> packet.wrongHeaderChecksum(error));
                Row.of("off by " + error, from, complaint.arriving(), Verdict.QUOTE_BAD_CHECKSUM)
                        .cut(complaint.quoting(7).arriving(), Verdict.QUOTE_TRUNCATED)
                        .check(kernel);
            }
            Complaint right = Complaint.about(Traffic.UDP, Family.IPV4, from)
                    .quoted(packet -> packet.options(7, 7, 4, 0, 0, 0, 0, 0));
            Row.of("right", from, right.arriving(), onTheWay(from))
                    .onwards(right.leaving())
                    .check(kernel);
            assertTrue(kernel.isBalanced());
        }
    }

    /// RFC 5508 3c: it may not even be there, and the error is about a packet that may well have been corrupt.
    @ParameterizedTest(name = "{0} {1} from the {2}")
    @MethodSource("connections")
    void r05QuotedProtocolChecksumIsNotVerified(Family family, Traffic traffic, Side from) {
        try (HandlerKernel kernel = Setup.shipped().with(VERIFY).start()) {
            traffic.open(kernel, family);
            for (int error : new int[] {1, 0x100, 0x0123}) {
                Complaint complaint =
                        Complaint.about(traffic, family, from).quoted(packet -> packet.wrongChecksum(error));
                Row.of("off by " + error, from, complaint.arriving(), onTheWay(from))
                        .onwards(complaint.leaving())
                        .cut(complaint.quoting(7).arriving(), Verdict.QUOTE_TRUNCATED)
                        .check(kernel);
            }
            assertTrue(kernel.isBalanced());
        }
    }

    static Duration timeout(Traffic traffic) {
        return switch (traffic) {
            case UDP -> Duration.ofMinutes(5);
            case TCP -> Duration.ofSeconds(90);
            case ECHO, TIMESTAMP -> Duration.ofMinutes(1);
        };
    }

    /// RFC 5508 REQ-6: the connection ends to the nanosecond when it would have ended without the errors, which
    /// come in every second of its life. Even one that quotes a RST or a FIN is no news of the end that sent it.
    @ParameterizedTest(name = "{0} {1} from the {2}")
    @MethodSource("connections")
    void r06ErrorLeavesDeadlineStateAndExistenceAlone(Family family, Traffic traffic, Side from) {
        List<Complaint> complaints = new ArrayList<>();
        complaints.add(Complaint.about(traffic, family, from));
        complaints.add(
                Complaint.about(traffic, family, from).type(family.tooBig).quoting(LEAST_QUOTE));
        if (traffic == Traffic.TCP) {
            for (int flags : new int[] {Traffic.RST, Traffic.FIN | Traffic.ACK, Traffic.SYN}) {
                complaints.add(Complaint.about(traffic, family, from).quoted(packet -> packet.patch8(13, flags)));
            }
        }
        long second = Duration.ofSeconds(1).toNanos();
        try (HandlerKernel kernel = Setup.kernel()) {
            traffic.open(kernel, family);
            for (long s = 1; s < timeout(traffic).toSeconds(); s++) {
                kernel.pass(second);
                Complaint complaint = complaints.get((int) s % complaints.size());
                Row.of("after " + s + " s", from, complaint.arriving(), onTheWay(from))
                        .onwards(complaint.leaving())
                        .cut(complaint.outer(ip -> ip.wrongChecksum(1)).arriving(), Verdict.BAD_CHECKSUM)
                        .check(kernel);
                complaint.outer(ip -> ip);
            }
            kernel.pass(second - 1);
            assertEquals(1, kernel.connections(), "a nanosecond before its end");
            kernel.pass(1);
            assertEquals(0, kernel.connections(), "at its end");
            assertTrue(kernel.isBalanced());
        }
    }

    /// A SYN that met an error still gets its answer, and a SYN that got none is forgotten in time.
    @ParameterizedTest
    @EnumSource(Family.class)
    void r06ErrorAboutASynLeavesTheHandshakeAlone(Family family) {
        Traffic tcp = Traffic.TCP;
        byte[] syn = family.fromClient()
                .tcp(Traffic.CLIENT_PORT, Traffic.SERVICE_PORT, Traffic.SYN)
                .sequence(Traffic.CLIENT_FIRST)
                .tcpOptions(2, 4, 5, 180)
                .bytes();
        Complaint complaint = Complaint.about(tcp, family, Side.SERVER)
                .quoted(packet -> packet.patch8(13, Traffic.SYN).patch32(4, Traffic.CLIENT_FIRST));
        Row error = Row.of("error", Side.SERVER, complaint.arriving(), Verdict.RELATED_OUT)
                .toClient(complaint.leaving());
        try (HandlerKernel kernel = Setup.kernel()) {
            kernel.fromClient(syn);
            error.check(kernel);
            tcp.open(kernel, family); // the SYN once more, and all that follows
            assertEquals(1, kernel.connections());
            assertTrue(kernel.isBalanced());
        }
        try (HandlerKernel kernel = Setup.kernel()) {
            kernel.fromClient(syn);
            kernel.pass(Duration.ofSeconds(2).toNanos());
            error.check(kernel);
            kernel.pass(Duration.ofSeconds(1).toNanos() - 1);
            assertEquals(1, kernel.connections());
            kernel.pass(1);
            assertEquals(0, kernel.connections());
            assertTrue(kernel.isBalanced());
        }
    }

    /// Never scheduled, never answered, never handed to anybody else: RFC 5508 REQ-4 and -5.
    @ParameterizedTest(name = "{0} {1} from the {2}")
    @MethodSource("connections")
    void r07ErrorWithoutConnectionIsDropped(Family family, Traffic traffic, Side from) {
        try (HandlerKernel kernel =
                Setup.shipped().withoutLinger().with("no-service: reject").start()) {
            Complaint complaint = Complaint.about(traffic, family, from);
            Row row = Row.of("no connection", from, complaint.arriving(), Verdict.QUOTE_NO_CONNECTION)
                    .cut(complaint.quoting(7).arriving(), Verdict.QUOTE_TRUNCATED);
            row.check(kernel);
            assertEquals(0, kernel.connections());

            traffic.open(kernel, family);
            for (Traffic other : Traffic.over(family)) {
                if (!other.protocol(family).equals(traffic.protocol(family))) {
                    byte[] unknown = Complaint.about(other, family, from).arriving();
                    Row.of("of " + other, from, unknown, Verdict.QUOTE_NO_CONNECTION)
                            .check(kernel);
                }
            }
            kernel.pass(timeout(traffic).toNanos());
            assertEquals(0, kernel.connections());
            row.check(kernel);
            assertEquals(0, kernel.connections());
            assertTrue(kernel.isBalanced());
        }
    }

    /// The connection is there, and each bit of addresses, ports, identifier and type decides.
    @ParameterizedTest(name = "{0} {1} from the {2}")
    @MethodSource("connections")
    void r07EveryBitOfTheQuotedFlowCounts(Family family, Traffic traffic, Side from) {
        int header = family.headerBytes();
        List<Integer> offsets = new ArrayList<>();
        for (int i = header - (family.isIpv6() ? 16 : 4); i < header; i++) {
            offsets.add(i); // the quoted destination; the source is the forged outer's row
        }
        for (int i = 0; i < 2; i++) {
            offsets.add(header + (traffic.isQuery() ? 4 : 0) + i);
            if (!traffic.isQuery()) {
                offsets.add(header + 2 + i);
            }
        }
        try (HandlerKernel kernel = Setup.kernel()) {
            traffic.open(kernel, family);
            for (int offset : offsets) {
                for (int bit = 0; bit < 8; bit++) {
                    byte flip = (byte) (1 << bit);
                    Complaint complaint = Complaint.about(traffic, family, from).damaged(quote -> {
                        byte[] changed = quote.clone();
                        changed[offset] ^= flip;
                        return changed;
                    });
                    String name = "byte " + offset + ", bit " + bit;
                    Row.of(name, from, complaint.arriving(), Verdict.QUOTE_NO_CONNECTION)
                            .check(kernel);
                }
            }
            assertEquals(1, kernel.connections());
            assertTrue(kernel.isBalanced());
        }
    }

    /// RFC 1122 3.2.2: nobody sends an error about an error, so one that quotes an error is made up, even where
    /// the inner quote is of a connection.
    @ParameterizedTest(name = "{0} {1} from the {2}")
    @MethodSource("connections")
    void r07ErrorAboutAnErrorIsDropped(Family family, Traffic traffic, Side from) {
        Side other = from == Side.CLIENT ? Side.SERVER : Side.CLIENT;
        byte[] inner = Complaint.about(traffic, family, other).leaving();
        String source = from == Side.CLIENT ? family.clientRouter : family.serverRouter;
        String destination = from == Side.CLIENT ? family.vip : family.local;
        int type = family.hopLimitExceeded >>> 8;
        try (HandlerKernel kernel = Setup.kernel()) {
            traffic.open(kernel, family);
            for (int kept = LEAST_QUOTE; kept < inner.length - family.headerBytes(); kept++) {
                byte[] error = PacketBuilder.ip(source, destination)
                        .icmp(type, 0, 0, PacketBuilder.quote(inner, kept))
                        .bytes();
                Row.of(kept + " bytes", from, error, Verdict.QUOTE_NO_CONNECTION)
                        .check(kernel);
            }
            assertTrue(kernel.isBalanced());
        }
    }

    /// A quoted request that the *server* is said to have sent, or a reply of the client's. The flow it names is
    /// that of a connection where the identifier happens to equal the type.
    @ParameterizedTest(name = "{0} from the {1}")
    @MethodSource("sides")
    void r09QuotedQueryOfTheWrongEndIsDropped(Family family, Side from) {
        int type = family.echoRequest();
        assumeTrue(
                from == Side.CLIENT || type % Setup.WORKERS == Traffic.LOCAL_ID % Setup.WORKERS,
                "the worker of this client deals no identifier that equals the type");
        try (HandlerKernel kernel = Setup.kernel()) {
            for (int i = 0; i < type; i++) { // so that this is the local identifier, too
                PacketBuilder ping = PacketBuilder.ip(family.otherClient, family.vip);
                assertEquals(
                        1,
                        kernel.fromClient(ping.echoRequest(1000 + i, 1).bytes()).size());
            }
            byte[] last = family.fromClient().echoRequest(type, 1).bytes();
            // identifiers 1 to type are dealt: the last to this client, but the one before it is type
            assertEquals(1, kernel.fromClient(last).size());
            byte[] quote = from == Side.CLIENT
                    ? family.toClient().echoRequest(type, 1).bytes()
                    : family.toServer().echoReply(type, 1).bytes();
            PacketBuilder ip = from == Side.CLIENT
                    ? PacketBuilder.ip(family.clientRouter, family.vip)
                    : PacketBuilder.ip(family.serverRouter, family.local);
            int unreachable = family.portUnreachable;
            byte[] error =
                    ip.icmp(unreachable >>> 8, unreachable & 0xff, 0, quote).bytes();
            Row.of("made up", from, error, Verdict.QUOTE_MALFORMED).check(kernel);
            assertTrue(kernel.isBalanced());
        }
    }
}
