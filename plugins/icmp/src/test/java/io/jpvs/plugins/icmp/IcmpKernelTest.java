package io.jpvs.plugins.icmp;

import static io.jpvs.testkit.HandlerKernel.CLIENT;
import static io.jpvs.testkit.HandlerKernel.CLIENT6;
import static io.jpvs.testkit.HandlerKernel.CLIENT_2;
import static io.jpvs.testkit.HandlerKernel.LOCAL;
import static io.jpvs.testkit.HandlerKernel.LOCAL6;
import static io.jpvs.testkit.HandlerKernel.PORT;
import static io.jpvs.testkit.HandlerKernel.SERVER;
import static io.jpvs.testkit.HandlerKernel.SERVER6;
import static io.jpvs.testkit.HandlerKernel.SERVICE_PORT;
import static io.jpvs.testkit.HandlerKernel.VIP;
import static io.jpvs.testkit.HandlerKernel.VIP6;
import static io.jpvs.testkit.PacketBuilder.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jpvs.api.Verdict;
import io.jpvs.plugins.udp.UdpHandler;
import io.jpvs.testkit.HandlerKernel;
import io.jpvs.testkit.PacketBuilder;
import io.jpvs.testkit.TestPacket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Queries, and what the balancer itself says, in the real kernel.
final class IcmpKernelTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        CLIENT + "," + VIP + "," + LOCAL + "," + SERVER,
        CLIENT6 + "," + VIP6 + "," + LOCAL6 + "," + SERVER6,
    })
    void r20R21R22PingOfAServiceIsOneConnectionForBothWays(String client, String vip, String local, String server) {
        try (HandlerKernel kernel = HandlerKernel.around(IcmpHandler::new)) {
            byte[] ping = PacketBuilder.ip(client, vip)
                    .echoRequest(0x1234, 1, bytes(1, 2))
                    .bytes();
            assertOnly(
                    PacketBuilder.ip(local, server)
                            .echoRequest(1, 1, bytes(1, 2))
                            .hopLimit(63),
                    kernel.fromClient(ping));
            byte[] pong =
                    PacketBuilder.ip(server, local).echoReply(1, 1, bytes(1, 2)).bytes();
            assertOnly(
                    PacketBuilder.ip(vip, client)
                            .echoReply(0x1234, 1, bytes(1, 2))
                            .hopLimit(63),
                    kernel.fromServer(pong));
            assertEquals(1, kernel.connections());

            kernel.pass(Duration.ofSeconds(59).toNanos());
            assertEquals(1, kernel.connections());
            kernel.pass(Duration.ofSeconds(2).toNanos());
            assertEquals(0, kernel.connections());
            assertEquals(List.of(), kernel.fromServer(pong), "R-23: a reply without a connection");
            assertTrue(kernel.isBalanced());
        }
    }

    @Test
    void r22TwoClientsWithOneIdentifierNeverMix() {
        try (HandlerKernel kernel = HandlerKernel.around(IcmpHandler::new)) {
            kernel.fromClient(PacketBuilder.ip(CLIENT, VIP).echoRequest(7, 1).bytes());
            assertOnly(
                    PacketBuilder.ip(LOCAL, SERVER).echoRequest(2, 1).hopLimit(63),
                    kernel.fromClient(
                            PacketBuilder.ip(CLIENT_2, VIP).echoRequest(7, 1).bytes()));
            assertOnly(
                    PacketBuilder.ip(VIP, CLIENT_2).echoReply(7, 1).hopLimit(63),
                    kernel.fromServer(
                            PacketBuilder.ip(SERVER, LOCAL).echoReply(2, 1).bytes()));
            assertOnly(
                    PacketBuilder.ip(VIP, CLIENT).echoReply(7, 1).hopLimit(63),
                    kernel.fromServer(
                            PacketBuilder.ip(SERVER, LOCAL).echoReply(1, 1).bytes()));
        }
    }

    /// The server's echo request bears the identifier of a connection where a reply has the type.
    @Test
    void r21RequestFromTheServerPassesThroughNoConnection() {
        try (HandlerKernel kernel = HandlerKernel.around(IcmpHandler::new)) {
            for (int identifier = 1; identifier <= 8; identifier++) {
                kernel.fromClient(
                        PacketBuilder.ip(CLIENT, VIP).echoRequest(identifier, 1).bytes());
            }
            assertEquals(
                    List.of(),
                    kernel.fromServer(
                            PacketBuilder.ip(SERVER, LOCAL).echoRequest(8, 1).bytes()));
            assertEquals(1, kernel.count(Verdict.ANSWERED));
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {PORT, LOCAL})
    void r30PingOfThePortAndOfALocalAddressIsAnswered(String address) {
        try (HandlerKernel kernel = HandlerKernel.around(IcmpHandler::new)) {
            kernel.fromClient(PacketBuilder.ip(CLIENT, address)
                    .echoRequest(9, 2, bytes(3, 4, 5))
                    .hopLimit(1) // what it answers itself it answers at TTL 1 too
                    .bytes());
            List<byte[]> replies = kernel.sentToClient();
            assertEquals(1, replies.size());
            assertArrayEquals(
                    content(PacketBuilder.ip(address, CLIENT).echoReply(9, 2, bytes(3, 4, 5))),
                    TestPacket.of(replies.getFirst()).content());
            assertEquals(1, kernel.count(Verdict.ANSWERED));
        }
    }

    @Test
    void r31HopLimitThatRunsOutIsToldFromThePort() {
        try (HandlerKernel kernel = HandlerKernel.around(List.of(UdpHandler::new, IcmpHandler::new), "")) {
            byte[] probe = PacketBuilder.ip(CLIENT, VIP)
                    .udp(33_434, SERVICE_PORT, bytes(1, 2, 3))
                    .hopLimit(1)
                    .bytes();
            assertEquals(List.of(), kernel.fromClient(probe));
            List<byte[]> errors = kernel.sentToClient();
            assertEquals(1, errors.size());
            assertArrayEquals(
                    content(PacketBuilder.ip(PORT, CLIENT).icmp(11, 0, 0, probe)),
                    TestPacket.of(errors.getFirst()).content());
            assertEquals(PORT, source(errors.getFirst()));
            assertEquals(1, kernel.count(Verdict.HOP_LIMIT_EXCEEDED));
        }
    }

    @Test
    void r33PortWithoutServiceIsToldIfConfigured() {
        try (HandlerKernel kernel =
                HandlerKernel.around(List.of(UdpHandler::new, IcmpHandler::new), "no-service: reject\n")) {
            byte[] datagram = PacketBuilder.ip(CLIENT, VIP)
                    .udp(40_000, 81, new byte[1000])
                    .bytes();
            kernel.fromClient(datagram);
            List<byte[]> errors = kernel.sentToClient();
            assertEquals(1, errors.size());
            assertEquals(576, errors.getFirst().length, "R-34: as much as fits");
            assertArrayEquals(
                    content(PacketBuilder.ip(VIP, CLIENT).icmp(3, 3, 0, Arrays.copyOf(datagram, 548))),
                    TestPacket.of(errors.getFirst()).content());
            assertEquals(VIP, source(errors.getFirst()));
        }
    }

    private static void assertOnly(PacketBuilder expected, List<byte[]> packets) {
        assertEquals(1, packets.size());
        assertArrayEquals(expected.bytes(), packets.getFirst());
    }

    private static byte[] content(PacketBuilder packet) {
        return TestPacket.of(packet.bytes()).content();
    }

    private static String source(byte[] ip) {
        return (ip[12] & 0xff) + "." + (ip[13] & 0xff) + "." + (ip[14] & 0xff) + "." + (ip[15] & 0xff);
    }
}
