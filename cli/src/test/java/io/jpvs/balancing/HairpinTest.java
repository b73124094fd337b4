package io.jpvs.balancing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jpvs.api.Verdict;
import io.jpvs.testkit.HandlerKernel;
import io.jpvs.testkit.PacketBuilder;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A server that is itself a client of the VIP: its packets turn round in the balancer, and so do errors about them
/// (RFC 5508, REQ-7).
final class HairpinTest {
    static Stream<Arguments> connections() {
        return Stream.of(
                Arguments.of(Family.IPV4, Traffic.UDP),
                Arguments.of(Family.IPV4, Traffic.ECHO),
                Arguments.of(Family.IPV4, Traffic.TIMESTAMP),
                Arguments.of(Family.IPV6, Traffic.UDP),
                Arguments.of(Family.IPV6, Traffic.ECHO));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("connections")
    void hairpinnedFlowAndErrorsAboutItPass(Family family, Traffic traffic) {
        String client = family.otherServer;
        byte[] sent = traffic.fromClient(PacketBuilder.ip(client, family.vip)).bytes();
        byte[] received = traffic.toServer(family.toServer()).bytes();
        byte[] answer = traffic.fromServer(family.fromServer()).bytes();
        byte[] answered = traffic.toClient(PacketBuilder.ip(family.vip, client).hopLimit(63))
                .bytes();
        byte[] sentAsQuoted = traffic.fromClient(
                        PacketBuilder.ip(client, family.vip).hopLimit(63))
                .bytes();
        byte[] answerAsQuoted =
                traffic.fromServer(family.fromServer().hopLimit(63)).bytes();
        try (HandlerKernel kernel = Setup.kernel()) {
            Row.of("packet", Side.SERVER, sent, Verdict.FORWARDED_IN)
                    .back(received)
                    .check(kernel);
            Row.of("answer", Side.SERVER, answer, Verdict.FORWARDED_OUT)
                    .back(answered)
                    .check(kernel);
            error(family, "about the packet", family.local, received, Verdict.RELATED_OUT)
                    .back(translated(family, PacketBuilder.ip(family.vip, client), sentAsQuoted))
                    .check(kernel);
            error(family, "about the answer", family.vip, answered, Verdict.RELATED_IN)
                    .back(translated(family, PacketBuilder.ip(family.local, family.server), answerAsQuoted))
                    .check(kernel);
            assertEquals(1, kernel.connections());
            assertTrue(kernel.isBalanced());
        }
    }

    /// An error from between the balancer and the servers, and the same without its last quoted bytes.
    private static Row error(Family family, String name, String destination, byte[] quote, Verdict verdict) {
        PacketBuilder outer = PacketBuilder.ip(family.serverRouter, destination);
        byte[] cut = PacketBuilder.ip(family.serverRouter, destination)
                .icmp(
                        family.hopLimitExceeded >>> 8,
                        family.hopLimitExceeded & 0xff,
                        0,
                        PacketBuilder.quote(quote, Complaint.LEAST_QUOTE - 1))
                .bytes();
        byte[] whole = outer.icmp(family.hopLimitExceeded >>> 8, family.hopLimitExceeded & 0xff, 0, quote)
                .bytes();
        return Row.of("error " + name, Side.SERVER, whole, verdict).cut(cut, Verdict.QUOTE_TRUNCATED);
    }

    private static byte[] translated(Family family, PacketBuilder outer, byte[] quote) {
        return outer.hopLimit(63)
                .icmp(family.hopLimitExceeded >>> 8, family.hopLimitExceeded & 0xff, 0, quote)
                .bytes();
    }
}
