package io.jpvs.replay;

import static io.jpvs.replay.Frames.ALICE;
import static io.jpvs.replay.Frames.ALICE_MAC;
import static io.jpvs.replay.Frames.BOB;
import static io.jpvs.replay.Frames.CLIENT_PORT_MAC;
import static io.jpvs.replay.Frames.FIRST;
import static io.jpvs.replay.Frames.FIRST_MAC;
import static io.jpvs.replay.Frames.LOCAL;
import static io.jpvs.replay.Frames.SECOND;
import static io.jpvs.replay.Frames.SERVER_PORT_MAC;
import static io.jpvs.replay.Frames.VIP;
import static io.jpvs.replay.Frames.arpProbe;
import static io.jpvs.replay.Frames.arpReply;
import static io.jpvs.replay.Frames.arpRequest;
import static io.jpvs.replay.Frames.fromClient;
import static io.jpvs.replay.Frames.fromServer;
import static io.jpvs.replay.Frames.own;
import static io.jpvs.replay.Frames.padded;
import static io.jpvs.replay.Frames.routed;
import static io.jpvs.replay.Frames.text;
import static io.jpvs.replay.Frames.toAlice;
import static io.jpvs.replay.Frames.toBob;
import static io.jpvs.replay.Frames.toFirst;
import static io.jpvs.replay.Frames.toSecond;
import static io.jpvs.replay.Scenario.CLIENT;
import static io.jpvs.replay.Scenario.SERVER;
import static io.jpvs.testkit.PacketBuilder.ip;

import io.jpvs.testkit.PacketBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// The goldens of forwarding, of timers and of what the balancer says itself; those of errors are
/// [ErrorScenarios].
///
/// `main` writes them into the folder given, `cli/src/test/resources/replay`; its README tells of each.
final class Scenarios {
    static final int FIN = 0x01;
    static final int SYN = 0x02;
    static final int RST = 0x04;
    static final int PSH = 0x08;
    static final int ACK = 0x10;

    private static final String NETWORK = """
            connections: {capacity: 64}
            ports:
              - {name: client, addresses: [10.1.0.1/24, "fd01::1/64"], mac: "02:00:00:00:01:01"}
              - {name: server, addresses: [10.2.0.1/24, "fd02::1/64"], mac: "02:00:00:00:02:01", mtu: 1400}
            neighbours:
              - {address: 10.1.0.2, mac: "02:00:00:00:01:02", port: client}
              - {address: 10.1.0.3, mac: "02:00:00:00:01:03", port: client}
              - {address: "fd01::2", mac: "02:00:00:00:01:02", port: client}
              - {address: 10.2.0.10, mac: "02:00:00:00:02:0a", port: server}
              - {address: 10.2.0.11, mac: "02:00:00:00:02:0b", port: server}
              - {address: 10.2.0.254, mac: "02:00:00:00:02:fd", port: server}
              - {address: "fd02::10", mac: "02:00:00:00:02:0a", port: server}
            """;

    static final String UDP = NETWORK + """
            services:
              - {address: 10.1.0.100, protocol: udp, port: 53, servers: [{address: 10.2.0.10, port: 5353}]}
            """;

    static final String TCP = NETWORK + """
            services:
              - {address: 10.1.0.100, protocol: tcp, port: 80, servers: [{address: 10.2.0.10, port: 8080}]}
            """;

    static final String ICMP = NETWORK + """
            services:
              - {address: 10.1.0.100, protocol: icmp, servers: [{address: 10.2.0.10}]}
            """;

    private Scenarios() {}

    /// Writes every golden.
    ///
    /// @param args the folder
    public static void main(String[] args) throws IOException {
        for (Scenario scenario : all()) {
            scenario.write(Path.of(args[0], scenario.name()));
        }
    }

    static List<Scenario> all() {
        return List.of(
                udpRequestAndReply(),
                udpOverIpv6(),
                roundRobin(),
                tcpConnection(),
                pingThroughService(),
                pingOfOwnAddresses(),
                noServiceDropped(),
                noServiceRejected(),
                noConnection(),
                ttlOne(),
                tooBig(),
                badChecksums(),
                truncatedFrames(),
                expiryByTime(),
                idleReset(),
                unresolvedNeighbour(),
                neighbourResolved(),
                preloadedConnections(),
                ErrorScenarios.portUnreachable(),
                ErrorScenarios.fragmentationNeeded(),
                ErrorScenarios.errorAboutPing(),
                ErrorScenarios.errorFromClient(),
                ErrorScenarios.errorAfterExpiry(),
                ErrorScenarios.errorsDropped(),
                ErrorScenarios.truncatedErrors());
    }

    static PacketBuilder query(String client, int port) {
        return ip(client, VIP).udp(port, 53, text("query"));
    }

    static PacketBuilder translatedQuery(int localPort) {
        return routed(LOCAL, FIRST).udp(localPort, 5353, text("query"));
    }

    /// Opens two flows, of which the second computes no checksum; a third comes padded, with options and a type of
    /// service; a fourth has a checksum that comes out as 0 after translation, and so is written as 0xffff.
    private static Scenario udpRequestAndReply() {
        byte[] balancing = balancing();
        return new Scenario("udp-request-and-reply", UDP)
                .in(CLIENT, fromClient(query(ALICE, 40_000)))
                .out(SERVER, toFirst(translatedQuery(1025)))
                .at(1)
                .in(SERVER, fromServer(ip(FIRST, LOCAL).udp(5353, 1025, text("reply"))))
                .out(CLIENT, toAlice(routed(VIP, ALICE).udp(53, 40_000, text("reply"))))
                .at(2)
                .in(CLIENT, fromClient(query(BOB, 40_000).noChecksum()))
                .out(SERVER, toFirst(translatedQuery(1026).noChecksum()))
                .in(
                        SERVER,
                        fromServer(ip(FIRST, LOCAL).udp(5353, 1026, text("x")).noChecksum()))
                .out(CLIENT, toBob(routed(VIP, BOB).udp(53, 40_000, text("x")).noChecksum()))
                .at(3)
                .in(
                        CLIENT,
                        padded(fromClient(ip(ALICE, VIP)
                                .options(1, 1, 1, 0)
                                .trafficClass(0xb8)
                                .dontFragment()
                                .udp(40_001, 53))))
                .out(
                        SERVER,
                        padded(toFirst(routed(LOCAL, FIRST)
                                .options(1, 1, 1, 0)
                                .trafficClass(0xb8)
                                .dontFragment()
                                .udp(1027, 5353))))
                .at(4)
                .in(CLIENT, fromClient(ip(ALICE, VIP).udp(40_002, 53, balancing)))
                .out(SERVER, toFirst(routed(LOCAL, FIRST).udp(1028, 5353, balancing)))
                .outcome("forwarded-in", 4)
                .outcome("forwarded-out", 2)
                .leaves("udp", "10.1.0.2:40000", "10.1.0.100:53", "10.2.0.1:1025", "10.2.0.10:5353", "-")
                .leaves("udp", "10.1.0.3:40000", "10.1.0.100:53", "10.2.0.1:1026", "10.2.0.10:5353", "-")
                .leaves("udp", "10.1.0.2:40001", "10.1.0.100:53", "10.2.0.1:1027", "10.2.0.10:5353", "-")
                .leaves("udp", "10.1.0.2:40002", "10.1.0.100:53", "10.2.0.1:1028", "10.2.0.10:5353", "-");
    }

    /// Returns data with which the translated datagram's sum is all ones.
    private static byte[] balancing() {
        for (int word = 0; word <= 0xffff; word++) {
            byte[] data = PacketBuilder.bytes(word >>> 8, word);
            byte[] packet = routed(LOCAL, FIRST).udp(1028, 5353, data).bytes();
            if (packet[26] == (byte) 0xff && packet[27] == (byte) 0xff) {
                return data;
            }
        }
        throw new IllegalStateException("no word makes the sum all ones");
    }

    private static Scenario udpOverIpv6() {
        String configuration = NETWORK + """
                services:
                  - {address: "fd01::100", protocol: udp, port: 53, servers: [{address: "fd02::10", port: 5353}]}
                """;
        return new Scenario("udp-over-ipv6", configuration)
                .in(CLIENT, fromClient(ip("fd01::2", "fd01::100").udp(40_000, 53, text("query"))))
                .out(SERVER, toFirst(routed("fd02::1", "fd02::10").udp(1025, 5353, text("query"))))
                .at(1)
                .in(SERVER, fromServer(ip("fd02::10", "fd02::1").udp(5353, 1025, text("reply"))))
                .out(CLIENT, toAlice(routed("fd01::100", "fd01::2").udp(53, 40_000, text("reply"))))
                .outcome("forwarded-in", 1)
                .outcome("forwarded-out", 1)
                .leaves("udp", "[fd01::2]:40000", "[fd01::100]:53", "[fd02::1]:1025", "[fd02::10]:5353", "-");
    }

    /// Each server has all ports of the local address to itself.
    private static Scenario roundRobin() {
        String configuration = NETWORK + """
                services:
                  - address: 10.1.0.100
                    protocol: udp
                    port: 53
                    scheduler: rr
                    servers: [{address: 10.2.0.10, port: 5353}, {address: 10.2.0.11, port: 5353}]
                """;
        return new Scenario("round-robin", configuration)
                .in(CLIENT, fromClient(query(ALICE, 40_000)))
                .out(SERVER, toFirst(translatedQuery(1025)))
                .in(CLIENT, fromClient(query(ALICE, 40_001)))
                .out(SERVER, toSecond(routed(LOCAL, SECOND).udp(1025, 5353, text("query"))))
                .at(1)
                .in(CLIENT, fromClient(query(ALICE, 40_002)))
                .out(SERVER, toFirst(translatedQuery(1026)))
                .in(CLIENT, fromClient(query(ALICE, 40_001)))
                .out(SERVER, toSecond(routed(LOCAL, SECOND).udp(1025, 5353, text("query"))))
                .outcome("forwarded-in", 4)
                .leaves("udp", "10.1.0.2:40000", "10.1.0.100:53", "10.2.0.1:1025", "10.2.0.10:5353", "-")
                .leaves("udp", "10.1.0.2:40001", "10.1.0.100:53", "10.2.0.1:1025", "10.2.0.11:5353", "-")
                .leaves("udp", "10.1.0.2:40002", "10.1.0.100:53", "10.2.0.1:1026", "10.2.0.10:5353", "-");
    }

    /// Handshake with options, a request, a reply, and both closing. Numbers are not shifted.
    private static Scenario tcpConnection() {
        Scenario scenario = new Scenario("tcp-connection", TCP);
        int[] options = {2, 4, 0x05, 0xb4, 1, 3, 3, 7};
        scenario.in(
                CLIENT,
                fromClient(ip(ALICE, VIP).tcp(40_000, 80, SYN).sequence(1000).tcpOptions(options)));
        scenario.out(
                SERVER,
                toFirst(routed(LOCAL, FIRST).tcp(1025, 8080, SYN).sequence(1000).tcpOptions(options)));
        scenario.at(1);
        PacketBuilder synAck = ip(FIRST, LOCAL)
                .tcp(8080, 1025, SYN | ACK)
                .sequence(0xffff_fff0)
                .acknowledgment(1001);
        scenario.in(SERVER, fromServer(synAck.tcpOptions(options)));
        PacketBuilder translated = routed(VIP, ALICE).tcp(80, 40_000, SYN | ACK).sequence(0xffff_fff0);
        scenario.out(CLIENT, toAlice(translated.acknowledgment(1001).tcpOptions(options)));
        fromAlice(scenario.at(2), ACK, 1001, 0xffff_fff1);
        fromAlice(scenario, ACK | PSH, 1001, 0xffff_fff1, text("GET / HTTP/1.0\r\n\r\n"));
        fromFirst(scenario.at(3), ACK | PSH, 0xffff_fff1, 1019, text("HTTP/1.0 200 OK\r\n\r\nhello\n"));
        fromFirst(scenario, ACK | FIN, 0xffff_fff1 + 25, 1019);
        fromAlice(scenario.at(4), ACK, 1019, 0xffff_fff1 + 26);
        fromAlice(scenario, ACK | FIN, 1019, 0xffff_fff1 + 26);
        fromFirst(scenario.at(5), ACK, 0xffff_fff1 + 26, 1020);
        return scenario.outcome("forwarded-in", 5)
                .outcome("forwarded-out", 4)
                .leaves("tcp", "10.1.0.2:40000", "10.1.0.100:80", "10.2.0.1:1025", "10.2.0.10:8080", "TIME_WAIT");
    }

    private static void fromAlice(Scenario scenario, int flags, int sequence, int acknowledgment, byte... data) {
        scenario.in(
                CLIENT, fromClient(numbered(ip(ALICE, VIP).tcp(40_000, 80, flags, data), sequence, acknowledgment)));
        scenario.out(
                SERVER, toFirst(numbered(routed(LOCAL, FIRST).tcp(1025, 8080, flags, data), sequence, acknowledgment)));
    }

    private static void fromFirst(Scenario scenario, int flags, int sequence, int acknowledgment, byte... data) {
        scenario.in(
                SERVER, fromServer(numbered(ip(FIRST, LOCAL).tcp(8080, 1025, flags, data), sequence, acknowledgment)));
        scenario.out(
                CLIENT, toAlice(numbered(routed(VIP, ALICE).tcp(80, 40_000, flags, data), sequence, acknowledgment)));
    }

    private static PacketBuilder numbered(PacketBuilder segment, int sequence, int acknowledgment) {
        return segment.sequence(sequence).acknowledgment(acknowledgment);
    }

    /// Two clients with the same identifier never mix. A reply nobody asked for ends at the balancer.
    private static Scenario pingThroughService() {
        return new Scenario("ping-through-service", ICMP)
                .in(CLIENT, fromClient(ip(ALICE, VIP).echoRequest(77, 1, text("alice's"))))
                .out(SERVER, toFirst(routed(LOCAL, FIRST).echoRequest(1, 1, text("alice's"))))
                .in(CLIENT, fromClient(ip(BOB, VIP).echoRequest(77, 1, text("bob's"))))
                .out(SERVER, toFirst(routed(LOCAL, FIRST).echoRequest(2, 1, text("bob's"))))
                .at(1)
                .in(SERVER, fromServer(ip(FIRST, LOCAL).echoReply(2, 1, text("bob's"))))
                .out(CLIENT, toBob(routed(VIP, BOB).echoReply(77, 1, text("bob's"))))
                .in(SERVER, fromServer(ip(FIRST, LOCAL).echoReply(1, 1, text("alice's"))))
                .out(CLIENT, toAlice(routed(VIP, ALICE).echoReply(77, 1, text("alice's"))))
                .in(SERVER, fromServer(ip(FIRST, LOCAL).echoReply(3, 1, text("nobody's"))))
                .at(2)
                .in(CLIENT, fromClient(ip(ALICE, VIP).echoRequest(77, 2, new byte[1000])))
                .out(SERVER, toFirst(routed(LOCAL, FIRST).echoRequest(1, 2, new byte[1000])))
                .outcome("forwarded-in", 3)
                .outcome("forwarded-out", 2)
                .outcome("no-connection", 1)
                .leaves("icmp", "10.1.0.2:77", "10.1.0.100:8", "10.2.0.1:1", "10.2.0.10:8", "-")
                .leaves("icmp", "10.1.0.3:77", "10.1.0.100:8", "10.2.0.1:2", "10.2.0.10:8", "-");
    }

    /// A VIP without a service for it, a port's address at TTL 1, the local address. Not a timestamp.
    private static Scenario pingOfOwnAddresses() {
        return new Scenario("ping-of-own-addresses", UDP)
                .in(CLIENT, fromClient(ip(ALICE, VIP).echoRequest(5, 6, text("abc"))))
                .out(CLIENT, toAlice(own(VIP, ALICE).echoReply(5, 6, text("abc"))))
                .in(
                        CLIENT,
                        fromClient(ip(ALICE, "10.1.0.1")
                                .hopLimit(1)
                                .options(1, 1, 1, 0)
                                .echoRequest(5, 7)))
                .out(CLIENT, toAlice(own("10.1.0.1", ALICE).echoReply(5, 7)))
                .in(SERVER, fromServer(ip(FIRST, LOCAL).echoRequest(0xffff, 8)))
                .out(SERVER, toFirst(own(LOCAL, FIRST).echoReply(0xffff, 8)))
                .in(CLIENT, fromClient(ip(ALICE, VIP).icmp(13, 0, 5 << 16 | 1, new byte[12])))
                .in(CLIENT, fromClient(ip(ALICE, "10.1.0.77").echoRequest(5, 9)))
                .outcome("answered", 3)
                .outcome("no-service", 1)
                .outcome("not-local", 1);
    }

    private static Scenario noServiceDropped() {
        return new Scenario("no-service-dropped", UDP)
                .in(CLIENT, fromClient(ip(ALICE, VIP).udp(40_000, 54, text("query"))))
                .in(CLIENT, fromClient(ip(ALICE, VIP).tcp(40_000, 80, SYN)))
                .in(CLIENT, fromClient(ip(ALICE, VIP).content(132, new byte[16])))
                .outcome("no-service", 2)
                .outcome("no-handler", 1);
    }

    /// A port unreachable for a datagram, from the VIP; a reset for a segment, unless it is one itself. Never to
    /// what came by broadcast.
    private static Scenario noServiceRejected() {
        PacketBuilder lost = ip(ALICE, VIP).udp(40_000, 54, text("query"));
        byte[] asSent = lost.bytes();
        return new Scenario("no-service-rejected", UDP + "no-service: reject\n")
                .in(CLIENT, fromClient(lost))
                .out(CLIENT, toAlice(own(VIP, ALICE).icmp(3, 3, 0, asSent)))
                .in(CLIENT, fromClient(ip(ALICE, VIP).tcp(40_000, 80, SYN).sequence(99)))
                .out(
                        CLIENT,
                        toAlice(own(VIP, ALICE)
                                .tcp(80, 40_000, RST | ACK)
                                .acknowledgment(100)
                                .window(0)))
                .in(
                        CLIENT,
                        fromClient(ip(ALICE, VIP)
                                .tcp(40_000, 80, ACK, text("data"))
                                .sequence(1)
                                .acknowledgment(7)))
                .out(
                        CLIENT,
                        toAlice(own(VIP, ALICE).tcp(80, 40_000, RST).sequence(7).window(0)))
                .in(CLIENT, fromClient(ip(ALICE, VIP).tcp(40_000, 80, RST).sequence(1)))
                .in(CLIENT, lost.frame("ff:ff:ff:ff:ff:ff", ALICE_MAC))
                .outcome("no-service", 4)
                .outcome("not-for-us", 1);
    }

    /// Segments of no connection are reset, on both sides, and never open one; SYN,ACK neither.
    private static Scenario noConnection() {
        return new Scenario("no-connection", TCP)
                .in(
                        CLIENT,
                        fromClient(
                                ip(ALICE, VIP).tcp(40_000, 80, ACK).sequence(1).acknowledgment(500)))
                .out(
                        CLIENT,
                        toAlice(own(VIP, ALICE)
                                .tcp(80, 40_000, RST)
                                .sequence(500)
                                .window(0)))
                .in(CLIENT, fromClient(ip(ALICE, VIP).tcp(40_000, 80, SYN | ACK).acknowledgment(600)))
                .out(
                        CLIENT,
                        toAlice(own(VIP, ALICE)
                                .tcp(80, 40_000, RST)
                                .sequence(600)
                                .window(0)))
                .in(
                        SERVER,
                        fromServer(ip(FIRST, LOCAL)
                                .tcp(8080, 1025, ACK, text("late"))
                                .acknowledgment(700)))
                .out(
                        SERVER,
                        toFirst(own(LOCAL, FIRST)
                                .tcp(1025, 8080, RST)
                                .sequence(700)
                                .window(0)))
                .in(CLIENT, fromClient(ip(ALICE, VIP).tcp(40_000, 80, RST)))
                .outcome("no-connection", 4);
    }

    /// The balancer is a hop: it says so from the port the packet came in on, quoting the packet as it came.
    /// Nothing is opened by such a packet.
    private static Scenario ttlOne() {
        PacketBuilder query = query(ALICE, 40_000).hopLimit(1);
        PacketBuilder reply = ip(FIRST, LOCAL).hopLimit(1).udp(5353, 1025, text("reply"));
        return new Scenario("ttl-one", UDP)
                .in(CLIENT, fromClient(query))
                .out(CLIENT, toAlice(own("10.1.0.1", ALICE).icmp(11, 0, 0, query.bytes())))
                .at(1)
                .in(CLIENT, fromClient(query(ALICE, 40_000).hopLimit(2)))
                .out(SERVER, toFirst(translatedQuery(1025).hopLimit(1)))
                .in(SERVER, fromServer(reply))
                .out(SERVER, toFirst(own(LOCAL, FIRST).icmp(11, 0, 0, reply.bytes())))
                .outcome("forwarded-in", 1)
                .outcome("hop-limit-exceeded", 2)
                .leaves("udp", "10.1.0.2:40000", "10.1.0.100:53", "10.2.0.1:1025", "10.2.0.10:5353", "-");
    }

    /// The server's leg takes 1400 bytes. The error tells that, and quotes what fits into 576 bytes of the packet
    /// as it came. Nothing is opened by such a packet.
    private static Scenario tooBig() {
        byte[] much = new byte[1401 - 28];
        Arrays.fill(much, (byte) 'x');
        PacketBuilder tooBig = ip(ALICE, VIP).dontFragment().udp(40_000, 53, much);
        byte[] quoted = Arrays.copyOf(tooBig.bytes(), 576 - 28);
        byte[] fitting = Arrays.copyOf(much, 1400 - 28);
        return new Scenario("too-big", UDP)
                .in(CLIENT, fromClient(tooBig))
                .out(CLIENT, toAlice(own("10.1.0.1", ALICE).icmp(3, 4, 1400, quoted)))
                .at(1)
                .in(CLIENT, fromClient(ip(ALICE, VIP).dontFragment().udp(40_000, 53, fitting)))
                .out(SERVER, toFirst(routed(LOCAL, FIRST).dontFragment().udp(1025, 5353, fitting)))
                .outcome("forwarded-in", 1)
                .outcome("too-big", 1)
                .leaves("udp", "10.1.0.2:40000", "10.1.0.100:53", "10.2.0.1:1025", "10.2.0.10:5353", "-");
    }

    /// A wrong header checksum is a drop. What is wrong behind it stays wrong by as much. Nothing wrong is
    /// answered.
    private static Scenario badChecksums() {
        String configuration = NETWORK + """
                no-service: reject
                services:
                  - {address: 10.1.0.100, protocol: udp, port: 53, servers: [{address: 10.2.0.10, port: 5353}]}
                  - {address: 10.1.0.100, protocol: tcp, port: 80, servers: [{address: 10.2.0.10, port: 8080}]}
                  - {address: 10.1.0.101, protocol: icmp, servers: [{address: 10.2.0.10}]}
                """;
        return new Scenario("bad-checksums", configuration)
                .withWrongChecksums()
                .in(CLIENT, fromClient(query(ALICE, 40_000).wrongHeaderChecksum(1)))
                .in(CLIENT, fromClient(query(ALICE, 40_000).wrongChecksum(1)))
                .out(SERVER, toFirst(translatedQuery(1025).wrongChecksum(1)))
                .in(CLIENT, fromClient(ip(ALICE, VIP).tcp(40_000, 80, SYN).wrongChecksum(1)))
                .out(SERVER, toFirst(routed(LOCAL, FIRST).tcp(1025, 8080, SYN).wrongChecksum(1)))
                .in(
                        CLIENT,
                        fromClient(ip(ALICE, "10.1.0.101").echoRequest(77, 1).wrongChecksum(1)))
                .out(SERVER, toFirst(routed(LOCAL, FIRST).echoRequest(1, 1).wrongChecksum(1)))
                .in(CLIENT, fromClient(ip(ALICE, VIP).tcp(40_001, 80, ACK).wrongChecksum(1)))
                .in(CLIENT, fromClient(ip(ALICE, VIP).udp(40_001, 54).wrongChecksum(1)))
                .in(CLIENT, fromClient(ip(ALICE, VIP).echoRequest(77, 1).wrongChecksum(1)))
                .outcome("forwarded-in", 3)
                .outcome("bad-ip-checksum", 1)
                .outcome("bad-checksum", 3)
                .leaves("udp", "10.1.0.2:40000", "10.1.0.100:53", "10.2.0.1:1025", "10.2.0.10:5353", "-")
                .leaves("tcp", "10.1.0.2:40000", "10.1.0.100:80", "10.2.0.1:1025", "10.2.0.10:8080", "SYN_SENT")
                .leaves("icmp", "10.1.0.2:77", "10.1.0.101:8", "10.2.0.1:1", "10.2.0.10:8", "-");
    }

    /// Frames of a datagram, a segment and an echo request, cut at every length: once with lengths as they were,
    /// so that IP says more than there is, and once with an IP length that fits. No one of them leaves.
    private static Scenario truncatedFrames() {
        String configuration = NETWORK + """
                services:
                  - {address: 10.1.0.100, protocol: udp, port: 53, servers: [{address: 10.2.0.10, port: 5353}]}
                  - {address: 10.1.0.100, protocol: tcp, port: 80, servers: [{address: 10.2.0.10, port: 8080}]}
                  - {address: 10.1.0.100, protocol: icmp, servers: [{address: 10.2.0.10}]}
                """;
        Scenario scenario = new Scenario("truncated-frames", configuration);
        byte[] datagram = fromClient(query(ALICE, 40_000));
        byte[] segment = fromClient(ip(ALICE, VIP).tcp(40_000, 80, SYN).tcpOptions(2, 4, 5, 0xb4));
        byte[] echo = fromClient(ip(ALICE, VIP).echoRequest(77, 1));
        for (byte[] frame : List.of(datagram, segment, echo)) {
            for (int length = 0; length < frame.length; length++) {
                scenario.in(CLIENT, Arrays.copyOf(frame, length));
            }
        }
        PacketBuilder ip = ip(ALICE, VIP);
        byte[] udp = Arrays.copyOfRange(datagram, 34, datagram.length);
        byte[] tcp = Arrays.copyOfRange(segment, 34, segment.length);
        for (int length = 0; length < udp.length; length++) {
            scenario.in(CLIENT, fromClient(ip.content(17, Arrays.copyOf(udp, length))));
        }
        for (int length = 0; length < tcp.length; length++) {
            scenario.in(CLIENT, fromClient(ip.content(6, Arrays.copyOf(tcp, length))));
        }
        for (int length = 0; length < 8; length++) {
            scenario.in(CLIENT, fromClient(ip.content(1, Arrays.copyOf(new byte[] {8}, length))));
        }
        int withinLengths = datagram.length + segment.length + echo.length;
        int withinHeaders = 8 + 20 + 8; // less than a header; then the header speaks of more than there is
        return scenario.outcome("truncated", withinLengths + withinHeaders)
                .outcome("malformed", udp.length - 8 + tcp.length - 20);
    }

    /// A flow ends ten seconds after its last packet: at that very time its port is nobody's. The next flow is
    /// given the lowest port that was never dealt, though the first is free again.
    private static Scenario expiryByTime() {
        String configuration = UDP + "protocols: {udp: {timeouts: {idle: 10s}}}\n";
        return new Scenario("expiry-by-time", configuration)
                .in(CLIENT, fromClient(query(ALICE, 40_000)))
                .out(SERVER, toFirst(translatedQuery(1025)))
                .at(9_999)
                .in(SERVER, fromServer(ip(FIRST, LOCAL).udp(5353, 1025, text("late"))))
                .out(CLIENT, toAlice(routed(VIP, ALICE).udp(53, 40_000, text("late"))))
                .at(19_998)
                .in(SERVER, fromServer(ip(FIRST, LOCAL).udp(5353, 1025, text("last"))))
                .out(CLIENT, toAlice(routed(VIP, ALICE).udp(53, 40_000, text("last"))))
                .at(29_998)
                .in(SERVER, fromServer(ip(FIRST, LOCAL).udp(5353, 1025, text("too late"))))
                .at(30_000)
                .in(CLIENT, fromClient(query(ALICE, 40_000)))
                .out(SERVER, toFirst(translatedQuery(1026)))
                .outcome("forwarded-in", 2)
                .outcome("forwarded-out", 2)
                .outcome("unanswered", 1)
                .leaves("udp", "10.1.0.2:40000", "10.1.0.100:53", "10.2.0.1:1026", "10.2.0.10:5353", "-");
    }

    /// Two connections idle out, 90 s after the last packet of each: both ends are told, at that time, though the
    /// next frame comes an hour later.
    private static Scenario idleReset() {
        Scenario scenario = new Scenario("idle-reset", TCP + "protocols: {tcp: {idle: reset}}\n");
        handshake(scenario, 0, ALICE, 40_000, 1025, 100);
        handshake(scenario, 50, BOB, 40_001, 1026, 200);
        farewell(scenario.at(90_002), ALICE, 40_000, 1025, 100);
        farewell(scenario.at(90_052), BOB, 40_001, 1026, 200);
        return scenario.at(3_600_000)
                .in(CLIENT, fromClient(ip(ALICE, VIP).tcp(40_000, 80, ACK).acknowledgment(5)))
                .out(
                        CLIENT,
                        toAlice(own(VIP, ALICE).tcp(80, 40_000, RST).sequence(5).window(0)))
                .outcome("forwarded-in", 4)
                .outcome("forwarded-out", 2)
                .outcome("no-connection", 1);
    }

    /// The client starts from `first`, the server from 9000; the handshake takes two milliseconds.
    private static void handshake(Scenario scenario, long millis, String client, int port, int local, int first) {
        scenario.at(millis)
                .in(CLIENT, fromClient(ip(client, VIP).tcp(port, 80, SYN).sequence(first)))
                .out(SERVER, toFirst(routed(LOCAL, FIRST).tcp(local, 8080, SYN).sequence(first)));
        PacketBuilder synAck = numbered(ip(FIRST, LOCAL).tcp(8080, local, SYN | ACK), 9000, first + 1);
        scenario.at(millis + 1)
                .in(SERVER, fromServer(synAck))
                .out(CLIENT, to(client, numbered(routed(VIP, client).tcp(80, port, SYN | ACK), 9000, first + 1)));
        scenario.at(millis + 2)
                .in(CLIENT, fromClient(numbered(ip(client, VIP).tcp(port, 80, ACK), first + 1, 9001)))
                .out(SERVER, toFirst(numbered(routed(LOCAL, FIRST).tcp(local, 8080, ACK), first + 1, 9001)));
    }

    private static void farewell(Scenario scenario, String client, int port, int local, int first) {
        PacketBuilder toServer = own(LOCAL, FIRST).tcp(local, 8080, RST | ACK).window(0);
        PacketBuilder toClient = own(VIP, client).tcp(80, port, RST | ACK).window(0);
        scenario.out(SERVER, toFirst(numbered(toServer, first + 1, 9001)))
                .out(CLIENT, to(client, numbered(toClient, 9001, first + 1)));
    }

    private static byte[] to(String client, PacketBuilder packet) {
        return client.equals(ALICE) ? toAlice(packet) : toBob(packet);
    }

    /// Nobody answers for the server: three questions, a second apart, then what waited is dropped, at that time.
    /// Then it starts over, and what waits when the captures end is held.
    private static Scenario unresolvedNeighbour() {
        byte[] question = arpRequest(SERVER_PORT_MAC, LOCAL, "10.2.0.12");
        String configuration = NETWORK + """
                services:
                  - {address: 10.1.0.100, protocol: udp, port: 53, servers: [{address: 10.2.0.12, port: 5353}]}
                """;
        return new Scenario("unresolved-neighbour", configuration)
                .in(CLIENT, fromClient(query(ALICE, 40_000)))
                .out(SERVER, question)
                .at(1_000)
                .out(SERVER, question)
                .at(2_000)
                .out(SERVER, question)
                .at(10_000)
                .in(CLIENT, fromClient(query(ALICE, 40_000)))
                .out(SERVER, question)
                .outcome("neighbour-unreachable", 1)
                .leaves("udp", "10.1.0.2:40000", "10.1.0.100:53", "10.2.0.1:1025", "10.2.0.12:5353", "-");
    }

    /// Both ends are learnt: the server answers a question, and the client asks one. What waited leaves with the
    /// answer, in its order. The client's MAC, learnt from its question, is used at once and checked as soon as
    /// time goes on. Addresses of services are answered for on their own port only.
    private static Scenario neighbourResolved() {
        String configuration = """
                connections: {capacity: 64}
                ports:
                  - {name: client, addresses: [10.1.0.1/24], mac: "02:00:00:00:01:01"}
                  - {name: server, addresses: [10.2.0.1/24], mac: "02:00:00:00:02:01"}
                services:
                  - {address: 10.1.0.100, protocol: udp, port: 53, servers: [{address: 10.2.0.10, port: 5353}]}
                """;
        return new Scenario("neighbour-resolved", configuration)
                .in(CLIENT, arpRequest(ALICE_MAC, ALICE, VIP))
                .out(CLIENT, arpReply(CLIENT_PORT_MAC, VIP, ALICE_MAC, ALICE))
                .in(SERVER, arpRequest(FIRST_MAC, FIRST, VIP))
                .at(1)
                .in(CLIENT, fromClient(query(ALICE, 40_000)))
                .out(SERVER, arpRequest(SERVER_PORT_MAC, LOCAL, FIRST))
                .at(2)
                .in(CLIENT, fromClient(query(ALICE, 40_001)))
                .at(3)
                .in(SERVER, arpReply(FIRST_MAC, FIRST, SERVER_PORT_MAC, LOCAL))
                .out(SERVER, toFirst(translatedQuery(1025)))
                .out(SERVER, toFirst(translatedQuery(1026)))
                .in(SERVER, fromServer(ip(FIRST, LOCAL).udp(5353, 1025, text("reply"))))
                .out(CLIENT, toAlice(routed(VIP, ALICE).udp(53, 40_000, text("reply"))))
                .at(5_003)
                .out(CLIENT, arpProbe(CLIENT_PORT_MAC, "10.1.0.1", ALICE_MAC, ALICE))
                .at(5_004)
                .in(CLIENT, arpReply(ALICE_MAC, ALICE, CLIENT_PORT_MAC, "10.1.0.1"))
                .in(CLIENT, fromClient(query(ALICE, 40_001)))
                .out(SERVER, toFirst(translatedQuery(1026)))
                .outcome("neighbour", 4)
                .outcome("forwarded-in", 3)
                .outcome("forwarded-out", 1)
                .leaves("udp", "10.1.0.2:40000", "10.1.0.100:53", "10.2.0.1:1025", "10.2.0.10:5353", "-")
                .leaves("udp", "10.1.0.2:40001", "10.1.0.100:53", "10.2.0.1:1026", "10.2.0.10:5353", "-");
    }

    /// A connection goes on that began before the capture: its first packet comes from the server, and its port is
    /// not dealt to the next one. What is not used any more ends 90 s after the first frame.
    private static Scenario preloadedConnections() {
        Scenario scenario = new Scenario("preloaded-connections", TCP)
                .startsWith("tcp", "10.1.0.2:40000", "10.1.0.100:80", "10.2.0.1:1025", "10.2.0.10:8080", "ESTABLISHED")
                .startsWith("tcp", "10.1.0.3:40000", "10.1.0.100:80", "10.2.0.1:1027", "10.2.0.10:8080", "ESTABLISHED")
                .startsWith("tcp", "10.1.0.3:40001", "10.1.0.100:80", "10.2.0.1:80", "10.2.0.10:8080", "CLOSE_WAIT");
        fromFirst(scenario, ACK | PSH, 5000, 700, text("news"));
        fromAlice(scenario.at(1), ACK, 700, 5004);
        scenario.at(2)
                .in(CLIENT, fromClient(ip(BOB, VIP).tcp(40_002, 80, SYN)))
                .out(SERVER, toFirst(routed(LOCAL, FIRST).tcp(1026, 8080, SYN)))
                .in(CLIENT, fromClient(ip(BOB, VIP).tcp(40_003, 80, SYN)))
                .out(SERVER, toFirst(routed(LOCAL, FIRST).tcp(1028, 8080, SYN)));
        fromFirst(scenario.at(90_000), ACK, 5004, 700);
        return scenario.outcome("forwarded-in", 3)
                .outcome("forwarded-out", 2)
                .leaves("tcp", "10.1.0.2:40000", "10.1.0.100:80", "10.2.0.1:1025", "10.2.0.10:8080", "ESTABLISHED");
    }
}
