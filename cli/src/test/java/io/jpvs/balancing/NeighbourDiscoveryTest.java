package io.jpvs.balancing;

import static io.jpvs.testkit.PacketBuilder.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jpvs.api.Verdict;
import io.jpvs.testkit.HandlerKernel;
import io.jpvs.testkit.PacketBuilder;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Neighbour discovery in both directions, through the whole kernel: RFC 4861 and 4862.
final class NeighbourDiscoveryTest {
    private static final int SOLICITATION = 135;
    private static final int ADVERTISEMENT = 136;
    private static final int SOURCE_LINK_LAYER = 1;
    private static final int TARGET_LINK_LAYER = 2;
    private static final int SOLICITED = 0x4000_0000;
    private static final int OVERRIDE = 0x2000_0000;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private static final String HOST = "fd01::77";
    private static final String HOST_MAC = "02:00:00:00:01:77";
    private static final String SERVER = "fd02::77";
    private static final String SERVER_MAC = "02:00:00:00:02:77";

    /// What each of them is, on the side whose network holds it.
    static Stream<Arguments> addresses() {
        return Stream.of(
                Arguments.of("port", Side.CLIENT, "fd01::1"),
                Arguments.of("service", Side.CLIENT, "fd01::100"),
                Arguments.of("local", Side.SERVER, "fd02::2"));
    }

    private static byte[] mac(String text) {
        return HexFormat.ofDelimiter(":").parseHex(text);
    }

    private static byte[] address(String text) {
        try {
            return InetAddress.getByName(text).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    private static PacketBuilder message(
            String source, String destination, int type, int flags, String target, byte[] option) {
        return PacketBuilder.ip(source, destination).hopLimit(255).icmp(type, 0, flags, join(address(target), option));
    }

    private static byte[] option(int type, String mac) {
        return join(bytes(type, 1), mac(mac));
    }

    private static String group(String target) {
        byte[] address = address(target);
        return "ff02::1:ff%02x:%02x%02x".formatted(address[13], address[14], address[15]);
    }

    private static String groupMac(String target) {
        byte[] address = address(target);
        return "33:33:ff:%02x:%02x:%02x".formatted(address[13], address[14], address[15]);
    }

    private static PacketBuilder solicitation(String source, String target, byte[] option) {
        return message(source, group(target), SOLICITATION, 0, target, option);
    }

    private static void receive(HandlerKernel kernel, Side side, byte[] frame) {
        if (side == Side.CLIENT) {
            kernel.burstFromClient(List.of(frame));
        } else {
            kernel.burstFromServer(List.of(frame));
        }
    }

    private static List<byte[]> framesTo(HandlerKernel kernel, Side side) {
        return side == Side.CLIENT ? kernel.framesToClient() : kernel.framesToServer();
    }

    private static String portMac(Side side) {
        return side == Side.CLIENT ? Setup.CLIENT_SIDE_MAC : Setup.SERVER_SIDE_MAC;
    }

    private static void assertFrame(String toMac, String fromMac, PacketBuilder expected, List<byte[]> sent) {
        assertEquals(List.of(Wire.hex(expected.frame(toMac, fromMac))), Wire.hex(sent));
    }

    @ParameterizedTest(name = "{0} address")
    @MethodSource("addresses")
    void solicitationIsAnswered(String kind, Side side, String target) {
        String asker = side == Side.CLIENT ? HOST : SERVER;
        byte[] option = option(SOURCE_LINK_LAYER, HOST_MAC);
        PacketBuilder answer = message(
                target, asker, ADVERTISEMENT, SOLICITED | OVERRIDE, target, option(TARGET_LINK_LAYER, portMac(side)));
        try (HandlerKernel kernel = Setup.kernel()) {
            receive(kernel, side, solicitation(asker, target, option).frame(groupMac(target), HOST_MAC));
            assertFrame(HOST_MAC, portMac(side), answer, framesTo(kernel, side));
            byte[] unicast =
                    message(asker, target, SOLICITATION, 0, target, new byte[0]).frame(portMac(side), HOST_MAC);
            receive(kernel, side, unicast);
            assertFrame(HOST_MAC, portMac(side), answer, framesTo(kernel, side));
            assertEquals(2, kernel.count(Verdict.NEIGHBOUR));
            assertTrue(kernel.isBalanced());
        }
    }

    /// A host that wants one of our addresses for itself has no address yet: all nodes are told that it is taken
    /// (RFC 4861, section 7.2.4).
    @ParameterizedTest(name = "{0} address")
    @MethodSource("addresses")
    void addressIsDefendedAgainstDuplicates(String kind, Side side, String target) {
        PacketBuilder defence =
                message(target, "ff02::1", ADVERTISEMENT, OVERRIDE, target, option(TARGET_LINK_LAYER, portMac(side)));
        try (HandlerKernel kernel = Setup.kernel()) {
            PacketBuilder question = solicitation("::", target, new byte[0]);
            receive(kernel, side, question.frame(groupMac(target), HOST_MAC));
            assertFrame("33:33:00:00:00:01", portMac(side), defence, framesTo(kernel, side));
            // RFC 7527: the nonce that finds looped-back questions
            PacketBuilder withNonce = solicitation("::", target, bytes(14, 1, 1, 2, 3, 4, 5, 6));
            receive(kernel, side, withNonce.frame(groupMac(target), HOST_MAC));
            assertFrame("33:33:00:00:00:01", portMac(side), defence, framesTo(kernel, side));
            assertEquals(2, kernel.count(Verdict.NEIGHBOUR));
            assertTrue(kernel.isBalanced());
        }
    }

    /// Section 7.1.1, and each of its conditions broken once.
    @Test
    void questionWithoutSourceHasToBeOneAboutAnAddress() {
        String target = "fd01::1";
        byte[] nothing = new byte[0];
        byte[] frame = solicitation("::", target, nothing).frame(groupMac(target), HOST_MAC);
        record Broken(String name, PacketBuilder packet, Verdict verdict) {}
        List<Broken> rows = List.of(
                new Broken(
                        "states a MAC",
                        solicitation("::", target, option(SOURCE_LINK_LAYER, HOST_MAC)),
                        Verdict.MALFORMED),
                new Broken(
                        "to another group",
                        message("::", "ff02::1", SOLICITATION, 0, target, nothing),
                        Verdict.MALFORMED),
                new Broken(
                        "to the address", message("::", target, SOLICITATION, 0, target, nothing), Verdict.MALFORMED),
                new Broken("routed", solicitation("::", target, nothing).hopLimit(254), Verdict.MALFORMED),
                new Broken("wrong checksum", solicitation("::", target, nothing).wrongChecksum(1), Verdict.MALFORMED),
                new Broken(
                        "an advertisement",
                        message("::", group(target), ADVERTISEMENT, OVERRIDE, target, nothing),
                        Verdict.MALFORMED),
                new Broken(
                        "cut short",
                        PacketBuilder.ip("::", group(target)).hopLimit(255).icmp(SOLICITATION, 0, 0, new byte[15]),
                        Verdict.MALFORMED),
                new Broken("for another", solicitation("::", "fd01::5", nothing), Verdict.NEIGHBOUR),
                new Broken("on another link", solicitation("::", "fd02::1", nothing), Verdict.NEIGHBOUR),
                new Broken(
                        "no neighbour discovery",
                        PacketBuilder.ip("::", group(target)).echoRequest(1, 1),
                        Verdict.NOT_FOR_US),
                new Broken("from loopback", solicitation("::1", target, nothing), Verdict.NOT_FOR_US));
        try (HandlerKernel kernel = Setup.kernel()) {
            for (Broken row : rows) {
                long before = kernel.count(row.verdict());
                kernel.burstFromClient(List.of(row.packet().frame(groupMac(target), HOST_MAC)));
                assertEquals(before + 1, kernel.count(row.verdict()), row.name());
                assertEquals(List.of(), kernel.framesToClient(), row.name());
            }
            byte[] unicast = frame.clone(); // what is not neighbour discovery on a group's MAC has no business here
            System.arraycopy(mac(Setup.CLIENT_SIDE_MAC), 0, unicast, 0, 6);
            kernel.burstFromClient(List.of(unicast));
            assertEquals(1, kernel.count(Verdict.BAD_SOURCE));
            assertTrue(kernel.isBalanced());
        }
    }

    /// Sections 7.1.2 and 4.6: an answer goes to whom asked, and no option is empty or cut.
    @Test
    void advertisementHasToBeValid() {
        byte[] mac = option(TARGET_LINK_LAYER, SERVER_MAC);
        record Broken(String name, String destination, byte[] options) {}
        List<Broken> rows = List.of(
                new Broken("an answer to all", "ff02::1", mac),
                new Broken("an empty option", "fd02::1", join(mac, bytes(TARGET_LINK_LAYER, 0, 0, 0, 0, 0, 0, 0))),
                new Broken("an option cut short", "fd02::1", join(mac, bytes(TARGET_LINK_LAYER, 2, 0, 0, 0, 0, 0, 0))));
        try (HandlerKernel kernel = Setup.kernel()) {
            for (Broken row : rows) {
                long before = kernel.count(Verdict.MALFORMED);
                PacketBuilder answer =
                        message(SERVER, row.destination(), ADVERTISEMENT, SOLICITED | OVERRIDE, SERVER, row.options());
                boolean toAll = row.destination().startsWith("ff02");
                receive(
                        kernel,
                        Side.SERVER,
                        answer.frame(toAll ? "33:33:00:00:00:01" : Setup.SERVER_SIDE_MAC, SERVER_MAC));
                assertEquals(before + 1, kernel.count(Verdict.MALFORMED), row.name());
            }
            assertTrue(kernel.isBalanced());
        }
    }

    /// A server that nobody has configured is asked for, learnt, used, doubted, probed and confirmed.
    @Test
    void nextHopIsFoundAndKept() {
        try (HandlerKernel kernel =
                Setup.shipped().service(Traffic.UDP, Family.IPV6, 1, SERVER).start()) {
            byte[] datagram =
                    Traffic.UDP.fromClient(Family.IPV6.fromClient()).frame(Setup.CLIENT_SIDE_MAC, "02:00:00:00:01:02");
            receive(kernel, Side.CLIENT, datagram);
            assertFrame(
                    groupMac(SERVER),
                    Setup.SERVER_SIDE_MAC,
                    solicitation("fd02::1", SERVER, option(SOURCE_LINK_LAYER, Setup.SERVER_SIDE_MAC)),
                    kernel.framesToServer());
            byte[] answer = message(
                            SERVER,
                            "fd02::1",
                            ADVERTISEMENT,
                            SOLICITED | OVERRIDE,
                            SERVER,
                            option(TARGET_LINK_LAYER, SERVER_MAC))
                    .frame(Setup.SERVER_SIDE_MAC, SERVER_MAC);
            kernel.burstFromServer(List.of(answer));
            PacketBuilder translated =
                    Traffic.UDP.toServer(PacketBuilder.ip("fd02::1", SERVER).hopLimit(63));
            assertFrame(SERVER_MAC, Setup.SERVER_SIDE_MAC, translated, kernel.framesToServer());

            kernel.pass(31 * SECOND);
            assertEquals(List.of(), kernel.framesToServer());
            receive(kernel, Side.CLIENT, datagram); // STALE is used at once, and doubted
            assertFrame(SERVER_MAC, Setup.SERVER_SIDE_MAC, translated, kernel.framesToServer());
            kernel.pass(4 * SECOND);
            assertEquals(List.of(), kernel.framesToServer());
            kernel.pass(SECOND);
            assertFrame(
                    SERVER_MAC,
                    Setup.SERVER_SIDE_MAC,
                    message(
                            "fd02::1",
                            SERVER,
                            SOLICITATION,
                            0,
                            SERVER,
                            option(SOURCE_LINK_LAYER, Setup.SERVER_SIDE_MAC)),
                    kernel.framesToServer());
            kernel.burstFromServer(List.of(answer));
            kernel.pass(20 * SECOND);
            assertEquals(List.of(), kernel.framesToServer());
            assertTrue(kernel.isBalanced());
        }
    }

    @Test
    void nextHopThatDoesNotAnswerCostsItsPackets() {
        try (HandlerKernel kernel =
                Setup.shipped().service(Traffic.UDP, Family.IPV6, 1, SERVER).start()) {
            receive(
                    kernel,
                    Side.CLIENT,
                    Traffic.UDP.fromClient(Family.IPV6.fromClient()).frame(Setup.CLIENT_SIDE_MAC, "02:00:00:00:01:02"));
            assertEquals(0, kernel.count(Verdict.NEIGHBOUR_UNREACHABLE));
            kernel.pass(4 * SECOND);
            assertEquals(3, kernel.framesToServer().size());
            assertEquals(1, kernel.count(Verdict.NEIGHBOUR_UNREACHABLE));
            assertTrue(kernel.isBalanced());
        }
    }

    /// What a host asks with tells where it is, but is not proof that it hears us.
    @ParameterizedTest
    @ValueSource(strings = {"fd01::1", "fd01::100"})
    void askerIsLearnt(String target) {
        try (HandlerKernel kernel = Setup.kernel()) {
            byte[] option = option(SOURCE_LINK_LAYER, HOST_MAC);
            kernel.burstFromClient(List.of(solicitation(HOST, target, option).frame(groupMac(target), HOST_MAC)));
            kernel.framesToClient();
            kernel.fromClient(
                    PacketBuilder.ip(HOST, "fd01::1").echoRequest(1, 1).bytes());
            assertFrame(
                    HOST_MAC,
                    Setup.CLIENT_SIDE_MAC,
                    Family.IPV6.own("fd01::1", HOST).echoReply(1, 1),
                    kernel.framesToClient());
            assertTrue(kernel.isBalanced());
        }
    }
}
