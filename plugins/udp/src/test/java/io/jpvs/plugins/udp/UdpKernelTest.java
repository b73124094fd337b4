package io.jpvs.plugins.udp;

import static io.jpvs.testkit.HandlerKernel.CLIENT;
import static io.jpvs.testkit.HandlerKernel.CLIENT6;
import static io.jpvs.testkit.HandlerKernel.FIRST_LOCAL_PORT;
import static io.jpvs.testkit.HandlerKernel.LOCAL;
import static io.jpvs.testkit.HandlerKernel.LOCAL6;
import static io.jpvs.testkit.HandlerKernel.SERVER;
import static io.jpvs.testkit.HandlerKernel.SERVER6;
import static io.jpvs.testkit.HandlerKernel.SERVER_PORT;
import static io.jpvs.testkit.HandlerKernel.SERVICE_PORT;
import static io.jpvs.testkit.HandlerKernel.VIP;
import static io.jpvs.testkit.HandlerKernel.VIP6;
import static io.jpvs.testkit.PacketBuilder.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jpvs.api.Verdict;
import io.jpvs.testkit.HandlerKernel;
import io.jpvs.testkit.PacketBuilder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// UDP in the real kernel.
final class UdpKernelTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        CLIENT + "," + VIP + "," + LOCAL + "," + SERVER,
        CLIENT6 + "," + VIP6 + "," + LOCAL6 + "," + SERVER6,
    })
    void questionAndAnswerPassUntilTheConnectionIsIdle(String client, String vip, String local, String server) {
        try (HandlerKernel kernel = HandlerKernel.around(UdpHandler::new)) {
            List<byte[]> questions = kernel.fromClient(PacketBuilder.ip(client, vip)
                    .udp(40_000, SERVICE_PORT, bytes(1, 2, 3))
                    .bytes());
            PacketBuilder question = PacketBuilder.ip(local, server).udp(FIRST_LOCAL_PORT, SERVER_PORT, bytes(1, 2, 3));
            assertEquals(1, questions.size());
            assertArrayEquals(question.hopLimit(63).bytes(), questions.getFirst());

            byte[] answer = PacketBuilder.ip(server, local)
                    .udp(SERVER_PORT, FIRST_LOCAL_PORT, bytes(4))
                    .bytes();
            List<byte[]> answers = kernel.fromServer(answer);
            PacketBuilder expected = PacketBuilder.ip(vip, client).udp(SERVICE_PORT, 40_000, bytes(4));
            assertEquals(1, answers.size());
            assertArrayEquals(expected.hopLimit(63).bytes(), answers.getFirst());

            kernel.pass(Duration.ofSeconds(299).toNanos());
            assertEquals(1, kernel.connections());
            kernel.pass(Duration.ofSeconds(2).toNanos());
            assertEquals(0, kernel.connections());
            assertEquals(List.of(), kernel.fromServer(answer));
            assertEquals(1, kernel.count(Verdict.FORWARDED_OUT));
            assertTrue(kernel.isBalanced());
        }
    }
}
