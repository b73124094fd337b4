package io.jpvs.replay;

import static io.jpvs.replay.Frames.ALICE;
import static io.jpvs.replay.Frames.FIRST;
import static io.jpvs.replay.Frames.LOCAL;
import static io.jpvs.replay.Frames.ROUTER;
import static io.jpvs.replay.Frames.VIP;
import static io.jpvs.replay.Frames.fromClient;
import static io.jpvs.replay.Frames.fromServer;
import static io.jpvs.replay.Frames.routed;
import static io.jpvs.replay.Frames.text;
import static io.jpvs.replay.Frames.toAlice;
import static io.jpvs.replay.Frames.toFirst;
import static io.jpvs.replay.Scenario.CLIENT;
import static io.jpvs.replay.Scenario.SERVER;
import static io.jpvs.replay.Scenarios.SYN;
import static io.jpvs.replay.Scenarios.query;
import static io.jpvs.replay.Scenarios.translatedQuery;
import static io.jpvs.testkit.PacketBuilder.bytes;
import static io.jpvs.testkit.PacketBuilder.ip;
import static io.jpvs.testkit.PacketBuilder.quote;

import io.jpvs.testkit.PacketBuilder;
import java.util.Arrays;

/// The goldens of errors that quote a packet: ICMP.md, section 1. The quote of an error that leaves is the packet
/// as its sender knows it, at the TTL that it had where it was quoted.
final class ErrorScenarios {
    private static final int EIGHT = 8;
    private static final int ALL = 65_535;

    private ErrorScenarios() {}

    /// Starts with a flow from Alice through local port 1025.
    private static Scenario withFlow(String name) {
        return withFlow(name, Scenarios.UDP);
    }

    private static Scenario withFlow(String name, String configuration) {
        return new Scenario(name, configuration)
                .in(CLIENT, fromClient(query(ALICE, 40_000)))
                .out(SERVER, toFirst(translatedQuery(1025)))
                .at(1);
    }

    /// Says that the flow is still there at the end.
    private static Scenario leavingFlow(Scenario scenario) {
        return scenario.leaves("udp", "10.1.0.2:40000", "10.1.0.100:53", "10.2.0.1:1025", "10.2.0.10:5353", "-");
    }

    /// Returns what an error quotes that is sent beyond the balancer.
    private static byte[] quotedAtServer(int bytes) {
        return quote(translatedQuery(1025).bytes(), bytes);
    }

    /// Returns the same as the client knows it.
    private static byte[] quotedForClient(int bytes) {
        return quote(query(ALICE, 40_000).hopLimit(63).bytes(), bytes);
    }

    /// From the server, with eight bytes and with all; from a router behind the balancer, in whose place the VIP
    /// speaks; with options in the quoted header; about a datagram without checksum, which gets none.
    static Scenario portUnreachable() {
        PacketBuilder plain = routed(LOCAL, FIRST).options(1, 1, 1, 0).udp(1025, 5353, text("query"));
        PacketBuilder translated =
                ip(ALICE, VIP).hopLimit(63).options(1, 1, 1, 0).udp(40_000, 53, text("query"));
        return leavingFlow(withFlow("port-unreachable"))
                .in(SERVER, fromServer(ip(FIRST, LOCAL).icmp(3, 3, 0, quotedAtServer(EIGHT))))
                .out(CLIENT, toAlice(routed(VIP, ALICE).icmp(3, 3, 0, quotedForClient(EIGHT))))
                .in(SERVER, fromServer(ip(FIRST, LOCAL).trafficClass(0xc0).icmp(3, 3, 0, quotedAtServer(ALL))))
                .out(CLIENT, toAlice(routed(VIP, ALICE).trafficClass(0xc0).icmp(3, 3, 0, quotedForClient(ALL))))
                .in(SERVER, fromServer(ip(ROUTER, LOCAL).icmp(11, 0, 0, quotedAtServer(EIGHT))))
                .out(CLIENT, toAlice(routed(VIP, ALICE).icmp(11, 0, 0, quotedForClient(EIGHT))))
                .in(SERVER, fromServer(ip(FIRST, LOCAL).icmp(3, 3, 0, quote(plain.bytes(), EIGHT))))
                .out(CLIENT, toAlice(routed(VIP, ALICE).icmp(3, 3, 0, quote(translated.bytes(), EIGHT))))
                .in(
                        SERVER,
                        fromServer(ip(FIRST, LOCAL)
                                .icmp(3, 3, 0, quote(plain.noChecksum().bytes(), ALL))))
                .out(
                        CLIENT,
                        toAlice(routed(VIP, ALICE)
                                .icmp(3, 3, 0, quote(translated.noChecksum().bytes(), ALL))))
                .outcome("forwarded-in", 1)
                .outcome("related-out", 5);
    }

    /// About a segment, of which eight bytes hold no checksum; with the whole segment, whose checksum follows;
    /// with a quote padded to 128 bytes and an extension behind it (RFC 4884), of which not a byte changes. The
    /// MTU stays.
    static Scenario fragmentationNeeded() {
        PacketBuilder atServer = routed(LOCAL, FIRST).dontFragment().tcp(1025, 8080, SYN, text("early"));
        PacketBuilder atClient = ip(ALICE, VIP).hopLimit(63).dontFragment().tcp(40_000, 80, SYN, text("early"));
        byte[] segment = fromClient(ip(ALICE, VIP).dontFragment().tcp(40_000, 80, SYN, text("early")));
        int lengthInWords = 128 / 4;
        return new Scenario("fragmentation-needed", Scenarios.TCP)
                .in(CLIENT, segment)
                .out(SERVER, toFirst(atServer))
                .at(1)
                .in(SERVER, fromServer(ip(ROUTER, LOCAL).icmp(3, 4, 1300, quote(atServer.bytes(), EIGHT))))
                .out(CLIENT, toAlice(routed(VIP, ALICE).icmp(3, 4, 1300, quote(atClient.bytes(), EIGHT))))
                .in(SERVER, fromServer(ip(ROUTER, LOCAL).icmp(3, 4, 1300, atServer.bytes())))
                .out(CLIENT, toAlice(routed(VIP, ALICE).icmp(3, 4, 1300, atClient.bytes())))
                .in(SERVER, fromServer(ip(ROUTER, LOCAL).icmp(3, 4, lengthInWords << 16 | 1300, extended(atServer))))
                .out(CLIENT, toAlice(routed(VIP, ALICE).icmp(3, 4, lengthInWords << 16 | 1300, extended(atClient))))
                .outcome("forwarded-in", 1)
                .outcome("related-out", 3)
                .leaves("tcp", "10.1.0.2:40000", "10.1.0.100:80", "10.2.0.1:1025", "10.2.0.10:8080", "SYN_SENT");
    }

    /// Returns a quote of 128 bytes, the packet's and zeros, and behind it an extension: version 2, an object of
    /// MPLS.
    private static byte[] extended(PacketBuilder packet) {
        byte[] extension = bytes(0x20, 0, 0x12, 0x34, 0, 8, 1, 1, 0xaa, 0xbb, 0xcc, 0xdd);
        byte[] quote = Arrays.copyOf(packet.bytes(), 128 + extension.length);
        System.arraycopy(extension, 0, quote, 128, extension.length);
        return quote;
    }

    /// What `traceroute -I` lives on: the identifier in the quote is Alice's again.
    static Scenario errorAboutPing() {
        PacketBuilder atServer = routed(LOCAL, FIRST).echoRequest(1, 1, text("abc"));
        PacketBuilder atClient = ip(ALICE, VIP).hopLimit(63).echoRequest(77, 1, text("abc"));
        return new Scenario("error-about-ping", Scenarios.ICMP)
                .in(CLIENT, fromClient(ip(ALICE, VIP).echoRequest(77, 1, text("abc"))))
                .out(SERVER, toFirst(atServer))
                .at(1)
                .in(SERVER, fromServer(ip(ROUTER, LOCAL).icmp(11, 0, 0, quote(atServer.bytes(), EIGHT))))
                .out(CLIENT, toAlice(routed(VIP, ALICE).icmp(11, 0, 0, quote(atClient.bytes(), EIGHT))))
                .in(SERVER, fromServer(ip(ROUTER, LOCAL).icmp(11, 0, 0, atServer.bytes())))
                .out(CLIENT, toAlice(routed(VIP, ALICE).icmp(11, 0, 0, atClient.bytes())))
                .outcome("forwarded-in", 1)
                .outcome("related-out", 2)
                .leaves("icmp", "10.1.0.2:77", "10.1.0.100:8", "10.2.0.1:1", "10.2.0.10:8", "-");
    }

    /// The client's host refuses the reply: the server learns of it. So it does from a router on the client's way.
    static Scenario errorFromClient() {
        PacketBuilder reply = ip(FIRST, LOCAL).udp(5353, 1025, text("reply"));
        PacketBuilder atClient = routed(VIP, ALICE).udp(53, 40_000, text("reply"));
        PacketBuilder atServer = ip(FIRST, LOCAL).hopLimit(63).udp(5353, 1025, text("reply"));
        return leavingFlow(withFlow("error-from-client"))
                .in(SERVER, fromServer(reply))
                .out(CLIENT, toAlice(atClient))
                .at(2)
                .in(CLIENT, fromClient(ip(ALICE, VIP).icmp(3, 3, 0, quote(atClient.bytes(), EIGHT))))
                .out(SERVER, toFirst(routed(LOCAL, FIRST).icmp(3, 3, 0, quote(atServer.bytes(), EIGHT))))
                .in(CLIENT, fromClient(ip("192.0.2.9", VIP).icmp(11, 0, 0, atClient.bytes())))
                .out(SERVER, toFirst(routed(LOCAL, FIRST).icmp(11, 0, 0, atServer.bytes())))
                .outcome("forwarded-in", 1)
                .outcome("forwarded-out", 1)
                .outcome("related-in", 2);
    }

    /// A flow ends 300 s after its last packet. For 60 s more it still translates errors, and nothing else.
    static Scenario errorAfterExpiry() {
        byte[] atClient =
                quote(routed(VIP, ALICE).udp(53, 40_000, text("reply")).bytes(), EIGHT);
        byte[] atServer = quote(
                ip(FIRST, LOCAL).hopLimit(63).udp(5353, 1025, text("reply")).bytes(), EIGHT);
        return withFlow("error-after-expiry")
                .at(300_000)
                .in(SERVER, fromServer(ip(FIRST, LOCAL).icmp(3, 3, 0, quotedAtServer(EIGHT))))
                .out(CLIENT, toAlice(routed(VIP, ALICE).icmp(3, 3, 0, quotedForClient(EIGHT))))
                .in(CLIENT, fromClient(ip("192.0.2.9", VIP).icmp(11, 0, 0, atClient)))
                .out(SERVER, toFirst(routed(LOCAL, FIRST).icmp(11, 0, 0, atServer)))
                .in(SERVER, fromServer(ip(FIRST, LOCAL).udp(5353, 1025, text("too late"))))
                .at(359_999)
                .in(SERVER, fromServer(ip(ROUTER, LOCAL).icmp(3, 1, 0, quotedAtServer(ALL))))
                .out(CLIENT, toAlice(routed(VIP, ALICE).icmp(3, 1, 0, quotedForClient(ALL))))
                .at(360_000)
                .in(SERVER, fromServer(ip(ROUTER, LOCAL).icmp(3, 1, 0, quotedAtServer(ALL))))
                .outcome("forwarded-in", 1)
                .outcome("related-out", 2)
                .outcome("related-in", 1)
                .outcome("unanswered", 1)
                .outcome("quote-no-connection", 1);
    }

    /// None of these passes, is answered, or changes the flow, which ends 300 s after its own last packet.
    static Scenario errorsDropped() {
        byte[] mine = quotedAtServer(EIGHT);
        byte[] others = quote(translatedQuery(2000).bytes(), EIGHT);
        byte[] laterFragment =
                quote(routed(LOCAL, FIRST).fragment(1480, false).udp(1025, 5353).bytes(), EIGHT);
        byte[] unknownProtocol =
                quote(routed(LOCAL, FIRST).content(132, new byte[12]).bytes(), EIGHT);
        byte[] headerTooLong = mine.clone();
        headerTooLong[0] = 0x4f;
        byte[] ipv6Inside = mine.clone();
        ipv6Inside[0] = 0x65;
        byte[] errorInside =
                quote(routed(LOCAL, FIRST).icmp(3, 3, 0, quotedForClient(EIGHT)).bytes(), ALL);
        return withFlow("errors-dropped", Scenarios.UDP.replace("connections: {", "connections: {linger: 0, "))
                .in(SERVER, fromServer(ip(FIRST, LOCAL).icmp(3, 3, 0, others)))
                .in(SERVER, fromServer(ip(FIRST, VIP).icmp(3, 3, 0, mine)))
                .in(CLIENT, fromClient(ip(ALICE, VIP).icmp(3, 3, 0, mine)))
                .in(SERVER, fromServer(ip(FIRST, LOCAL).icmp(3, 3, 0, mine).wrongChecksum(1)))
                .in(SERVER, fromServer(ip(FIRST, LOCAL).icmp(5, 1, 0, mine)))
                .in(SERVER, fromServer(ip(FIRST, LOCAL).icmp(15, 0, 0, mine)))
                .in(SERVER, fromServer(ip(FIRST, LOCAL).icmp(3, 3, 0, quotedAtServer(7))))
                .in(SERVER, fromServer(ip(FIRST, LOCAL).icmp(3, 3, 0, laterFragment)))
                .in(SERVER, fromServer(ip(FIRST, LOCAL).icmp(3, 3, 0, unknownProtocol)))
                .in(SERVER, fromServer(ip(FIRST, LOCAL).icmp(3, 3, 0, headerTooLong)))
                .in(SERVER, fromServer(ip(FIRST, LOCAL).icmp(3, 3, 0, ipv6Inside)))
                .in(SERVER, fromServer(ip(FIRST, LOCAL).icmp(3, 3, 0, errorInside)))
                .in(SERVER, fromServer(ip(FIRST, LOCAL).fragment(0, true).icmp(3, 3, 0, quotedAtServer(12))))
                .in(SERVER, fromServer(ip(FIRST, LOCAL).hopLimit(1).icmp(3, 3, 0, mine)))
                .at(299_999)
                .in(SERVER, fromServer(ip(FIRST, LOCAL).icmp(3, 3, 0, mine)))
                .out(CLIENT, toAlice(routed(VIP, ALICE).icmp(3, 3, 0, quotedForClient(EIGHT))))
                .at(300_000)
                .in(SERVER, fromServer(ip(FIRST, LOCAL).icmp(3, 3, 0, mine)))
                .outcome("forwarded-in", 1)
                .outcome("related-out", 1)
                .outcome("quote-no-connection", 3)
                .outcome("quote-spoofed", 2)
                .outcome("bad-checksum", 1)
                .outcome("redirect", 1)
                .outcome("obsolete", 1)
                .outcome("quote-truncated", 2)
                .outcome("quote-fragment", 1)
                .outcome("quote-no-handler", 1)
                .outcome("quote-malformed", 1)
                .outcome("fragment", 1)
                .outcome("hop-limit-exceeded", 1);
    }

    /// An error cut at every length, its IP length and ICMP checksum right for what is left: it needs its own
    /// header, the quoted IP header and eight bytes more.
    static Scenario truncatedErrors() {
        Scenario scenario = leavingFlow(withFlow("truncated-errors"));
        byte[] whole = quotedAtServer(ALL);
        int least = 20 + EIGHT;
        for (int quoted = 0; quoted < least; quoted++) {
            scenario.in(SERVER, fromServer(ip(FIRST, LOCAL).icmp(3, 3, 0, Arrays.copyOf(whole, quoted))));
        }
        byte[] translated = quotedForClient(ALL);
        for (int quoted = least; quoted <= whole.length; quoted++) {
            scenario.in(SERVER, fromServer(ip(FIRST, LOCAL).icmp(3, 3, 0, Arrays.copyOf(whole, quoted))));
            scenario.out(CLIENT, toAlice(routed(VIP, ALICE).icmp(3, 3, 0, Arrays.copyOf(translated, quoted))));
        }
        return scenario.outcome("forwarded-in", 1)
                .outcome("quote-truncated", least)
                .outcome("related-out", whole.length - least + 1);
    }
}
