package io.jpvs.balancing;

import static io.jpvs.testkit.PacketBuilder.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jpvs.api.Verdict;
import io.jpvs.kernel.worker.Tally;
import io.jpvs.testkit.HandlerKernel;
import io.jpvs.testkit.PacketBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What the balancer says for itself, and when it holds its tongue.
final class OwnVoiceTest {
    private static final int ID = Traffic.CLIENT_ID;
    private static final int CLOSED_PORT = 81;
    private static final int SMALL_MTU = 1280;
    private static final String UNLIMITED = "icmp-rate: {per-prefix: 0, total: 0}";
    private static final long MILLI = Duration.ofMillis(1).toNanos();

    static Stream<Arguments> connections() {
        return ErrorTranslationTest.connections();
    }

    private static byte[] ping(String source, String destination) {
        return PacketBuilder.ip(source, destination)
                .echoRequest(ID, Traffic.SEQUENCE, Traffic.DATA)
                .bytes();
    }

    private static byte[] pong(Family family, String source, String destination) {
        return family.own(source, destination)
                .echoReply(ID, Traffic.SEQUENCE, Traffic.DATA)
                .bytes();
    }

    private static byte[] cutPing(Family family, String source, String destination) {
        return PacketBuilder.ip(source, destination)
                .content(family.icmp(), bytes(family.echoRequest(), 0, 0, 0, 0, 0, 0))
                .bytes();
    }

    /// A ping of a VIP, by option and by whether any of its services has a usable server.
    static Stream<Arguments> vipEchoes() {
        List<Arguments> rows = new ArrayList<>();
        for (Family family : Family.values()) {
            rows.add(Arguments.of(family, "reply", 1, true));
            rows.add(Arguments.of(family, "reply", 0, true));
            rows.add(Arguments.of(family, "reply-if-healthy", 1, true));
            rows.add(Arguments.of(family, "reply-if-healthy", 0, false));
            rows.add(Arguments.of(family, "drop", 1, false));
            rows.add(Arguments.of(family, "drop", 0, false));
        }
        return rows.stream();
    }

    @ParameterizedTest(name = "{0}, {1}, weight {2}: {3}")
    @MethodSource("vipEchoes")
    void r30PingOfAVipFollowsItsOption(Family family, String option, int weight, boolean isAnswered) {
        for (String policy : List.of("no-service: drop", "no-service: reject")) {
            try (HandlerKernel kernel = Setup.shipped()
                    .with("protocols: {icmp: {vip-echo: " + option + "}}")
                    .with(policy)
                    .service(Traffic.UDP, family, weight, family.server)
                    .start()) {
                Row row = Row.of(
                                "ping",
                                Side.CLIENT,
                                ping(family.client, family.vip),
                                isAnswered ? Verdict.ANSWERED : Verdict.NO_SERVICE)
                        .cut(cutPing(family, family.client, family.vip), Verdict.TRUNCATED);
                (isAnswered ? row.back(pong(family, family.vip, family.client)) : row).check(kernel);
                assertEquals(0, kernel.connections());
                assertTrue(kernel.isBalanced());
            }
        }
    }

    /// One healthy service of several suffices.
    @ParameterizedTest
    @EnumSource(Family.class)
    void r30OneUsableServerMakesAVipHealthy(Family family) {
        try (HandlerKernel kernel = Setup.shipped()
                .with("protocols: {icmp: {vip-echo: reply-if-healthy}}")
                .service(Traffic.UDP, family, 0, family.server, family.otherServer)
                .service(Traffic.TCP, family, 1, family.server)
                .start()) {
            Row.of("ping", Side.CLIENT, ping(family.client, family.vip), Verdict.ANSWERED)
                    .back(pong(family, family.vip, family.client))
                    .check(kernel);
            assertTrue(kernel.isBalanced());
        }
    }

    /// Whatever the option for VIPs: these are the addresses that an operator pings to see whether the balancer
    /// lives.
    @ParameterizedTest
    @EnumSource(Family.class)
    void r30PingOfALocalOrPortAddressIsAnswered(Family family) {
        try (HandlerKernel kernel = Setup.shipped()
                .with("protocols: {icmp: {vip-echo: drop}}")
                .service(Traffic.UDP, family)
                .start()) {
            for (String destination : List.of(family.port, family.local)) {
                Row.of("from the client", Side.CLIENT, ping(family.client, destination), Verdict.ANSWERED)
                        .toClient(pong(family, destination, family.client))
                        .cut(cutPing(family, family.client, destination), Verdict.TRUNCATED)
                        .check(kernel);
                Row.of("from the server", Side.SERVER, ping(family.server, destination), Verdict.ANSWERED)
                        .toServer(pong(family, destination, family.server))
                        .cut(cutPing(family, family.server, destination), Verdict.TRUNCATED)
                        .check(kernel);
            }
            Row.of("neither", Side.CLIENT, ping(family.client, family.otherServer), Verdict.NOT_LOCAL)
                    .check(kernel);
            assertTrue(kernel.isBalanced());
        }
    }

    /// A ping from the server bears the identifier where a reply to a balanced ping bears the type; and a reply
    /// from the client is not of its own ping. Neither is of the connection that it finds.
    @ParameterizedTest
    @EnumSource(Family.class)
    void r30PingThatNamesAnothersConnectionIsAnswered(Family family) {
        int type = family.echoRequest();
        assumeTrue(
                type % Setup.WORKERS == Traffic.LOCAL_ID % Setup.WORKERS,
                "the worker of this client deals no identifier that equals the type");
        try (HandlerKernel kernel = Setup.kernel()) {
            for (int id = 1; id <= type; id++) { // the local identifiers are dealt in order, up to the type
                assertEquals(
                        1,
                        kernel.fromClient(family.fromClient().echoRequest(id, 1).bytes())
                                .size());
            }
            byte[] ping = PacketBuilder.ip(family.server, family.local)
                    .echoRequest(type, 1, Traffic.DATA)
                    .bytes();
            byte[] pong = family.own(family.local, family.server)
                    .echoReply(type, 1, Traffic.DATA)
                    .bytes();
            byte[] corrupt = PacketBuilder.ip(family.server, family.local)
                    .echoRequest(type, 1, Traffic.DATA)
                    .wrongChecksum(1)
                    .bytes();
            Row.of("ping", Side.SERVER, ping, Verdict.ANSWERED)
                    .back(pong)
                    .cut(corrupt, Verdict.BAD_CHECKSUM)
                    .check(kernel);
            byte[] reply = family.fromClient().echoReply(type, 1).bytes();
            Row.of("reply", Side.CLIENT, reply, Verdict.NO_CONNECTION).check(kernel);
            assertEquals(type, kernel.connections());
            byte[] balanced = family.fromServer().echoReply(type, 1).bytes();
            byte[] restored = family.toClient().echoReply(type, 1).bytes();
            Row.of("balanced", Side.SERVER, balanced, Verdict.FORWARDED_OUT)
                    .onwards(restored)
                    .check(kernel);
            assertTrue(kernel.isBalanced());
        }
    }

    /// The reply has the data and nothing else: no options, no extension headers, no code.
    @ParameterizedTest
    @EnumSource(Family.class)
    void r30ReplyIsAFreshPacket(Family family) {
        PacketBuilder odd = family.fromClient()
                .icmp(family.echoRequest(), 5, ID << 16 | Traffic.SEQUENCE, Traffic.DATA)
                .trafficClass(0xb8);
        if (family.isIpv6()) {
            odd.extension(0, bytes(5, 2, 0, 0, 0, 0)).extension(60, new byte[14]);
        } else {
            odd.options(7, 7, 4, 0, 0, 0, 0, 0).identification(0xbeef);
        }
        try (HandlerKernel kernel = Setup.shipped().service(Traffic.UDP, family).start()) {
            Row.of("odd", Side.CLIENT, odd.bytes(), Verdict.ANSWERED)
                    .back(pong(family, family.vip, family.client))
                    .cut(odd.wrongChecksum(1).bytes(), Verdict.BAD_CHECKSUM)
                    .check(kernel);
            for (int size : new int[] {0, 1, 100, 1500 - family.headerBytes() - 8}) {
                byte[] data = new byte[size];
                byte[] request = family.fromClient().echoRequest(ID, size, data).bytes();
                byte[] reply = family.own(family.vip, family.client)
                        .echoReply(ID, size, data)
                        .bytes();
                Row.of(size + " bytes", Side.CLIENT, request, Verdict.ANSWERED)
                        .back(reply)
                        .check(kernel);
            }
            assertTrue(kernel.isBalanced());
        }
    }

    /// Timestamps would tell strangers our clock (RFC 1122 3.2.2.8 lets us), and replies are nobody's.
    @ParameterizedTest
    @EnumSource(names = "IPV4")
    void r30OtherQueriesAreNotAnswered(Family family) {
        try (HandlerKernel kernel = Setup.shipped()
                .with("no-service: reject")
                .service(Traffic.UDP, family)
                .start()) {
            byte[] toVip = Traffic.TIMESTAMP.fromClient(family.fromClient()).bytes();
            byte[] toPort = Traffic.TIMESTAMP
                    .fromClient(PacketBuilder.ip(family.client, family.port))
                    .bytes();
            Row.of("timestamp, VIP", Side.CLIENT, toVip, Verdict.NO_SERVICE).check(kernel);
            Row.of("timestamp, port", Side.CLIENT, toPort, Verdict.UNANSWERED).check(kernel);
            assertTrue(kernel.isBalanced());
        }
    }

    private static List<String> nobody(Family family) {
        return family.isIpv6()
                ? List.of("::", "::1", "ff02::1", "ff0e::1")
                : List.of("0.0.0.0", "0.1.2.3", "127.0.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255");
    }

    /// Addresses that look like a host's: the networks' broadcasts, and the balancer's own.
    private static List<String> nobodyHere(Family family) {
        List<String> sources = new ArrayList<>(List.of(family.vip, family.port, family.local));
        if (!family.isIpv6()) {
            sources.add("10.1.0.255");
            sources.add("10.2.0.255");
        }
        return sources;
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void r30PingFromWhatIsNotOneHostIsNotAnswered(Family family) {
        try (HandlerKernel kernel = Setup.shipped().service(Traffic.UDP, family).start()) {
            List<String> sources = new ArrayList<>(nobody(family));
            sources.addAll(nobodyHere(family));
            for (String source : sources) {
                for (String destination : List.of(family.vip, family.port)) {
                    Row.of(source, Side.CLIENT, ping(source, destination), Verdict.BAD_SOURCE)
                            .check(kernel);
                }
            }
            assertTrue(kernel.isBalanced());
        }
    }

    private static PacketBuilder arriving(Family family, Traffic traffic, Side from) {
        return traffic.from(from, family.from(from));
    }

    private static String sender(Family family, Side from) {
        return from == Side.CLIENT ? family.client : family.server;
    }

    /// The address of the port that a side's packets come in on.
    private static String port(Family family, Side from) {
        return from == Side.CLIENT ? family.port : family.local;
    }

    private static Verdict forwarded(Side from) {
        return from == Side.CLIENT ? Verdict.FORWARDED_IN : Verdict.FORWARDED_OUT;
    }

    @ParameterizedTest(name = "{0} {1} from the {2}")
    @MethodSource("connections")
    void r31LastHopIsToldOfFromThePortItCameInOn(Family family, Traffic traffic, Side from) {
        try (HandlerKernel kernel = Setup.kernel()) {
            traffic.open(kernel, family);
            for (int hops : new int[] {1, 0}) {
                byte[] packet = arriving(family, traffic, from).hopLimit(hops).bytes();
                byte[] report =
                        family.report(port(family, from), sender(family, from), family.hopLimitExceeded, 0, packet);
                byte[] corrupt = arriving(family, traffic, from)
                        .hopLimit(hops)
                        .wrongChecksum(1)
                        .bytes();
                Row.of(hops + " hops", from, packet, Verdict.HOP_LIMIT_EXCEEDED)
                        .back(report)
                        .cut(corrupt, Verdict.HOP_LIMIT_EXCEEDED) // dropped all the same, but nobody is told
                        .check(kernel);
            }
            assertEquals(2, kernel.count(Tally.ORIGINATED));
            byte[] last = arriving(family, traffic, from).hopLimit(2).bytes();
            PacketBuilder leaving =
                    traffic.onwardsFrom(from, family.onwardsFrom(from)).hopLimit(1);
            Row.of("2 hops", from, last, forwarded(from))
                    .onwards(leaving.bytes())
                    .check(kernel);
            assertTrue(kernel.isBalanced());
        }
    }

    /// As `traceroute` sends it: no connection comes of it, and no scheduler moves on.
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("openings")
    void r31FirstPacketWithoutAHopLeftOpensNothing(Family family, Traffic traffic) {
        byte[] probe = opening(family, traffic).hopLimit(1).bytes();
        byte[] report = family.report(family.port, family.client, family.hopLimitExceeded, 0, probe);
        try (HandlerKernel kernel = Setup.shipped()
                .service(traffic, family, 1, family.server, family.otherServer)
                .start()) {
            Row.of("probe", Side.CLIENT, probe, Verdict.HOP_LIMIT_EXCEEDED)
                    .back(report)
                    .check(kernel);
            assertEquals(0, kernel.connections());
            byte[] sent = kernel.fromClient(opening(family, traffic).bytes()).getFirst();
            byte[] server = PacketBuilder.ip(family.local, family.server).bytes();
            int at = family.isIpv6() ? 24 : 16;
            assertEquals(Wire.u8(server, family.headerBytes() - 1), Wire.u8(sent, family.headerBytes() - 1));
            assertEquals(Wire.u16(server, at), Wire.u16(sent, at));
            assertTrue(kernel.isBalanced());
        }
    }

    static Stream<Arguments> openings() {
        return Stream.of(Family.values())
                .flatMap(family -> Traffic.over(family).stream().map(traffic -> Arguments.of(family, traffic)));
    }

    private static PacketBuilder opening(Family family, Traffic traffic) {
        return traffic == Traffic.TCP
                ? family.fromClient()
                        .tcp(Traffic.CLIENT_PORT, Traffic.SERVICE_PORT, Traffic.SYN)
                        .sequence(Traffic.CLIENT_FIRST)
                : traffic.fromClient(family.fromClient());
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("openings")
    void r31HiddenBalancerForwardsTheLastHop(Family family, Traffic traffic) {
        try (HandlerKernel kernel = Setup.shipped().with("ttl: keep").start()) {
            for (int hops : new int[] {1, 0, 64, 255}) {
                List<byte[]> sent = kernel.fromClient(
                        opening(family, traffic).hopLimit(hops).bytes());
                assertEquals(1, sent.size());
                assertEquals(hops, Wire.u8(sent.getFirst(), family.isIpv6() ? 7 : 8));
            }
            Wire.assertNothing(kernel.sentToClient());
            assertTrue(kernel.isBalanced());
        }
    }

    /// The end of a traceroute: what the balancer answers itself travels no further.
    @ParameterizedTest
    @EnumSource(Family.class)
    void r31WhatIsForTheBalancerItselfIsAnsweredAtItsLastHop(Family family) {
        try (HandlerKernel kernel = Setup.shipped()
                .with("no-service: reject")
                .service(Traffic.UDP, family, 0, family.server)
                .start()) {
            byte[] ping = family.fromClient()
                    .hopLimit(1)
                    .echoRequest(ID, Traffic.SEQUENCE, Traffic.DATA)
                    .bytes();
            Row.of("ping", Side.CLIENT, ping, Verdict.ANSWERED)
                    .back(pong(family, family.vip, family.client))
                    .check(kernel);

            byte[] closed = family.fromClient()
                    .hopLimit(1)
                    .udp(Traffic.CLIENT_PORT, CLOSED_PORT, Traffic.DATA)
                    .bytes();
            Row.of("closed port", Side.CLIENT, closed, Verdict.NO_SERVICE)
                    .back(family.report(family.vip, family.client, family.portUnreachable, 0, closed))
                    .check(kernel);

            byte[] noServer =
                    Traffic.UDP.fromClient(family.fromClient().hopLimit(1)).bytes();
            Row.of("no server", Side.CLIENT, noServer, Verdict.NO_SERVER)
                    .back(family.report(family.vip, family.client, family.portUnreachable, 0, noServer))
                    .check(kernel);

            byte[] segment = family.fromClient()
                    .hopLimit(1)
                    .tcp(Traffic.CLIENT_PORT, CLOSED_PORT, Traffic.ACK)
                    .acknowledgment(77)
                    .bytes();
            byte[] reset = family.own(family.vip, family.client)
                    .tcp(CLOSED_PORT, Traffic.CLIENT_PORT, Traffic.RST)
                    .sequence(77)
                    .window(0)
                    .bytes();
            Row.of("segment", Side.CLIENT, segment, Verdict.NO_SERVICE)
                    .back(reset)
                    .check(kernel);
            assertTrue(kernel.isBalanced());
        }
    }

    /// A packet of that many bytes in all, which may not be fragmented.
    private static PacketBuilder sized(Family family, Traffic traffic, Side from, int ipBytes) {
        PacketBuilder ip = family.from(from).dontFragment();
        int room = ipBytes - family.headerBytes();
        boolean in = from == Side.CLIENT;
        return switch (traffic) {
            case UDP ->
                in
                        ? ip.udp(Traffic.CLIENT_PORT, Traffic.SERVICE_PORT, new byte[room - 8])
                        : ip.udp(Traffic.SERVER_PORT, Traffic.LOCAL_PORT, new byte[room - 8]);
            case TCP ->
                in
                        ? ip.tcp(Traffic.CLIENT_PORT, Traffic.SERVICE_PORT, Traffic.ACK, new byte[room - 20])
                        : ip.tcp(Traffic.SERVER_PORT, Traffic.LOCAL_PORT, Traffic.ACK, new byte[room - 20]);
            case ECHO -> in ? ip.echoRequest(ID, 1, new byte[room - 8]) : ip.echoReply(1, 1, new byte[room - 8]);
            case TIMESTAMP -> ip.icmp(in ? 13 : 14, 0, (in ? ID : 1) << 16, new byte[room - 8]);
        };
    }

    /// The error is about the packet as its sender sent it, to its sender, from the balancer (opnsense checks
    /// after the rewrite and talks to itself; cilium lets the server's address show).
    @ParameterizedTest(name = "{0} {1} from the {2}")
    @MethodSource("connections")
    void r32TooBigPacketIsReportedAsItsSenderSentIt(Family family, Traffic traffic, Side from) {
        Side other = from == Side.CLIENT ? Side.SERVER : Side.CLIENT;
        try (HandlerKernel kernel =
                Setup.shipped().with(UNLIMITED).mtu(other, SMALL_MTU).start()) {
            traffic.open(kernel, family);
            for (int size : new int[] {SMALL_MTU + 1, SMALL_MTU + 2, 1500, 9000}) {
                byte[] packet = sized(family, traffic, from, size).bytes();
                byte[] corrupt =
                        sized(family, traffic, from, size).wrongChecksum(1).bytes();
                byte[] report =
                        family.report(port(family, from), sender(family, from), family.tooBig, SMALL_MTU, packet);
                Row.of(size + " bytes", from, packet, Verdict.TOO_BIG)
                        .back(report)
                        .cut(corrupt, Verdict.TOO_BIG) // nobody is told
                        .check(kernel);
            }
            byte[] fits = sized(family, traffic, from, SMALL_MTU).bytes();
            assertEquals(1, (from == Side.CLIENT ? kernel.fromClient(fits) : kernel.fromServer(fits)).size());
            assertEquals(1, kernel.connections());
            assertTrue(kernel.isBalanced());
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("openings")
    void r32TooBigFirstPacketOpensNothing(Family family, Traffic traffic) {
        try (HandlerKernel kernel = Setup.shipped().mtu(Side.SERVER, SMALL_MTU).start()) {
            PacketBuilder first = sized(family, traffic, Side.CLIENT, SMALL_MTU + 1);
            byte[] packet = (traffic == Traffic.TCP ? first.patch8(13, Traffic.SYN) : first).bytes();
            Row.of("first packet", Side.CLIENT, packet, Verdict.TOO_BIG)
                    .back(family.report(family.port, family.client, family.tooBig, SMALL_MTU, packet))
                    .check(kernel);
            assertEquals(0, kernel.connections());
            traffic.open(kernel, family); // with the first selector: none was lost
            assertTrue(kernel.isBalanced());
        }
    }

    /// Who lets the packet be fragmented is not told to send smaller ones.
    @ParameterizedTest
    @EnumSource(Side.class)
    void r32PacketThatMayBeFragmentedIsNotReported(Side from) {
        Side other = from == Side.CLIENT ? Side.SERVER : Side.CLIENT;
        Family family = Family.IPV4;
        try (HandlerKernel kernel = Setup.shipped().mtu(other, SMALL_MTU).start()) {
            Traffic.UDP.open(kernel, family);
            byte[] data = new byte[1400];
            byte[] packet = from == Side.CLIENT
                    ? family.fromClient()
                            .udp(Traffic.CLIENT_PORT, Traffic.SERVICE_PORT, data)
                            .bytes()
                    : family.fromServer()
                            .udp(Traffic.SERVER_PORT, Traffic.LOCAL_PORT, data)
                            .bytes();
            if (from == Side.CLIENT) {
                kernel.fromClient(packet);
                Wire.assertNothing(kernel.sentToClient());
            } else {
                kernel.fromServer(packet);
                Wire.assertNothing(kernel.sentToServer());
            }
            assertEquals(0, kernel.count(Tally.ORIGINATED));
            assertTrue(kernel.isBalanced());
        }
    }

    /// A refusal, by what is sent and how it is answered.
    private record Refused(String name, PacketBuilder packet, PacketBuilder answer) {}

    private static List<Refused> refusedSegments(Family family, int port) {
        List<Refused> rows = new ArrayList<>();
        rows.add(new Refused(
                "SYN",
                segment(family, port, Traffic.SYN).sequence(1000),
                reset(family, port, Traffic.RST | Traffic.ACK).acknowledgment(1001)));
        rows.add(new Refused(
                "SYN with data and options",
                segment(family, port, Traffic.SYN, 1, 2, 3).sequence(-2).tcpOptions(2, 4, 5, 180, 1, 3, 3, 7),
                reset(family, port, Traffic.RST | Traffic.ACK).acknowledgment(2)));
        return rows;
    }

    private static PacketBuilder segment(Family family, int port, int flags, int... data) {
        return family.fromClient().tcp(Traffic.CLIENT_PORT, port, flags, bytes(data));
    }

    private static PacketBuilder reset(Family family, int port, int flags) {
        return family.own(family.vip, family.client)
                .tcp(port, Traffic.CLIENT_PORT, flags)
                .window(0);
    }

    private static void checkRefusals(
            HandlerKernel kernel, Family family, int port, Verdict verdict, boolean answered) {
        for (Refused refused : refusedSegments(family, port)) {
            Row row = Row.of(refused.name(), Side.CLIENT, refused.packet().bytes(), verdict);
            if (answered) {
                row = row.back(refused.answer().bytes())
                        .cut(refused.packet().wrongChecksum(1).bytes(), Verdict.BAD_CHECKSUM);
            }
            row.check(kernel);
        }
        byte[] datagram =
                family.fromClient().udp(Traffic.CLIENT_PORT, port, Traffic.DATA).bytes();
        byte[] corrupt = family.fromClient()
                .udp(Traffic.CLIENT_PORT, port, Traffic.DATA)
                .wrongChecksum(1)
                .bytes();
        Row row = Row.of("datagram", Side.CLIENT, datagram, verdict);
        if (answered) {
            row = row.back(family.report(family.vip, family.client, family.portUnreachable, 0, datagram))
                    .cut(corrupt, Verdict.BAD_CHECKSUM);
        }
        row.check(kernel);
        assertEquals(0, kernel.connections());
        assertTrue(kernel.isBalanced());
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void r33PortWithoutServiceIsSilentByDefault(Family family) {
        for (String policy : List.of("", "no-service: drop")) {
            try (HandlerKernel kernel = Setup.shipped().with(policy).start()) {
                checkRefusals(kernel, family, CLOSED_PORT, Verdict.NO_SERVICE, false);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void r33PortWithoutServiceIsRefusedIfConfigured(Family family) {
        try (HandlerKernel kernel = Setup.shipped().with("no-service: reject").start()) {
            checkRefusals(kernel, family, CLOSED_PORT, Verdict.NO_SERVICE, true);
        }
    }

    private static Setup withoutUsableServer(Family family) {
        return Setup.shipped()
                .service(Traffic.UDP, family, 0, family.server, family.otherServer)
                .service(Traffic.TCP, family, 0, family.server)
                .service(Traffic.ECHO, family, 0, family.server);
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void r33ServiceWithoutUsableServerIsRefusedByDefault(Family family) {
        for (String policy : List.of("", "no-server: reject", "no-service: drop")) {
            try (HandlerKernel kernel = withoutUsableServer(family).with(policy).start()) {
                checkRefusals(kernel, family, Traffic.SERVICE_PORT, Verdict.NO_SERVER, true);
                byte[] ping = ping(family.client, family.vip);
                Row.of("ping", Side.CLIENT, ping, Verdict.NO_SERVER)
                        .back(family.report(family.vip, family.client, family.prohibited, 0, ping))
                        .check(kernel);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void r33ServiceWithoutUsableServerIsSilentIfConfigured(Family family) {
        try (HandlerKernel kernel =
                withoutUsableServer(family).with("no-server: drop").start()) {
            checkRefusals(kernel, family, Traffic.SERVICE_PORT, Verdict.NO_SERVER, false);
            Row.of("ping", Side.CLIENT, ping(family.client, family.vip), Verdict.NO_SERVER)
                    .check(kernel);
            assertTrue(kernel.isBalanced());
        }
    }

    /// RFC 1122 3.2.2, RFC 1812 4.3.2.7, RFC 4443 2.4 (e): with their last hop gone and too large for any leg, to
    /// closed ports, these are dropped in silence.
    @ParameterizedTest(name = "{0} from the {1}")
    @MethodSource("sides")
    void r34NeverAnErrorAboutAnError(Family family, Side from) {
        Side other = from == Side.CLIENT ? Side.SERVER : Side.CLIENT;
        try (HandlerKernel kernel =
                Setup.shipped().with("no-service: reject").mtu(other, SMALL_MTU).start()) {
            Traffic.UDP.open(kernel, family);
            Complaint lastHop = Complaint.about(Traffic.UDP, family, from).outer(ip -> ip.hopLimit(1));
            Row.of("last hop", from, lastHop.arriving(), Verdict.HOP_LIMIT_EXCEEDED)
                    .check(kernel);
            Complaint large = Complaint.about(Traffic.UDP, family, from)
                    .followedBy(new byte[SMALL_MTU])
                    .outer(PacketBuilder::dontFragment);
            Row.of("too big", from, large.arriving(), Verdict.TOO_BIG).check(kernel);
            int redirect = family.isIpv6() ? 137 : 5;
            Complaint redirected =
                    Complaint.about(Traffic.UDP, family, from).type(redirect, 1).outer(ip -> ip.hopLimit(1));
            Row.of("redirect", from, redirected.arriving(), Verdict.REDIRECT).check(kernel);
            assertEquals(0, kernel.count(Tally.ORIGINATED));
            assertTrue(kernel.isBalanced());
        }
    }

    static Stream<Arguments> sides() {
        return ErrorChecksTest.sides();
    }

    @ParameterizedTest(name = "{0} from the {1}")
    @MethodSource("sides")
    void r34NeverAnErrorAboutALaterFragment(Family family, Side from) {
        try (HandlerKernel kernel = Setup.shipped().with("no-service: reject").start()) {
            Traffic.UDP.open(kernel, family);
            byte[] later = arriving(family, Traffic.UDP, from)
                    .hopLimit(1)
                    .fragment(1480, false)
                    .bytes();
            if (from == Side.CLIENT) {
                kernel.fromClient(later);
            } else {
                kernel.fromServer(later);
            }
            Wire.assertNothing(kernel.sentToClient());
            Wire.assertNothing(kernel.sentToServer());
            kernel.pass(2_000_000_000L);
            assertEquals(1, kernel.count(Verdict.FRAGMENT_ORPHAN));
            assertEquals(0, kernel.count(Tally.ORIGINATED));
            assertTrue(kernel.isBalanced());
        }
    }

    /// By MAC address or by IP address.
    @ParameterizedTest
    @EnumSource(Family.class)
    void r34NeverAnErrorAboutABroadcastOrMulticast(Family family) {
        List<String> groups = family.isIpv6()
                ? List.of("ff02::1", "ff0e::1234")
                : List.of("255.255.255.255", "10.1.0.255", "224.0.0.1", "239.1.2.3");
        String sender = "02:00:00:00:01:02";
        try (HandlerKernel kernel = Setup.shipped().with("no-service: reject").start()) {
            for (int port : new int[] {Traffic.SERVICE_PORT, CLOSED_PORT}) {
                for (String group : groups) {
                    byte[] packet = PacketBuilder.ip(family.client, group)
                            .hopLimit(1)
                            .udp(Traffic.CLIENT_PORT, port, Traffic.DATA)
                            .bytes();
                    Row.of("to " + group, Side.CLIENT, packet, Verdict.NOT_LOCAL)
                            .check(kernel);
                }
                PacketBuilder packet = family.fromClient().hopLimit(1).udp(Traffic.CLIENT_PORT, port, Traffic.DATA);
                kernel.burstFromClient(List.of(
                        packet.frame("ff:ff:ff:ff:ff:ff", sender),
                        packet.frame("01:00:5e:00:00:01", sender),
                        packet.frame("33:33:00:00:00:01", sender)));
            }
            assertEquals(6, kernel.count(Verdict.NOT_FOR_US));
            Wire.assertNothing(kernel.sentToClient());
            Wire.assertNothing(kernel.sentToServer());
            assertTrue(kernel.isBalanced());
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void r34NeverAnErrorToWhatIsNotOneHost(Family family) {
        try (HandlerKernel kernel = Setup.shipped()
                .with("no-service: reject")
                .mtu(Side.SERVER, SMALL_MTU)
                .start()) {
            for (String source : nobody(family)) {
                byte[] packet = PacketBuilder.ip(source, family.vip)
                        .hopLimit(1)
                        .udp(Traffic.CLIENT_PORT, CLOSED_PORT, Traffic.DATA)
                        .bytes();
                Row.of("from " + source, Side.CLIENT, packet, Verdict.BAD_SOURCE)
                        .check(kernel);
            }
            for (String source : nobodyHere(family)) {
                byte[] lastHop = PacketBuilder.ip(source, family.vip)
                        .hopLimit(1)
                        .udp(Traffic.CLIENT_PORT, Traffic.SERVICE_PORT, Traffic.DATA)
                        .bytes();
                Row.of("last hop from " + source, Side.CLIENT, lastHop, Verdict.HOP_LIMIT_EXCEEDED)
                        .check(kernel);
                byte[] tooBig = PacketBuilder.ip(source, family.vip)
                        .dontFragment()
                        .udp(Traffic.CLIENT_PORT, Traffic.SERVICE_PORT, new byte[SMALL_MTU])
                        .bytes();
                Row.of("too big from " + source, Side.CLIENT, tooBig, Verdict.TOO_BIG)
                        .check(kernel);
                byte[] closed = PacketBuilder.ip(source, family.vip)
                        .tcp(Traffic.CLIENT_PORT, CLOSED_PORT, Traffic.SYN)
                        .bytes();
                Row.of("closed port from " + source, Side.CLIENT, closed, Verdict.BAD_SOURCE)
                        .check(kernel);
            }
            assertEquals(0, kernel.count(Tally.ORIGINATED));
            assertEquals(0, kernel.connections());
            assertTrue(kernel.isBalanced());
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void r34ErrorsQuoteAsMuchAsFits(Family family) {
        int limit = family.errorLimitBytes() - family.headerBytes() - 8;
        try (HandlerKernel kernel = Setup.shipped().with(UNLIMITED).start()) {
            for (int size : new int[] {60, 100, limit - 1, limit, limit + 1, 1500}) {
                byte[] packet = family.fromClient()
                        .hopLimit(1)
                        .udp(Traffic.CLIENT_PORT, Traffic.SERVICE_PORT, new byte[size - family.headerBytes() - 8])
                        .bytes();
                byte[] report = family.report(family.port, family.client, family.hopLimitExceeded, 0, packet);
                assertEquals(Math.min(size + family.headerBytes() + 8, family.errorLimitBytes()), report.length);
                Row.of(size + " bytes", Side.CLIENT, packet, Verdict.HOP_LIMIT_EXCEEDED)
                        .back(report)
                        .check(kernel);
            }
            assertTrue(kernel.isBalanced());
        }
    }

    /// Ethernet fills short frames up; that is not part of the packet.
    @ParameterizedTest
    @EnumSource(Family.class)
    void r34ErrorsAndRepliesQuoteNoEthernetPadding(Family family) {
        byte[] datagram = family.fromClient()
                .hopLimit(1)
                .udp(Traffic.CLIENT_PORT, Traffic.SERVICE_PORT)
                .bytes();
        byte[] ping =
                PacketBuilder.ip(family.client, family.port).echoRequest(ID, 1).bytes();
        try (HandlerKernel kernel = Setup.kernel()) {
            Row.of("datagram", Side.CLIENT, padded(datagram), Verdict.HOP_LIMIT_EXCEEDED)
                    .back(family.report(family.port, family.client, family.hopLimitExceeded, 0, datagram))
                    .check(kernel);
            Row.of("ping", Side.CLIENT, padded(ping), Verdict.ANSWERED)
                    .back(family.own(family.port, family.client)
                            .echoReply(ID, 1)
                            .bytes())
                    .check(kernel);
            assertTrue(kernel.isBalanced());
        }
    }

    private static byte[] padded(byte[] packet) {
        byte[] longer = new byte[packet.length + 17];
        Arrays.fill(longer, (byte) 0xa5);
        System.arraycopy(packet, 0, longer, 0, packet.length);
        return longer;
    }

    /// All that can be provoked: an error, a reply, a reset, each from one bucket.
    private static List<Row> provocations(Family family, String client) {
        byte[] lastHop = PacketBuilder.ip(client, family.vip)
                .hopLimit(1)
                .udp(Traffic.CLIENT_PORT, Traffic.SERVICE_PORT, Traffic.DATA)
                .bytes();
        byte[] closed = PacketBuilder.ip(client, family.vip)
                .udp(Traffic.CLIENT_PORT, CLOSED_PORT, Traffic.DATA)
                .bytes();
        byte[] segment = PacketBuilder.ip(client, family.vip)
                .tcp(Traffic.CLIENT_PORT, CLOSED_PORT, Traffic.ACK)
                .acknowledgment(99)
                .bytes();
        byte[] reset = family.own(family.vip, client)
                .tcp(CLOSED_PORT, Traffic.CLIENT_PORT, Traffic.RST)
                .sequence(99)
                .window(0)
                .bytes();
        return List.of(
                Row.of("last hop", Side.CLIENT, lastHop, Verdict.HOP_LIMIT_EXCEEDED)
                        .back(family.report(family.port, client, family.hopLimitExceeded, 0, lastHop)),
                Row.of("closed port", Side.CLIENT, closed, Verdict.NO_SERVICE)
                        .back(family.report(family.vip, client, family.portUnreachable, 0, closed)),
                Row.of("segment", Side.CLIENT, segment, Verdict.NO_SERVICE).back(reset),
                Row.of("ping", Side.CLIENT, ping(client, family.port), Verdict.ANSWERED)
                        .back(pong(family, family.port, client)));
    }

    private static void checkHeldBack(HandlerKernel kernel, Row row) {
        Verdict verdict = row.verdict() == Verdict.ANSWERED ? Verdict.ANSWER_LIMITED : row.verdict();
        long before = kernel.count(Tally.RATE_LIMITED);
        Row.of(row.name() + ", held back", row.from(), row.packet(), verdict).check(kernel);
        assertEquals(before + 1, kernel.count(Tally.RATE_LIMITED));
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void r34RateIsLimitedPerPrefix(Family family) {
        List<Row> neighbour = provocations(family, family.otherClient);
        List<Row> stranger = provocations(family, family.farClient(1));
        for (Row first : provocations(family, family.client)) {
            try (HandlerKernel kernel = Setup.shipped()
                    .with("no-service: reject")
                    .with("icmp-rate: {per-prefix: 10/s, total: 0, burst: 3}")
                    .start()) {
                for (int i = 0; i < 3; i++) {
                    first.check(kernel);
                }
                checkHeldBack(kernel, first);
                neighbour.forEach(row -> checkHeldBack(kernel, row));
                stranger.subList(0, 3).forEach(row -> row.check(kernel));
                kernel.pass(99 * MILLI);
                checkHeldBack(kernel, first);
                kernel.pass(MILLI);
                first.check(kernel);
                checkHeldBack(kernel, first);
                kernel.pass(10_000 * MILLI);
                for (int i = 0; i < 3; i++) {
                    first.check(kernel);
                }
                checkHeldBack(kernel, first);
                assertTrue(kernel.isBalanced());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void r34RateIsLimitedInAll(Family family) {
        try (HandlerKernel kernel = Setup.shipped()
                .with("no-service: reject")
                .with("icmp-rate: {per-prefix: 0, total: 10/s, burst: 4}")
                .start()) {
            for (int i = 0; i < 4; i++) {
                provocations(family, family.farClient(i << 8)).get(i).check(kernel);
            }
            for (int i = 4; i < 8; i++) {
                checkHeldBack(
                        kernel, provocations(family, family.farClient(i << 8)).get(i - 4));
            }
            kernel.pass(100 * MILLI);
            provocations(family, family.client).getFirst().check(kernel);
            checkHeldBack(kernel, provocations(family, family.client).getFirst());
            assertTrue(kernel.isBalanced());
        }
    }

    /// Many connections may end at once: of what both sides are told then, the buckets let through as much as of
    /// anything else.
    @ParameterizedTest
    @EnumSource(Family.class)
    void r34RateIsLimitedOfFarewells(Family family) {
        try (HandlerKernel kernel = Setup.shipped()
                .with("protocols: {tcp: {idle: reset}}")
                .with("icmp-rate: {per-prefix: 10/s, total: 0, burst: 3}")
                .start()) {
            for (int i = 0; i < 5; i++) {
                establish(kernel, family, Traffic.CLIENT_PORT + i, Traffic.LOCAL_PORT + i * Setup.WORKERS);
            }
            kernel.pass(Duration.ofMinutes(2).toNanos());
            assertEquals(0, kernel.connections());
            List<byte[]> told = new ArrayList<>(kernel.sentToClient());
            assertEquals(3, told.size());
            told.addAll(kernel.sentToServer());
            assertEquals(6, told.size());
            for (byte[] farewell : told) {
                assertEquals(Traffic.RST | Traffic.ACK, Wire.u8(farewell, family.headerBytes() + 13));
            }
            assertEquals(6, kernel.count(Tally.ORIGINATED));
            assertEquals(4, kernel.count(Tally.RATE_LIMITED));
            assertTrue(kernel.isBalanced());
        }
    }

    private static void establish(HandlerKernel kernel, Family family, int clientPort, int localPort) {
        PacketBuilder syn = family.fromClient()
                .tcp(clientPort, Traffic.SERVICE_PORT, Traffic.SYN)
                .sequence(Traffic.CLIENT_FIRST);
        assertEquals(1, kernel.fromClient(syn.bytes()).size());
        PacketBuilder synAck = family.fromServer()
                .tcp(Traffic.SERVER_PORT, localPort, Traffic.SYN | Traffic.ACK)
                .sequence(Traffic.SERVER_FIRST)
                .acknowledgment(Traffic.CLIENT_FIRST + 1);
        assertEquals(1, kernel.fromServer(synAck.bytes()).size());
        PacketBuilder ack = family.fromClient()
                .tcp(clientPort, Traffic.SERVICE_PORT, Traffic.ACK)
                .sequence(Traffic.CLIENT_FIRST + 1)
                .acknowledgment(Traffic.SERVER_FIRST + 1);
        assertEquals(1, kernel.fromClient(ack.bytes()).size());
    }

    /// The defaults: fifty at once, a hundred a second to one prefix.
    @ParameterizedTest
    @EnumSource(Family.class)
    void r34RateIsLimitedByDefault(Family family) {
        Row row = provocations(family, family.client).getFirst();
        try (HandlerKernel kernel = Setup.shipped().with("no-service: reject").start()) {
            for (int i = 0; i < 50; i++) {
                row.check(kernel);
            }
            checkHeldBack(kernel, row);
            kernel.pass(10 * MILLI);
            row.check(kernel);
            checkHeldBack(kernel, row);
            assertTrue(kernel.isBalanced());
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void r34RateOfZeroIsNoLimit(Family family) {
        try (HandlerKernel kernel =
                Setup.shipped().with("no-service: reject").with(UNLIMITED).start()) {
            List<Row> rows = provocations(family, family.client);
            for (int i = 0; i < 2000; i++) {
                rows.get(i % rows.size()).check(kernel);
            }
            assertEquals(0, kernel.count(Tally.RATE_LIMITED));
            assertTrue(kernel.isBalanced());
        }
    }
}
