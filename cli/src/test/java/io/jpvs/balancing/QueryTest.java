package io.jpvs.balancing;

import static io.jpvs.testkit.PacketBuilder.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jpvs.api.Verdict;
import io.jpvs.kernel.config.ConfigurationException;
import io.jpvs.kernel.service.Schedulers;
import io.jpvs.kernel.worker.Tally;
import io.jpvs.testkit.HandlerKernel;
import io.jpvs.testkit.PacketBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Balanced queries.
final class QueryTest {
    private static final int ID = Traffic.CLIENT_ID;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final int CLIENTS = 65_536;

    /// Echo of both versions, and the timestamp that only IPv4 has.
    static Stream<Arguments> queries() {
        return Stream.of(
                Arguments.of(Family.IPV4, Traffic.ECHO),
                Arguments.of(Family.IPV4, Traffic.TIMESTAMP),
                Arguments.of(Family.IPV6, Traffic.ECHO));
    }

    private static byte[] ping(Family family, String client, int id, int sequence) {
        return PacketBuilder.ip(client, family.vip)
                .echoRequest(id, sequence, Traffic.DATA)
                .bytes();
    }

    private static byte[] pinged(String local, String server, int id, int sequence) {
        return PacketBuilder.ip(local, server)
                .hopLimit(63)
                .echoRequest(id, sequence, Traffic.DATA)
                .bytes();
    }

    private static Setup servers(Family family, String scheduler, int weight, int otherWeight) {
        String protocol = Traffic.ECHO.protocol(family);
        return Setup.shipped()
                .service("address: \"" + family.vip + "\", protocol: " + protocol + ", scheduler: " + scheduler
                        + ", forward: fullnat, local-addresses: [\"" + family.local + "\"], servers: [{address: \""
                        + family.server + "\", weight: " + weight + "}, {address: \"" + family.otherServer
                        + "\", weight: " + otherWeight + "}]");
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("queries")
    void r20QueryIsBalancedAndItsReplyReturns(Family family, Traffic query) {
        byte[] short7 = PacketBuilder.ip(family.client, family.vip)
                .content(family.icmp(), bytes(family.echoRequest(), 0, 0, 0, 0x12, 0x34, 0))
                .bytes();
        try (HandlerKernel kernel = Setup.kernel()) {
            Row.of("request", Side.CLIENT, query.fromClient(family.fromClient()).bytes(), Verdict.FORWARDED_IN)
                    .toServer(query.toServer(family.toServer()).bytes())
                    .cut(short7, Verdict.TRUNCATED)
                    .check(kernel);
            Row.of("reply", Side.SERVER, query.fromServer(family.fromServer()).bytes(), Verdict.FORWARDED_OUT)
                    .toClient(query.toClient(family.toClient()).bytes())
                    .check(kernel);
            assertTrue(kernel.isBalanced());
        }
    }

    /// What is odd about the packet that carries a query is left alone.
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("queries")
    void r20HeadersAreLeftAlone(Family family, Traffic query) {
        PacketBuilder before = query.fromClient(family.fromClient()).trafficClass(0xb8);
        PacketBuilder after = query.toServer(family.toServer()).trafficClass(0xb8);
        List.of(before, after).forEach(packet -> {
            if (family.isIpv6()) {
                packet.extension(0, bytes(5, 2, 0, 0, 0, 0)).extension(60, new byte[14]);
            } else {
                packet.options(7, 7, 4, 0, 0, 0, 0, 0).identification(0xbeef).dontFragment();
            }
        });
        try (HandlerKernel kernel = Setup.kernel()) {
            Row.of("request", Side.CLIENT, before.bytes(), Verdict.FORWARDED_IN)
                    .toServer(after.bytes())
                    .check(kernel);
            assertTrue(kernel.isBalanced());
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void r20EverySchedulerServesQueries(Family family) {
        for (String scheduler : Schedulers.names()) {
            try (HandlerKernel kernel = servers(family, scheduler, 3, 1).start()) {
                int toFirst = 0;
                for (int id = 0; id < 40; id++) {
                    List<byte[]> sent = kernel.fromClient(ping(family, family.client, id, 1));
                    assertEquals(1, sent.size(), scheduler);
                    int local = Traffic.localId(toFirst);
                    if (Wire.hex(sent.getFirst()).equals(Wire.hex(pinged(family.local, family.server, local, 1)))) {
                        toFirst++;
                    } else {
                        Wire.assertSent(
                                pinged(family.local, family.otherServer, Traffic.localId(id - toFirst), 1), sent);
                    }
                }
                assertEquals(scheduler.equals("wrr") ? 30 : 20, toFirst, scheduler);
                assertTrue(kernel.isBalanced());
            }
        }
    }

    /// One connection carries both directions, however many requests and replies.
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("queries")
    void r21OneConnectionPerClientAndIdentifier(Family family, Traffic query) {
        try (HandlerKernel kernel = Setup.kernel()) {
            for (int i = 0; i < 100; i++) {
                query.open(kernel, family);
                assertEquals(1, kernel.connections());
                assertEquals(1, kernel.count(Tally.CONNECTIONS_OPENED));
            }
            for (int id = 0; id < 50; id++) {
                kernel.fromClient(ping(family, family.client, id, 1));
                assertEquals(2 + id, kernel.connections());
            }
            assertTrue(kernel.isBalanced());
        }
    }

    /// Two kinds of query may bear one identifier, and are two flows.
    @ParameterizedTest
    @EnumSource(names = "IPV4")
    void r21EchoAndTimestampOfOneIdentifierStayApart(Family family) {
        try (HandlerKernel kernel = Setup.kernel()) {
            Traffic.ECHO.open(kernel, family);
            byte[] request = Traffic.TIMESTAMP.fromClient(family.fromClient()).bytes();
            byte[] sent = family.toServer()
                    .icmp(13, 0, Traffic.localId(1) << 16 | Traffic.SEQUENCE, Traffic.TIMES)
                    .bytes();
            Row.of("request", Side.CLIENT, request, Verdict.FORWARDED_IN)
                    .toServer(sent)
                    .check(kernel);
            byte[] reply = family.fromServer()
                    .icmp(14, 0, Traffic.localId(1) << 16 | Traffic.SEQUENCE, Traffic.TIMES)
                    .bytes();
            Row.of("reply", Side.SERVER, reply, Verdict.FORWARDED_OUT)
                    .toClient(Traffic.TIMESTAMP.toClient(family.toClient()).bytes())
                    .check(kernel);
            byte[] echoReply =
                    family.fromServer().echoReply(Traffic.localId(1), 1).bytes();
            Row.of("reply of the other kind", Side.SERVER, echoReply, Verdict.NO_CONNECTION)
                    .check(kernel);
            assertEquals(2, kernel.connections());
            assertTrue(kernel.isBalanced());
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void r22TwoClientsWithOneIdentifierStayApart(Family family) {
        List<String> clients = List.of(family.client, family.otherClient, family.farClient(1));
        try (HandlerKernel kernel = Setup.kernel()) {
            for (int round = 1; round <= 3; round++) {
                for (int i = 0; i < clients.size(); i++) {
                    Row.of("ping", Side.CLIENT, ping(family, clients.get(i), ID, round), Verdict.FORWARDED_IN)
                            .toServer(pinged(family.local, family.server, Traffic.localId(i), round))
                            .check(kernel);
                }
                for (int i = clients.size() - 1; i >= 0; i--) {
                    byte[] reply = family.fromServer()
                            .echoReply(Traffic.localId(i), round)
                            .bytes();
                    byte[] restored = PacketBuilder.ip(family.vip, clients.get(i))
                            .hopLimit(63)
                            .echoReply(ID, round)
                            .bytes();
                    Row.of("reply", Side.SERVER, reply, Verdict.FORWARDED_OUT)
                            .toClient(restored)
                            .check(kernel);
                }
            }
            assertEquals(clients.size(), kernel.connections());
            assertTrue(kernel.isBalanced());
        }
    }

    /// As behind one carrier-grade NAT, with two local addresses since one has 65,535 identifiers. Where all are one
    /// worker's, it deals its share of the identifiers to as many fewer clients.
    @ParameterizedTest
    @EnumSource(Family.class)
    void r22Clients65536WithOneIdentifierStayApart(Family family) {
        String otherLocal = family.isIpv6() ? "fd02::2" : "10.2.0.2";
        String protocol = Traffic.ECHO.protocol(family);
        int clients = CLIENTS / Setup.WORKERS;
        Setup setup = Setup.shipped()
                .capacity(CLIENTS)
                .service("address: \"" + family.vip + "\", protocol: " + protocol + ", local-addresses: [\""
                        + family.local + "\", \"" + otherLocal + "\"], servers: [{address: \"" + family.server
                        + "\"}]");
        try (HandlerKernel kernel = setup.start()) {
            Set<Integer> identifiers = new HashSet<>();
            for (int i = 0; i < clients; i++) {
                List<byte[]> sent = kernel.fromClient(ping(family, family.farClient(i), ID, 1));
                int identifier = Wire.u16(sent.getFirst(), family.headerBytes() + 4);
                String local = i % 2 == 0 ? family.local : otherLocal;
                Wire.assertSent(pinged(local, family.server, identifier, 1), sent);
                assertTrue(identifiers.add(identifier << 1 | i % 2), "dealt twice: " + identifier);
                assertEquals(Traffic.localId(i / 2), identifier, "lowest first");
            }
            assertEquals(clients, kernel.connections());
            for (int i = clients - 1; i >= 0; i--) {
                byte[] reply = PacketBuilder.ip(family.server, i % 2 == 0 ? family.local : otherLocal)
                        .echoReply(Traffic.localId(i / 2), 1)
                        .bytes();
                byte[] restored = PacketBuilder.ip(family.vip, family.farClient(i))
                        .hopLimit(63)
                        .echoReply(ID, 1)
                        .bytes();
                Wire.assertSent(restored, kernel.fromServer(reply));
            }
            assertEquals(clients, kernel.count(Verdict.FORWARDED_OUT));
            assertTrue(kernel.isBalanced());
        }
    }

    /// What was freed is dealt last: late replies and errors of the old connection rarely meet a new one.
    @ParameterizedTest
    @EnumSource(Family.class)
    void r22FreedIdentifierIsReusedLast(Family family) {
        try (HandlerKernel kernel = Setup.kernel()) {
            Wire.assertSent(
                    pinged(family.local, family.server, 1, 1), kernel.fromClient(ping(family, family.client, ID, 1)));
            kernel.pass(60 * SECOND);
            assertEquals(0, kernel.connections());
            Wire.assertSent(
                    pinged(family.local, family.server, Traffic.localId(1), 1),
                    kernel.fromClient(ping(family, family.client, ID, 1)));
            byte[] late = family.fromServer().echoReply(1, 1).bytes();
            Row.of("late reply", Side.SERVER, late, Verdict.NO_CONNECTION).check(kernel);
            assertTrue(kernel.isBalanced());
        }
    }

    /// RFC 6918 has buried information and address mask; and there is no query of ICMPv6 but echo.
    @ParameterizedTest
    @EnumSource(Family.class)
    void r23ObsoleteQueriesAreDropped(Family family) {
        int[] types = family.isIpv6() ? new int[] {130, 131, 132, 138, 139, 140, 144, 255} : new int[] {15, 16, 17, 18};
        try (HandlerKernel kernel = Setup.kernel()) {
            for (int type : types) {
                byte[] query = family.fromClient()
                        .icmp(type, 0, ID << 16 | 1, new byte[4])
                        .bytes();
                byte[] fromServer = family.fromServer()
                        .icmp(type, 0, 1 << 16 | 1, new byte[4])
                        .bytes();
                byte[] cut = family.fromClient()
                        .content(family.icmp(), bytes(type, 0, 0, 0, 0, 1, 0))
                        .bytes();
                Row.of("type " + type, Side.CLIENT, query, Verdict.OBSOLETE)
                        .cut(cut, Verdict.TRUNCATED)
                        .check(kernel);
                Row.of("type " + type, Side.SERVER, fromServer, Verdict.OBSOLETE)
                        .check(kernel);
            }
            assertEquals(0, kernel.connections());
            assertTrue(kernel.isBalanced());
        }
    }

    /// A query of any code is one: RFC 1122 has no other to make of it.
    @ParameterizedTest
    @EnumSource(Family.class)
    void r23CodeIsLeftAlone(Family family) {
        int type = family.echoRequest();
        try (HandlerKernel kernel = Setup.kernel()) {
            for (int code : new int[] {1, 127, 255}) {
                byte[] request = family.fromClient()
                        .icmp(type, code, ID << 16, Traffic.DATA)
                        .bytes();
                byte[] sent = family.toServer()
                        .icmp(type, code, 1 << 16, Traffic.DATA)
                        .bytes();
                Row.of("code " + code, Side.CLIENT, request, Verdict.FORWARDED_IN)
                        .toServer(sent)
                        .check(kernel);
            }
            assertTrue(kernel.isBalanced());
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("queries")
    void r23ReplyWithoutConnectionIsDropped(Family family, Traffic query) {
        byte[] fromServer = query.fromServer(family.fromServer()).bytes();
        byte[] fromClient =
                query.toClient(PacketBuilder.ip(family.client, family.vip)).bytes();
        byte[] toPort =
                query.toClient(PacketBuilder.ip(family.client, family.port)).bytes();
        try (HandlerKernel kernel = Setup.shipped().with("no-service: reject").start()) {
            Row.of("from the server", Side.SERVER, fromServer, Verdict.NO_CONNECTION)
                    .check(kernel);
            Row.of("from the client", Side.CLIENT, fromClient, Verdict.NO_CONNECTION)
                    .check(kernel);
            Row.of("to the port", Side.CLIENT, toPort, Verdict.NO_CONNECTION).check(kernel);
            assertEquals(0, kernel.connections());

            query.open(kernel, family);
            PacketBuilder otherServer = PacketBuilder.ip(family.otherServer, family.local);
            Row.of(
                            "from another server",
                            Side.SERVER,
                            query.fromServer(otherServer).bytes(),
                            Verdict.NO_CONNECTION)
                    .check(kernel);
            kernel.pass(60 * SECOND);
            Row.of("too late", Side.SERVER, fromServer, Verdict.NO_CONNECTION).check(kernel);
            assertEquals(0, kernel.connections());
            assertTrue(kernel.isBalanced());
        }
    }

    /// RFC 5508 REQ-2: sixty seconds, from the last request or reply.
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("queries")
    void r23QueryLivesSixtySecondsAfterItsLastPacket(Family family, Traffic query) {
        byte[] request = query.fromClient(family.fromClient()).bytes();
        byte[] reply = query.fromServer(family.fromServer()).bytes();
        try (HandlerKernel kernel = Setup.kernel()) {
            query.open(kernel, family);
            for (int i = 0; i < 3; i++) {
                kernel.pass(60 * SECOND - 1);
                assertEquals(1, kernel.fromClient(request).size());
                kernel.pass(60 * SECOND - 1);
                assertEquals(1, kernel.fromServer(reply).size());
            }
            assertEquals(1, kernel.count(Tally.CONNECTIONS_OPENED));
            kernel.pass(60 * SECOND);
            assertEquals(0, kernel.connections());
            assertTrue(kernel.isBalanced());
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void r23TimeoutBelowSixtySecondsIsAConfigurationError(Family family) {
        Setup tooShort = Setup.shipped().with("protocols: {icmp: {timeouts: {query: 59s}}}");
        ConfigurationException error = assertThrows(ConfigurationException.class, tooShort::start);
        assertTrue(String.valueOf(error.getMessage()).contains("query"), error::getMessage);

        Setup longer = Setup.shipped().with("protocols: {icmp: {timeouts: {query: 90s}}}");
        try (HandlerKernel kernel = longer.start()) {
            Traffic.ECHO.open(kernel, family);
            kernel.pass(90 * SECOND - 1);
            assertEquals(1, kernel.connections());
            kernel.pass(1);
            assertEquals(0, kernel.connections());
            assertTrue(kernel.isBalanced());
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void r24AnyPayloadSizePasses(Family family) {
        int largest = 1500 - family.headerBytes() - 8;
        List<Integer> sizes = new ArrayList<>(List.of(511, 512, 513, 1000, largest - 1, largest));
        for (int size = 0; size < 70; size++) {
            sizes.add(size);
        }
        try (HandlerKernel kernel = Setup.kernel()) {
            for (int size : sizes) {
                byte[] data = new byte[size];
                for (int i = 0; i < size; i++) {
                    data[i] = (byte) (i * 31 + 7);
                }
                Row.of(
                                size + " bytes",
                                Side.CLIENT,
                                family.fromClient().echoRequest(ID, size, data).bytes(),
                                Verdict.FORWARDED_IN)
                        .toServer(family.toServer().echoRequest(1, size, data).bytes())
                        .check(kernel);
                Row.of(
                                size + " bytes",
                                Side.SERVER,
                                family.fromServer().echoReply(1, size, data).bytes(),
                                Verdict.FORWARDED_OUT)
                        .toClient(family.toClient().echoReply(ID, size, data).bytes())
                        .check(kernel);
            }
            assertEquals(1, kernel.connections());
            assertTrue(kernel.isBalanced());
        }
    }

    /// Each identifier that is dealt changes the checksum otherwise.
    @ParameterizedTest
    @EnumSource(Family.class)
    void r24ChecksumIsRightForEveryIdentifier(Family family) {
        try (HandlerKernel kernel = Setup.shipped().capacity(CLIENTS).start()) {
            int last = family.isIpv6() ? 5_000 : CLIENTS - 1; // testkit parses IPv6 addresses slowly
            for (int id = 1; id <= last; id += Setup.WORKERS) {
                byte[] request = family.fromClient().echoRequest(ID + id, 1).bytes();
                byte[] sent = family.toServer().echoRequest(id, 1).bytes();
                Wire.assertSent(sent, kernel.fromClient(request));
            }
            assertTrue(kernel.isBalanced());
        }
    }

    /// What runs out of what, and how many there are.
    static Stream<Arguments> scarcities() {
        return Stream.of(
                Arguments.of(Family.IPV4, Traffic.ECHO, 65_535),
                Arguments.of(Family.IPV6, Traffic.ECHO, 65_535),
                Arguments.of(Family.IPV4, Traffic.UDP, 64_511),
                Arguments.of(Family.IPV6, Traffic.TCP, 64_511));
    }

    private static PacketBuilder opening(Traffic traffic, PacketBuilder ip, int selector) {
        return switch (traffic) {
            case UDP -> ip.udp(selector, Traffic.SERVICE_PORT, Traffic.DATA);
            case TCP -> ip.tcp(selector, Traffic.SERVICE_PORT, Traffic.SYN).sequence(Traffic.CLIENT_FIRST);
            case ECHO, TIMESTAMP -> ip.echoRequest(selector, 1, Traffic.DATA);
        };
    }

    /// All local ports or identifiers are taken: newcomers are told, at the rate of all that the balancer says;
    /// the others live on, and what they leave behind serves again.
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("scarcities")
    void r25ExhaustionIsAnswered(Family family, Traffic traffic, int selectors) {
        String quick = "protocols: {tcp: {timeouts: {syn-sent: 60s}}, udp: {timeouts: {idle: 60s}}}";
        Setup setup = Setup.shipped().capacity(CLIENTS).with(quick).with("icmp-rate: {per-prefix: 100/s, burst: 2}");
        byte[] newcomer = opening(traffic, PacketBuilder.ip(family.otherClient, family.vip), 5000)
                .bytes();
        int connections = selectors / Setup.WORKERS + selectors % Setup.WORKERS; // all are one worker's
        try (HandlerKernel kernel = setup.start()) {
            for (int i = 1; i <= connections; i++) {
                byte[] packet = opening(traffic, family.fromClient(), i).bytes();
                assertEquals(1, kernel.fromClient(packet).size(), "connection " + i);
            }
            assertEquals(connections, kernel.connections());
            Row refused = Row.of("newcomer", Side.CLIENT, newcomer, Verdict.SELECTORS_EXHAUSTED);
            byte[] report = family.report(family.vip, family.otherClient, family.prohibited, 0, newcomer);
            refused.toClient(report).check(kernel);
            refused.toClient(report).check(kernel);
            refused.check(kernel);
            assertEquals(1, kernel.count(Tally.RATE_LIMITED));
            assertEquals(connections, kernel.connections());

            byte[] known = opening(traffic, family.fromClient(), 1).bytes();
            assertEquals(1, kernel.fromClient(known).size());
            kernel.pass(60 * SECOND);
            assertEquals(0, kernel.connections());
            assertEquals(1, kernel.fromClient(newcomer).size());
            assertEquals(1, kernel.connections());
            assertTrue(kernel.isBalanced());
        }
    }

    /// The table is full: the same, of any protocol.
    @ParameterizedTest
    @EnumSource(Family.class)
    void r25FullTableIsAnswered(Family family) {
        try (HandlerKernel kernel = Setup.shipped().capacity(3).start()) {
            for (Traffic traffic : List.of(Traffic.UDP, Traffic.TCP, Traffic.ECHO)) {
                assertEquals(
                        1,
                        kernel.fromClient(
                                        opening(traffic, family.fromClient(), 7).bytes())
                                .size());
            }
            for (Traffic traffic : List.of(Traffic.UDP, Traffic.TCP, Traffic.ECHO)) {
                byte[] newcomer = opening(traffic, family.fromClient(), 8).bytes();
                byte[] corrupt = opening(traffic, family.fromClient(), 8)
                        .wrongChecksum(1)
                        .bytes();
                Row.of("newcomer", Side.CLIENT, newcomer, Verdict.TABLE_FULL)
                        .toClient(family.report(family.vip, family.client, family.prohibited, 0, newcomer))
                        .cut(corrupt, Verdict.BAD_CHECKSUM)
                        .check(kernel);
                byte[] known = opening(traffic, family.fromClient(), 7).bytes();
                assertEquals(1, kernel.fromClient(known).size());
            }
            assertEquals(3, kernel.connections());
            kernel.pass(300 * SECOND);
            assertEquals(
                    1,
                    kernel.fromClient(
                                    opening(Traffic.UDP, family.fromClient(), 8).bytes())
                            .size());
            assertEquals(1, kernel.connections());
            assertTrue(kernel.isBalanced());
        }
    }
}
