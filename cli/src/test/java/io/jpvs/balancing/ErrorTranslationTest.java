package io.jpvs.balancing;

import static io.jpvs.balancing.Complaint.LEAST_QUOTE;
import static io.jpvs.testkit.PacketBuilder.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jpvs.api.Direction;
import io.jpvs.api.IpVersion;
import io.jpvs.api.Verdict;
import io.jpvs.testkit.HandlerKernel;
import io.jpvs.testkit.PacketBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Errors about balanced flows that pass, and what is changed in them.
final class ErrorTranslationTest {
    private static final int RFC4884_LEAST_BYTES = 128;

    /// A version, a checksum, and one object of class 1 (MPLS label stack, RFC 4950).
    private static final byte[] EXTENSION =
            bytes(0x20, 0, 0x6b, 0x19, 0, 8, 1, 1, 0x12, 0x34, 0x51, 1, 0, 8, 1, 1, 0xde, 0xad, 0xbe, 0xef);

    /// Every kind of connection over either IP version, and either side.
    static Stream<Arguments> connections() {
        List<Arguments> rows = new ArrayList<>();
        for (Family family : Family.values()) {
            for (Traffic traffic : Traffic.over(family)) {
                for (Side from : Side.values()) {
                    rows.add(Arguments.of(family, traffic, from));
                }
            }
        }
        return rows.stream();
    }

    private static boolean isError(Family family, int type) {
        return family.isIpv6() ? type < 128 : type == 3 || type == 4 || type == 11 || type == 12;
    }

    private static boolean isQuery(Family family, int type) {
        return family.isIpv6() ? type == 128 || type == 129 : type == 0 || type == 8 || type == 13 || type == 14;
    }

    private static boolean isNeighbourDiscovery(Family family, int type) {
        return family.isIpv6() && type >= 133 && type <= 136;
    }

    private static Verdict onTheWay(Side from) {
        return from == Side.CLIENT ? Verdict.RELATED_IN : Verdict.RELATED_OUT;
    }

    private static Row row(String name, Family family, Traffic traffic, Side from, Complaint complaint) {
        return Row.of(
                        name + ": " + family + " " + traffic + " from the " + from,
                        from,
                        complaint.arriving(),
                        onTheWay(from))
                .onwards(complaint.leaving());
    }

    private static void check(Family family, Traffic traffic, Row row) {
        try (HandlerKernel kernel = Setup.kernel()) {
            traffic.open(kernel, family);
            row.check(kernel);
            assertEquals(1, kernel.connections());
            assertTrue(kernel.isBalanced());
        }
    }

    /// Every code of the types that are known, and of some that are not: RFC 4443 2.1 (a), RFC 1122 3.2.2.1.
    @ParameterizedTest(name = "{0} {1} from the {2}")
    @MethodSource("connections")
    void r01EveryTypeAndCodeIsTranslated(Family family, Traffic traffic, Side from) {
        int rest = family.isIpv6() ? 0x00ff_eedd : 0xff00_eedd;
        IpVersion version = family.isIpv6() ? IpVersion.IPV6 : IpVersion.IPV4;
        Direction way = from == Side.CLIENT ? Direction.IN : Direction.OUT;
        int[] few = {0, 4, 13, 255};
        int[] all = IntStream.range(0, 256).toArray();
        try (HandlerKernel kernel = Setup.kernel()) {
            traffic.open(kernel, family);
            for (int type : IntStream.range(0, 256)
                    .filter(type -> isError(family, type))
                    .toArray()) {
                boolean known = type < 5 || !family.isIpv6() || type == 127;
                int[] codes = known && traffic == Traffic.UDP ? all : few;
                for (int code : codes) {
                    Complaint complaint = Complaint.about(traffic, family, from)
                            .type(type, code)
                            .rest(rest)
                            .quoting(LEAST_QUOTE);
                    row(type + "/" + code, family, traffic, from, complaint)
                            .cut(complaint.quoting(7).arriving(), Verdict.QUOTE_TRUNCATED)
                            .check(kernel);
                }
                assertEquals(codes.length, kernel.countTranslated(version, way, type), "translated, of type " + type);
            }
            assertEquals(1, kernel.connections());
            assertTrue(kernel.isBalanced());
        }
    }

    /// Redirects, and all that are neither errors nor queries, quote a packet of a connection in vain.
    @ParameterizedTest(name = "{0} {1} from the {2}")
    @MethodSource("connections")
    void r01RedirectsAndUnknownTypesAreDropped(Family family, Traffic traffic, Side from) {
        IntPredicate dropped =
                type -> !isError(family, type) && !isQuery(family, type) && !isNeighbourDiscovery(family, type);
        int redirect = family.isIpv6() ? 137 : 5;
        try (HandlerKernel kernel = Setup.kernel()) {
            traffic.open(kernel, family);
            for (int type : IntStream.range(0, 256).filter(dropped).toArray()) {
                for (int code : new int[] {0, 1, 255}) {
                    Complaint complaint = Complaint.about(traffic, family, from)
                            .type(type, code)
                            .rest(0x0a01_0001);
                    Verdict verdict = type == redirect ? Verdict.REDIRECT : Verdict.OBSOLETE;
                    Row.of(type + "/" + code, from, complaint.arriving(), verdict)
                            .cut(complaint.damaged(quote -> new byte[0]).arriving(), verdict)
                            .cut(cutMessage(family, complaint, 7), Verdict.TRUNCATED)
                            .check(kernel);
                }
            }
            assertTrue(kernel.isBalanced());
        }
    }

    /// Cuts the ICMP message, its IP header corrected accordingly.
    private static byte[] cutMessage(Family family, Complaint complaint, int bytes) {
        byte[] whole = complaint.arriving();
        byte[] message = Arrays.copyOfRange(whole, family.headerBytes(), family.headerBytes() + bytes);
        return PacketBuilder.ip(family.serverRouter, family.local)
                .content(family.icmp(), message)
                .bytes();
    }

    /// From eight bytes on, any number of them. One length is not here: see [#r03HalfAChecksumIsLeftAlone].
    @ParameterizedTest(name = "{0} {1} from the {2}")
    @MethodSource("connections")
    void r02EightQuotedBytesSuffice(Family family, Traffic traffic, Side from) {
        Complaint complaint = Complaint.about(traffic, family, from);
        int whole = complaint.original().length - family.headerBytes();
        try (HandlerKernel kernel = Setup.kernel()) {
            traffic.open(kernel, family);
            for (int bytes = 0; bytes < LEAST_QUOTE; bytes++) {
                Row.of(bytes + " bytes", from, complaint.quoting(bytes).arriving(), Verdict.QUOTE_TRUNCATED)
                        .check(kernel);
            }
            for (int bytes = LEAST_QUOTE; bytes <= whole; bytes++) {
                if (traffic != Traffic.TCP || bytes != 17) {
                    row(bytes + " bytes", family, traffic, from, complaint.quoting(bytes))
                            .check(kernel);
                }
            }
            assertTrue(kernel.isBalanced());
        }
    }

    /// What is odd about an error that passes, and stays so.
    static Stream<Arguments> oddities() {
        List<Arguments> rows = new ArrayList<>();
        connections().forEach(connection -> {
            Family family = (Family) connection.get()[0];
            Traffic traffic = (Traffic) connection.get()[1];
            Side from = (Side) connection.get()[2];
            Oddities of = new Oddities(family, traffic, from);
            of.add();
            of.rows.forEach(row -> rows.add(Arguments.of(row, family, traffic)));
        });
        return rows.stream();
    }

    private static final class Oddities {
        private final Family family;
        private final Traffic traffic;
        private final Side from;
        private final List<Row> rows = new ArrayList<>();

        Oddities(Family family, Traffic traffic, Side from) {
            this.family = family;
            this.traffic = traffic;
            this.from = from;
        }

        Complaint error() {
            return Complaint.about(traffic, family, from);
        }

        void add(String name, Complaint complaint) {
            Row row = row(name, family, traffic, from, complaint);
            byte[] headerOnly = complaint.quoting(7).followedBy().arriving();
            rows.add(row.cut(headerOnly, Verdict.QUOTE_TRUNCATED));
        }

        void add() {
            add("the whole packet quoted", error());
            add("an unused word that is used", error().rest(family.isIpv6() ? 0x00fe_dcba : 0xfe00_dcba));
            add("a pointer", error().type(family.parameterProblem).rest(family.isIpv6() ? 48 : 20 << 24));
            add("bytes behind the quoted packet", error().followedBy(bytes(1, 2, 3, 4, 5)));
            add(
                    "outer traffic class and identification",
                    error().outer(ip -> ip.trafficClass(0xb9).identification(0xbeef)));
            add(
                    "quoted traffic class and identification",
                    error().quoted(packet -> packet.trafficClass(0x2e).identification(0xcafe)));
            add("quoted hop limit of 0", error().quoted(packet -> packet.hopLimit(0)));
            add("quoted hop limit of 255", error().quoted(packet -> packet.hopLimit(255)));
            add("quoted checksum wrong", error().quoted(packet -> packet.wrongChecksum(0x0102)));
            addRfc4884();
            if (family.isIpv6()) {
                addIpv6();
            } else {
                addIpv4();
            }
            if (traffic == Traffic.UDP) {
                addUdp();
            }
        }

        private void addIpv4() {
            add("outer options", error().outer(ip -> ip.options(0x94, 4, 0, 0, 1, 1, 1, 0)));
            add("quoted options", error().quoted(packet -> packet.options(7, 7, 4, 10, 0, 0, 1, 0)));
            add("quoted options, as many as there can be", error().quoted(packet -> packet.options(new int[40])));
            add(
                    "quoted options, eight bytes behind them",
                    error().quoting(LEAST_QUOTE).quoted(packet -> packet.options(0x94, 4, 0, 0)));
            add(
                    "may not be fragmented",
                    error().outer(PacketBuilder::dontFragment).quoted(PacketBuilder::dontFragment));
            add("a first fragment quoted", error().quoted(packet -> packet.fragment(0, true)));
            add("quoted header checksum stale", error().quoted(packet -> packet.wrongHeaderChecksum(0x0100)));
        }

        private void addIpv6() {
            add("outer destination options", error().outer(ip -> ip.extension(60, bytes(1, 4, 0, 0, 0, 0))));
            add("quoted hop-by-hop options", error().quoted(packet -> packet.extension(0, bytes(5, 2, 0, 0, 1, 0))));
            add(
                    "quoted hop-by-hop, routing and destination options",
                    error().quoted(packet -> packet.extension(0, bytes(1, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
                            .extension(43, bytes(253, 0, 0, 0, 0, 0))
                            .extension(60, bytes(1, 4, 0, 0, 0, 0))));
            add("quoted authentication header", error().quoted(packet -> packet.extension(51, new byte[22])));
            add(
                    "quoted destination options, eight bytes behind them",
                    error().quoting(LEAST_QUOTE).quoted(packet -> packet.extension(60, bytes(1, 4, 0, 0, 0, 0))));
            add("a first fragment quoted", error().quoted(packet -> packet.fragment(0, true)));
            add("an atomic fragment quoted", error().quoted(packet -> packet.fragment(0, false)));
        }

        private void addUdp() {
            add("UDP checksum of 0", error().quoted(PacketBuilder::noChecksum));
            add(
                    "UDP checksum of 0, eight bytes quoted",
                    error().quoting(LEAST_QUOTE).quoted(PacketBuilder::noChecksum));
            int original = zeroSum(true);
            add("UDP checksum that came out as 0 at its sender", error().quoted(packet -> packet.patch16(8, original)));
            int translated = zeroSum(false);
            add("UDP checksum that came out as 0 on its way", error().quoted(packet -> packet.patch16(8, translated)));
        }

        /// Finds the word of data with which the checksum comes out as 0, which is sent as 65535 (RFC 768).
        private int zeroSum(boolean atSender) {
            for (int word = 0; word < 0x10000; word++) {
                int patched = word;
                Complaint complaint = error().quoted(packet -> packet.patch16(8, patched));
                byte[] packet = atSender ? complaint.original() : complaint.translated();
                if (Wire.u16(packet, family.headerBytes() + 6) == 0xffff) {
                    return word;
                }
            }
            throw new AssertionError("no word makes the checksum 0");
        }

        /// RFC 4884: the length of the quote in words of 32 (ICMP) or 64 bits (ICMPv6), the quote padded with
        /// zeros to 128 bytes at least, then extensions.
        private void addRfc4884() {
            int words = family.isIpv6() ? RFC4884_LEAST_BYTES / 8 << 24 : RFC4884_LEAST_BYTES / 4 << 16;
            int quoted = error().original().length;
            byte[] behind = new byte[RFC4884_LEAST_BYTES - quoted + EXTENSION.length];
            System.arraycopy(EXTENSION, 0, behind, RFC4884_LEAST_BYTES - quoted, EXTENSION.length);
            for (int type : family.isIpv6() ? new int[] {1, 3} : new int[] {3, 11, 12}) {
                add(
                        "RFC 4884 extensions, type " + type,
                        error().type(type, 0).rest(words).followedBy(behind));
                add(
                        "RFC 4884 extensions without a length, type " + type,
                        error().type(type, 0).followedBy(behind));
            }
            if (family.isIpv6()) {
                // 40 + 80 + 8 bytes quoted: the checksums of TCP would lie where the extensions are
                add(
                        "RFC 4884 extensions right behind eight bytes",
                        error().type(family.hopLimitExceeded)
                                .rest(words)
                                .quoting(LEAST_QUOTE)
                                .quoted(packet -> packet.extension(60, new byte[78]))
                                .followedBy(EXTENSION));
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("oddities")
    void r03NothingElseIsChanged(Row row, Family family, Traffic traffic) {
        check(family, traffic, row);
    }

    /// Of a checksum whose second byte is not quoted nothing can be known: RFC 1624 needs both.
    @ParameterizedTest
    @EnumSource(Family.class)
    void r03HalfAChecksumIsLeftAlone(Family family) {
        for (Side from : Side.values()) {
            Complaint complaint = Complaint.about(Traffic.TCP, family, from).quoting(17);
            byte half = complaint.translated()[family.headerBytes() + 16];
            byte[] expected = complaint.quoting(16).followedBy(half).leaving();
            complaint.quoting(17).followedBy();
            Row row = Row.of("17 bytes from the " + from, from, complaint.arriving(), onTheWay(from))
                    .onwards(expected);
            check(family, Traffic.TCP, row);
        }
    }

    /// Each value of a word that the checksum covers: an end-around carry that is lost shows in a few of them
    /// only.
    @ParameterizedTest(name = "{0} {1} from the {2}")
    @MethodSource("connections")
    void r03NoCarryIsLost(Family family, Traffic traffic, Side from) {
        try (HandlerKernel kernel = Setup.kernel()) {
            traffic.open(kernel, family);
            int step = traffic != Traffic.UDP ? 257 : family.isIpv6() ? 7 : 1;
            for (int word = 0; word < 0x10000; word += step) {
                int value = word;
                Complaint complaint = Complaint.about(traffic, family, from)
                        .type(family.tooBig)
                        .rest(word)
                        .quoted(packet -> packet.identification(value).patch16(traffic == Traffic.UDP ? 8 : 6, value));
                row("word " + word, family, traffic, from, complaint).check(kernel);
            }
            assertTrue(kernel.isBalanced());
        }
    }

    /// R-4 where the balancer adds no byte: the MTU passes as it is, however foolish.
    @ParameterizedTest(name = "{0} {1} from the {2}")
    @MethodSource("connections")
    void r04MtuIsUntouchedWhereNoByteIsAdded(Family family, Traffic traffic, Side from) {
        try (HandlerKernel kernel = Setup.kernel()) {
            traffic.open(kernel, family);
            for (int mtu : new int[] {0, 1, 67, 68, 296, 575, 576, 1006, 1279, 1280, 1400, 1499, 1500, 9000, 0xffff}) {
                Complaint complaint = Complaint.about(traffic, family, from)
                        .type(family.tooBig)
                        .rest(mtu)
                        .quoting(LEAST_QUOTE);
                row("MTU " + mtu, family, traffic, from, complaint)
                        .cut(complaint.quoting(7).arriving(), Verdict.QUOTE_TRUNCATED)
                        .check(kernel);
            }
            assertTrue(kernel.isBalanced());
        }
    }

    /// `traceroute -I` and a ping across a small link, both kinds of query, request and reply, at any length.
    @Test
    void r09QuotedQueryIsTranslatedLikeAnyFlow() {
        for (Family family : Family.values()) {
            for (Traffic traffic : Traffic.over(family)) {
                for (Side from : traffic.isQuery() ? Side.values() : new Side[0]) {
                    for (int bytes = LEAST_QUOTE; bytes < LEAST_QUOTE + 8; bytes++) {
                        Complaint complaint = Complaint.about(traffic, family, from)
                                .type(family.hopLimitExceeded)
                                .quoting(bytes);
                        check(
                                family,
                                traffic,
                                row(bytes + " bytes", family, traffic, from, complaint)
                                        .cut(complaint.quoting(7).arriving(), Verdict.QUOTE_TRUNCATED));
                    }
                }
            }
        }
    }

    @ParameterizedTest(name = "{0} {1} from the {2}")
    @MethodSource("connections")
    void r10ErrorLosesAHopLikeAnyForwardedPacket(Family family, Traffic traffic, Side from) {
        try (HandlerKernel kernel = Setup.kernel()) {
            traffic.open(kernel, family);
            for (int hops : new int[] {255, 64, 3, 2}) {
                byte[] arriving = withHops(family, traffic, from, hops).arriving();
                byte[] leaving = withHops(family, traffic, from, hops - 1).leaving();
                Row.of(hops + " hops", from, arriving, onTheWay(from))
                        .onwards(leaving)
                        .cut(withHops(family, traffic, from, hops).quoting(7).arriving(), Verdict.QUOTE_TRUNCATED)
                        .check(kernel);
            }
            for (int hops : new int[] {1, 0}) { // and nobody is told: R-34
                byte[] arriving = withHops(family, traffic, from, hops).arriving();
                Row.of(hops + " hops", from, arriving, Verdict.HOP_LIMIT_EXCEEDED)
                        .check(kernel);
            }
            assertTrue(kernel.isBalanced());
        }
    }

    @ParameterizedTest(name = "{0} {1} from the {2}")
    @MethodSource("connections")
    void r10ErrorKeepsItsHopsWhereTheBalancerHides(Family family, Traffic traffic, Side from) {
        try (HandlerKernel kernel = Setup.shipped().with("ttl: keep").start()) {
            openHidden(kernel, family, traffic);
            for (int hops : new int[] {255, 64, 2, 1, 0}) {
                Complaint complaint = withHops(family, traffic, from, hops);
                Row.of(hops + " hops", from, complaint.arriving(), onTheWay(from))
                        .onwards(complaint.leaving())
                        .check(kernel);
            }
            assertTrue(kernel.isBalanced());
        }
    }

    private static Complaint withHops(Family family, Traffic traffic, Side from, int hops) {
        return Complaint.about(traffic, family, from).outer(ip -> ip.hopLimit(hops));
    }

    private static void openHidden(HandlerKernel kernel, Family family, Traffic traffic) {
        if (traffic == Traffic.TCP) {
            PacketBuilder syn = family.fromClient()
                    .tcp(Traffic.CLIENT_PORT, Traffic.SERVICE_PORT, Traffic.SYN)
                    .sequence(Traffic.CLIENT_FIRST);
            assertEquals(1, kernel.fromClient(syn.bytes()).size());
        } else {
            byte[] packet = traffic.fromClient(family.fromClient()).bytes();
            byte[] kept = traffic.toServer(family.toServer().hopLimit(64)).bytes();
            Wire.assertSent(kept, kernel.fromClient(packet));
        }
    }

    /// Whoever says so: a router, the server itself, a stranger. A client behind a firewall accepts the VIP only.
    @ParameterizedTest(name = "{0} {1} from the {2}")
    @MethodSource("connections")
    void r10OuterSourceBecomesTheBalancersAddress(Family family, Traffic traffic, Side from) {
        List<String> sources = from == Side.SERVER
                ? List.of(family.serverRouter, family.server, family.otherServer)
                : List.of(family.clientRouter, family.client, family.otherClient);
        for (String source : sources) {
            Complaint complaint = Complaint.about(traffic, family, from).by(source);
            Row row = row("by " + source, family, traffic, from, complaint);
            check(family, traffic, row.cut(complaint.quoting(7).arriving(), Verdict.QUOTE_TRUNCATED));
        }
    }
}
