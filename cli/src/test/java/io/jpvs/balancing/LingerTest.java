package io.jpvs.balancing;

import static io.jpvs.balancing.Complaint.LEAST_QUOTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jpvs.api.SelectorRange;
import io.jpvs.api.Verdict;
import io.jpvs.kernel.worker.Tally;
import io.jpvs.testkit.HandlerKernel;
import io.jpvs.testkit.PacketBuilder;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Errors that come when their connection has ended: R-8. It lingers for a minute here.
final class LingerTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long TOY_TIMEOUT =
            Duration.ofMillis(ToyHandler.TIMEOUT_MILLIS).toNanos();

    static Stream<Arguments> connections() {
        return ErrorTranslationTest.connections();
    }

    static Stream<Arguments> kinds() {
        return Stream.of(Family.values())
                .flatMap(family -> Traffic.over(family).stream().map(traffic -> Arguments.of(family, traffic)));
    }

    private static long timeout(Traffic traffic) {
        return ErrorChecksTest.timeout(traffic).toNanos();
    }

    private static Row translated(String name, Complaint complaint, Side from) {
        return Row.of(name, from, complaint.arriving(), from == Side.CLIENT ? Verdict.RELATED_IN : Verdict.RELATED_OUT)
                .onwards(complaint.leaving())
                .cut(complaint.quoting(7).arriving(), Verdict.QUOTE_TRUNCATED);
    }

    private static Row unrelated(String name, Complaint complaint, Side from) {
        return Row.of(name, from, complaint.arriving(), Verdict.QUOTE_NO_CONNECTION)
                .cut(complaint.quoting(7).arriving(), Verdict.QUOTE_TRUNCATED);
    }

    /// Opens a connection and lets it end.
    private static void live(HandlerKernel kernel, Family family, Traffic traffic) {
        traffic.open(kernel, family);
        kernel.pass(timeout(traffic));
        assertEquals(0, kernel.connections());
    }

    @ParameterizedTest(name = "{0} {1} from the {2}")
    @MethodSource("connections")
    void r08ErrorAfterTheEndIsTranslatedLikeAnyOther(Family family, Traffic traffic, Side from) {
        try (HandlerKernel kernel = Setup.kernel()) {
            live(kernel, family, traffic);
            assertEquals(1, kernel.lingering());
            for (int type :
                    new int[] {family.portUnreachable, family.tooBig, family.hopLimitExceeded, family.parameterProblem
                    }) {
                for (int bytes : new int[] {LEAST_QUOTE, 20, Complaint.WHOLE}) {
                    Complaint complaint =
                            Complaint.about(traffic, family, from).type(type).rest(1300);
                    translated(bytes + " bytes", complaint.quoting(bytes), from).check(kernel);
                }
            }
            assertEquals(12, kernel.count(Tally.LINGER_MATCHES));
            assertEquals(0, kernel.connections());
            assertTrue(kernel.isBalanced());
        }
    }

    /// To the nanosecond, and however many errors have matched.
    @ParameterizedTest(name = "{0} {1} from the {2}")
    @MethodSource("connections")
    void r08TranslationIsForgottenWhenItsTimeIsUp(Family family, Traffic traffic, Side from) {
        try (HandlerKernel kernel = Setup.kernel()) {
            live(kernel, family, traffic);
            Complaint complaint = Complaint.about(traffic, family, from);
            for (int s = 0; s < 59; s++) {
                translated("after " + s + " s", complaint.quoting(LEAST_QUOTE), from)
                        .check(kernel);
                kernel.pass(SECOND);
            }
            kernel.pass(SECOND - 1);
            translated("a nanosecond before", complaint.quoting(LEAST_QUOTE), from)
                    .check(kernel);
            assertEquals(1, kernel.lingering());
            kernel.pass(1);
            assertEquals(0, kernel.lingering());
            unrelated("at its time", complaint.quoting(LEAST_QUOTE), from).check(kernel);
            assertEquals(60, kernel.count(Tally.LINGER_MATCHES));
            assertTrue(kernel.isBalanced());
        }
    }

    @ParameterizedTest(name = "{0} {1} from the {2}")
    @MethodSource("connections")
    void r08NothingLingersWhenItIsOff(Family family, Traffic traffic, Side from) {
        try (HandlerKernel kernel = Setup.shipped().withoutLinger().start()) {
            live(kernel, family, traffic);
            assertEquals(0, kernel.lingering());
            unrelated("off", Complaint.about(traffic, family, from), from).check(kernel);
            assertEquals(0, kernel.count(Tally.LINGER_MATCHES));
            assertTrue(kernel.isBalanced());
        }
    }

    @ParameterizedTest(name = "{0} {1} from the {2}")
    @MethodSource("connections")
    void r08ChecksOfErrorsHoldAfterTheEndToo(Family family, Traffic traffic, Side from) {
        try (HandlerKernel kernel = Setup.kernel()) {
            traffic.open(kernel, family);
            translated("alive", Complaint.about(traffic, family, from), from).check(kernel);
            kernel.pass(timeout(traffic));
            String elsewhere = from == Side.CLIENT ? family.port : family.otherServer;
            Row.of(
                            "forged",
                            from,
                            Complaint.about(traffic, family, from).to(elsewhere).arriving(),
                            Verdict.QUOTE_SPOOFED)
                    .check(kernel);
            Row.of(
                            "hop limit",
                            from,
                            Complaint.about(traffic, family, from)
                                    .outer(ip -> ip.hopLimit(1))
                                    .arriving(),
                            Verdict.HOP_LIMIT_EXCEEDED)
                    .check(kernel);
            Row.of(
                            "checksum",
                            from,
                            Complaint.about(traffic, family, from)
                                    .outer(ip -> ip.wrongChecksum(1))
                                    .arriving(),
                            Verdict.BAD_CHECKSUM)
                    .check(kernel);
            assertEquals(1, kernel.lingering());
            assertTrue(kernel.isBalanced());
        }
    }

    /// What the server sends late gets what it would get if nothing lingered, and opens nothing.
    @ParameterizedTest(name = "{0} {1} from the {2}")
    @MethodSource("connections")
    void r08OnlyErrorsMatch(Family family, Traffic traffic, Side from) {
        try (HandlerKernel kernel = Setup.kernel();
                HandlerKernel without = Setup.shipped().withoutLinger().start()) {
            live(kernel, family, traffic);
            live(without, family, traffic);
            byte[] late = traffic.from(from, family.from(from)).bytes();
            boolean opens = from == Side.CLIENT && traffic != Traffic.TCP;
            for (HandlerKernel each : List.of(kernel, without)) {
                List<byte[]> sent = from == Side.CLIENT ? each.fromClient(late) : each.fromServer(late);
                assertEquals(opens ? 1 : 0, sent.size());
                assertEquals(opens ? 1 : 0, each.connections());
            }
            for (Verdict verdict : Verdict.values()) {
                assertEquals(without.count(verdict), kernel.count(verdict), verdict.name());
            }
            assertEquals(Wire.hex(without.sentToServer()), Wire.hex(kernel.sentToServer()));
            assertEquals(Wire.hex(without.sentToClient()), Wire.hex(kernel.sentToClient()));
            assertEquals(0, kernel.count(Tally.LINGER_MATCHES));
            assertTrue(kernel.isBalanced());
        }
    }

    /// The old translation keeps its local end, and the new connection has another: each gets its own errors.
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("kinds")
    void r08NewConnectionOfTheSameClientTakesPrecedence(Family family, Traffic traffic) {
        try (HandlerKernel kernel = Setup.kernel()) {
            live(kernel, family, traffic);
            byte[] again = traffic == Traffic.TCP
                    ? family.fromClient()
                            .tcp(Traffic.CLIENT_PORT, Traffic.SERVICE_PORT, Traffic.SYN)
                            .bytes()
                    : traffic.fromClient(family.fromClient()).bytes();
            assertEquals(1, kernel.fromClient(again).size());
            Complaint fromClient = Complaint.about(traffic, family, Side.CLIENT);
            List<byte[]> sent = kernel.fromClient(fromClient.arriving());
            assertEquals(1, sent.size());
            byte[] old = fromClient.leaving();
            assertTrue(!Wire.hex(old).equals(Wire.hex(sent.getFirst())), "quotes the local end of the new connection");
            assertEquals(0, kernel.count(Tally.LINGER_MATCHES));
            assertEquals(1, kernel.connections());
            Complaint fromServer = Complaint.about(traffic, family, Side.SERVER);
            translated("about the old one", fromServer, Side.SERVER).check(kernel);
            assertEquals(1, kernel.count(Tally.LINGER_MATCHES));
            assertTrue(kernel.isBalanced());
        }
    }

    @ParameterizedTest(name = "{0} {1} from the {2}")
    @MethodSource("connections")
    void r08TranslationSurvivesTheRemovalOfItsService(Family family, Traffic traffic, Side from) {
        String without = Setup.shipped().withoutServices().yaml();
        try (HandlerKernel kernel = Setup.kernel()) {
            traffic.open(kernel, family);
            kernel.reload(without);
            kernel.pass(timeout(traffic));
            translated("removed while alive", Complaint.about(traffic, family, from), from)
                    .check(kernel);
            assertTrue(kernel.isBalanced());
        }
        try (HandlerKernel kernel = Setup.kernel()) {
            live(kernel, family, traffic);
            kernel.reload(without);
            translated("removed after the end", Complaint.about(traffic, family, from), from)
                    .check(kernel);
            assertTrue(kernel.isBalanced());
        }
        try (HandlerKernel kernel = Setup.kernel()) {
            live(kernel, family, traffic);
            kernel.reload(Setup.shipped()
                    .service(traffic, family, 1, family.otherServer)
                    .yaml());
            translated("server removed", Complaint.about(traffic, family, from), from)
                    .check(kernel);
            assertTrue(kernel.isBalanced());
        }
    }

    /// One local port is all there is, so the second client gets that of the first.
    @ParameterizedTest
    @EnumSource(Family.class)
    void r08LocalPortBoundAnewEvictsTheOldTranslation(Family family) {
        SelectorRange one = new SelectorRange(Traffic.LOCAL_PORT, Traffic.LOCAL_PORT);
        try (HandlerKernel kernel =
                ThirdPartyTest.withToy(() -> new ToyHandler(one)).start()) {
            ThirdPartyTest.open(kernel, family);
            kernel.pass(TOY_TIMEOUT);
            Row fromServer = ThirdPartyTest.errorFromServer(family, ThirdPartyTest.TAG, LEAST_QUOTE);
            Row fromClient = ThirdPartyTest.errorFromClient(family, ThirdPartyTest.TAG, LEAST_QUOTE);
            fromServer.check(kernel);
            fromClient.check(kernel);
            assertEquals(1, kernel.lingering());

            byte[] another = ThirdPartyTest.toy(
                            PacketBuilder.ip(family.otherClient, family.vip),
                            Traffic.CLIENT_PORT,
                            Traffic.SERVICE_PORT,
                            ThirdPartyTest.TAG)
                    .bytes();
            assertEquals(1, kernel.fromClient(another).size());
            assertEquals(0, kernel.lingering());
            Row.of("of the first client", Side.CLIENT, fromClient.packet(), Verdict.QUOTE_NO_CONNECTION)
                    .check(kernel);
            kernel.pass(TOY_TIMEOUT);
            List<byte[]> sent = kernel.fromServer(fromServer.packet());
            assertEquals(1, sent.size());
            assertTrue(
                    !Wire.hex(fromServer.toClient().getFirst()).equals(Wire.hex(sent.getFirst())),
                    "is the second client's, never again the first one's");
            assertEquals(1, kernel.lingering());
            assertTrue(kernel.isBalanced());
        }
    }

    /// Nobody downstream has ever seen a packet of it.
    @ParameterizedTest
    @EnumSource(Family.class)
    void r08ConnectionWhoseFirstPacketDidNotPassLeavesNothing(Family family) {
        for (int tag : new int[] {ToyHandler.REFUSED, ToyHandler.FATAL}) {
            try (HandlerKernel kernel = ThirdPartyTest.withToy(ToyHandler::new).start()) {
                byte[] first = ThirdPartyTest.toy(family.fromClient(), Traffic.CLIENT_PORT, Traffic.SERVICE_PORT, tag)
                        .bytes();
                Verdict verdict = tag == ToyHandler.FATAL ? Verdict.HANDLER_FAILED : Verdict.INVALID_STATE;
                Row.of("first", Side.CLIENT, first, verdict).check(kernel);
                kernel.pass(TOY_TIMEOUT);
                assertEquals(0, kernel.connections());
                assertEquals(0, kernel.lingering());
                byte[] error = ThirdPartyTest.errorFromServer(family, ThirdPartyTest.TAG, LEAST_QUOTE)
                        .packet();
                Row.of("error", Side.SERVER, error, Verdict.QUOTE_NO_CONNECTION).check(kernel);
                assertTrue(kernel.isBalanced());
            }
        }
    }

    /// The budget holds however many connections end, and the newest are remembered.
    @ParameterizedTest
    @EnumSource(Family.class)
    void r08MemoryIsBounded(Family family) {
        int capacity = 8;
        int clients = 5 * capacity;
        Setup setup = Setup.shipped().capacity(capacity).with("protocols: {udp: {timeouts: {idle: 10s}}}");
        try (HandlerKernel kernel = setup.start()) {
            for (int client = 0; client < clients; client++) {
                byte[] datagram = PacketBuilder.ip(family.farClient(client), family.vip)
                        .udp(Traffic.CLIENT_PORT, Traffic.SERVICE_PORT, Traffic.DATA)
                        .bytes();
                assertEquals(1, kernel.fromClient(datagram).size());
                if (client % capacity == capacity - 1) {
                    kernel.pass(10 * SECOND);
                    assertEquals(capacity, kernel.lingering());
                }
            }
            assertEquals(clients - capacity, kernel.count(Tally.LINGER_EVICTIONS));
            for (int client = 0; client < clients; client++) {
                byte[] answer = PacketBuilder.ip(family.vip, family.farClient(client))
                        .udp(Traffic.SERVICE_PORT, Traffic.CLIENT_PORT, Traffic.ANSWER)
                        .bytes();
                byte[] error = PacketBuilder.ip(family.clientRouter, family.vip)
                        .icmp(
                                family.portUnreachable >>> 8,
                                family.portUnreachable & 0xff,
                                0,
                                PacketBuilder.quote(answer, LEAST_QUOTE))
                        .bytes();
                assertEquals(
                        client < clients - capacity ? 0 : 1,
                        kernel.fromClient(error).size(),
                        "client " + client);
            }
            assertEquals(clients - capacity, kernel.count(Verdict.QUOTE_NO_CONNECTION));
            assertEquals(capacity, kernel.count(Tally.LINGER_MATCHES));
            assertTrue(kernel.isBalanced());
        }
    }
}
