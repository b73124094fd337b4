package io.jpvs.plugins.tcp;

import static io.jpvs.plugins.tcp.TcpHeader.ACK;
import static io.jpvs.plugins.tcp.TcpHeader.FIN;
import static io.jpvs.plugins.tcp.TcpHeader.RST;
import static io.jpvs.plugins.tcp.TcpHeader.SYN;
import static io.jpvs.testkit.HandlerKernel.CLIENT;
import static io.jpvs.testkit.HandlerKernel.FIRST_LOCAL_PORT;
import static io.jpvs.testkit.HandlerKernel.LOCAL;
import static io.jpvs.testkit.HandlerKernel.SERVER;
import static io.jpvs.testkit.HandlerKernel.SERVER_PORT;
import static io.jpvs.testkit.HandlerKernel.SERVICE_PORT;
import static io.jpvs.testkit.HandlerKernel.VIP;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jpvs.api.Verdict;
import io.jpvs.testkit.HandlerKernel;
import io.jpvs.testkit.PacketBuilder;
import io.jpvs.testkit.TestPacket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// TCP in the real kernel.
final class TcpKernelTest {
    @Test
    void connectionPassesFromSynToTheEnd() {
        try (HandlerKernel kernel = HandlerKernel.around(TcpHandler::new)) {
            assertCarriedToServer(kernel, SYN, 100, 0);
            assertCarriedToClient(kernel, SYN | ACK, 900, 101);
            assertCarriedToServer(kernel, ACK, 101, 901, 1, 2, 3);
            assertCarriedToClient(kernel, ACK, 901, 104, 4, 5);
            assertCarriedToServer(kernel, FIN | ACK, 104, 903);
            assertCarriedToClient(kernel, FIN | ACK, 903, 105);
            assertCarriedToServer(kernel, ACK, 105, 904);
            assertEquals(1, kernel.connections());
            kernel.pass(Duration.ofSeconds(8).toNanos());
            assertEquals(0, kernel.connections(), "TIME_WAIT has ended");
            assertTrue(kernel.isBalanced());
        }
    }

    @Test
    void segmentInTheMidstOfNoConnectionIsReset() {
        try (HandlerKernel kernel = HandlerKernel.around(TcpHandler::new)) {
            assertEquals(
                    List.of(), kernel.fromClient(fromClient(ACK, 5, 77, 1, 2).bytes()));
            List<byte[]> answers = kernel.sentToClient();
            assertEquals(1, answers.size());
            assertArrayEquals(
                    content(toClient(RST, 77, 0).window(0)),
                    TestPacket.of(answers.getFirst()).content());
            assertEquals(1, kernel.count(Verdict.NO_CONNECTION));
            assertEquals(0, kernel.connections());
        }
    }

    @Test
    void r33SynToAPortWithoutServiceIsResetIfConfigured() {
        try (HandlerKernel kernel = HandlerKernel.around(List.of(TcpHandler::new), "no-service: reject\n")) {
            kernel.fromClient(PacketBuilder.ip(CLIENT, VIP).tcp(40_000, 81, SYN).bytes());
            List<byte[]> answers = kernel.sentToClient();
            assertEquals(1, answers.size());
            PacketBuilder reset = PacketBuilder.ip(VIP, CLIENT)
                    .tcp(81, 40_000, RST | ACK)
                    .acknowledgment(1)
                    .window(0);
            assertArrayEquals(content(reset), TestPacket.of(answers.getFirst()).content());
        }
    }

    @Test
    void idleConnectionIsResetOnBothSidesIfConfigured() {
        try (HandlerKernel kernel =
                HandlerKernel.around(List.of(TcpHandler::new), "protocols: {tcp: {idle: reset}}\n")) {
            kernel.fromClient(fromClient(SYN, 100, 0).bytes());
            kernel.fromServer(fromServer(SYN | ACK, 900, 101).bytes());
            kernel.fromClient(fromClient(ACK, 101, 901).bytes());
            kernel.pass(Duration.ofSeconds(91).toNanos());

            List<byte[]> client = kernel.sentToClient();
            List<byte[]> server = kernel.sentToServer();
            assertEquals(1, client.size());
            assertEquals(1, server.size());
            assertArrayEquals(
                    content(toClient(RST | ACK, 901, 101).window(0)),
                    TestPacket.of(client.getFirst()).content());
            assertArrayEquals(
                    content(toServer(RST | ACK, 101, 901).window(0)),
                    TestPacket.of(server.getFirst()).content());
            assertEquals(0, kernel.connections());
        }
    }

    private static void assertCarriedToServer(
            HandlerKernel kernel, int flags, int sequence, int acknowledgment, int... data) {
        List<byte[]> carried = kernel.fromClient(
                fromClient(flags, sequence, acknowledgment, data).bytes());
        assertEquals(1, carried.size());
        byte[] expected =
                toServer(flags, sequence, acknowledgment, data).hopLimit(63).bytes();
        assertArrayEquals(expected, carried.getFirst());
    }

    private static void assertCarriedToClient(
            HandlerKernel kernel, int flags, int sequence, int acknowledgment, int... data) {
        List<byte[]> carried = kernel.fromServer(
                fromServer(flags, sequence, acknowledgment, data).bytes());
        assertEquals(1, carried.size());
        byte[] expected =
                toClient(flags, sequence, acknowledgment, data).hopLimit(63).bytes();
        assertArrayEquals(expected, carried.getFirst());
    }

    private static PacketBuilder fromClient(int flags, int sequence, int acknowledgment, int... data) {
        return numbered(
                PacketBuilder.ip(CLIENT, VIP).tcp(40_000, SERVICE_PORT, flags, PacketBuilder.bytes(data)),
                sequence,
                acknowledgment);
    }

    private static PacketBuilder toServer(int flags, int sequence, int acknowledgment, int... data) {
        return numbered(
                PacketBuilder.ip(LOCAL, SERVER).tcp(FIRST_LOCAL_PORT, SERVER_PORT, flags, PacketBuilder.bytes(data)),
                sequence,
                acknowledgment);
    }

    private static PacketBuilder fromServer(int flags, int sequence, int acknowledgment, int... data) {
        return numbered(
                PacketBuilder.ip(SERVER, LOCAL).tcp(SERVER_PORT, FIRST_LOCAL_PORT, flags, PacketBuilder.bytes(data)),
                sequence,
                acknowledgment);
    }

    private static PacketBuilder toClient(int flags, int sequence, int acknowledgment, int... data) {
        return numbered(
                PacketBuilder.ip(VIP, CLIENT).tcp(SERVICE_PORT, 40_000, flags, PacketBuilder.bytes(data)),
                sequence,
                acknowledgment);
    }

    private static PacketBuilder numbered(PacketBuilder segment, int sequence, int acknowledgment) {
        return segment.sequence(sequence).acknowledgment(acknowledgment);
    }

    private static byte[] content(PacketBuilder packet) {
        return TestPacket.of(packet.bytes()).content();
    }
}
