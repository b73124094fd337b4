package io.jpvs.balancing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jpvs.api.Verdict;
import io.jpvs.kernel.worker.Tally;
import io.jpvs.testkit.HandlerKernel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Hundreds of thousands of frames that nobody has thought of, into the whole kernel with all shipped handlers.
/// The seeds are fixed: what fails once fails again.
final class RandomFramesTest {
    private static final long SEED = 0x6a707673;
    private static final int FRAMES = 200_000;
    private static final int LARGEST_BURST = 32;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final FrameMutator mutator = new FrameMutator(SEED);
    private final Random random = new Random(SEED);

    private static HandlerKernel kernel() {
        return Setup.shipped()
                .capacity(4096)
                .mtu(Side.SERVER, 1400)
                .with("no-service: reject")
                .with("icmp-rate: {per-prefix: 0, total: 0}")
                .with("protocols: {tcp: {idle: reset}}")
                .start();
    }

    private void burst(HandlerKernel kernel, Side side, List<byte[]> frames) {
        if (side == Side.CLIENT) {
            kernel.burstFromClient(frames);
        } else {
            kernel.burstFromServer(frames);
        }
        if (random.nextInt(20) == 0) {
            kernel.pass((long) (random.nextDouble() * SECOND));
        }
    }

    /// Frames that wait for a next hop are sent or given up, and nothing else may be left.
    private static void assertSound(HandlerKernel kernel) {
        for (int i = 0; i < 20; i++) {
            kernel.pass(SECOND);
        }
        kernel.sentToClient();
        kernel.sentToServer();
        assertEquals(0, kernel.count(Verdict.HANDLER_FAILED));
        assertEquals(0, kernel.count(Verdict.HANDLER_QUARANTINED));
        assertEquals(0, kernel.count(Tally.HANDLER_EXCEPTIONS));
        assertTrue(kernel.isBalanced(), "a frame without an outcome, or a buffer that did not come back");
    }

    @Test
    void anyFramesAreBorne() {
        try (HandlerKernel kernel = kernel()) {
            int sent = 0;
            while (sent < FRAMES) {
                Side side = random.nextBoolean() ? Side.CLIENT : Side.SERVER;
                List<byte[]> frames = new ArrayList<>();
                for (int i = 1 + random.nextInt(LARGEST_BURST); i > 0; i--) {
                    frames.add(mutator.next(side));
                }
                sent += frames.size();
                burst(kernel, side, frames);
                kernel.sentToClient();
                kernel.sentToServer();
            }
            assertSound(kernel);
            assertEquals(sent, kernel.count(Tally.RECEIVED));
            assertManyWays(kernel);
        }
    }

    /// That the frames get anywhere at all.
    private static void assertManyWays(HandlerKernel kernel) {
        List<Verdict> seldom = new ArrayList<>();
        for (Verdict verdict : Verdict.values()) {
            if (kernel.count(verdict) < 20) {
                seldom.add(verdict);
            }
        }
        seldom.removeAll(List.of(
                Verdict.CHAINED,
                Verdict.ANSWER_LIMITED,
                Verdict.QUOTE_BAD_CHECKSUM,
                Verdict.FRAGMENT_TABLE_FULL,
                Verdict.NO_SERVER,
                Verdict.TABLE_FULL,
                Verdict.SELECTORS_EXHAUSTED,
                Verdict.NO_ROUTE,
                Verdict.NEIGHBOUR_QUEUE_FULL,
                Verdict.TRANSMIT_FAILED,
                Verdict.HANDOVER_FULL,
                Verdict.HANDLER_FAILED,
                Verdict.HANDLER_QUARANTINED));
        assertEquals(List.of(), seldom, "outcomes that hardly occurred");
    }

    /// Whatever goes out has right checksums, if all that came in had.
    @Test
    void whatComesInRightGoesOutRight() {
        try (HandlerKernel kernel = kernel()) {
            int sent = 0;
            int seen = 0;
            while (sent < FRAMES / 2) {
                Side side = random.nextBoolean() ? Side.CLIENT : Side.SERVER;
                List<byte[]> frames = new ArrayList<>();
                for (int i = 1 + random.nextInt(LARGEST_BURST); i > 0; i--) {
                    byte[] frame = FrameMutator.repair(mutator.next(side));
                    if (FrameMutator.isRight(frame)) {
                        frames.add(frame);
                    }
                }
                sent += frames.size();
                burst(kernel, side, frames);
                seen += assertRight(kernel.sentToClient()) + assertRight(kernel.sentToServer());
            }
            assertTrue(seen > sent / 4, "hardly any went out: " + seen);
            assertSound(kernel);
        }
    }

    private static int assertRight(List<byte[]> packets) {
        for (byte[] packet : packets) {
            boolean isIp = Wire.u8(packet, 0) >>> 4 == 4 || Wire.u8(packet, 0) >>> 4 == 6;
            assertTrue(
                    !isIp || (Pieces.isFragment(packet) ? Wire.headerError(packet) == 0 : Wire.isRight(packet)),
                    () -> "wrong checksum: " + Wire.hex(packet));
        }
        return packets.size();
    }

    /// RFC 5508 REQ-6, over errors of all kinds: neither born, nor kept alive, nor ended by one.
    @Test
    void noConnectionIsBornKeptOrEndedByAnError() {
        try (HandlerKernel kernel = kernel()) {
            int errors = 0;
            while (errors < FRAMES / 4) {
                Side side = random.nextBoolean() ? Side.CLIENT : Side.SERVER;
                byte[] frame = mutator.next(side);
                if (isError(frame)) {
                    burst(kernel, side, List.of(frame));
                    errors++;
                }
            }
            assertEquals(0, kernel.connections());

            for (Family family : Family.values()) {
                Traffic.UDP.open(kernel, family);
            }
            kernel.sentToClient();
            kernel.sentToServer();
            long left = 300 * SECOND;
            for (int i = 0; i < FRAMES / 4; i++) {
                Side side = random.nextBoolean() ? Side.CLIENT : Side.SERVER;
                byte[] frame = mutator.next(side);
                if (isError(frame)) {
                    if (side == Side.CLIENT) {
                        kernel.burstFromClient(List.of(frame));
                    } else {
                        kernel.burstFromServer(List.of(frame));
                    }
                    kernel.pass(5_000_000);
                    left -= 5_000_000;
                }
            }
            assertTrue(kernel.count(Verdict.RELATED_IN) > 100 && kernel.count(Verdict.RELATED_OUT) > 100);
            kernel.pass(left - 1);
            assertEquals(2, kernel.connections(), "a nanosecond before their end");
            kernel.pass(1);
            assertEquals(0, kernel.connections(), "at their end");
            assertSound(kernel);
        }
    }

    private static boolean isError(byte[] frame) {
        if (frame.length < 14 + 40 || !FrameMutator.isRight(frame)) {
            return false;
        }
        byte[] packet = Arrays.copyOfRange(frame, 14, frame.length);
        int header = Wire.headerBytes(packet);
        int type = header < packet.length ? Wire.u8(packet, header) : 255;
        return Wire.isIpv6(packet)
                ? Wire.protocol(packet) == 58 && type < 128
                : Wire.protocol(packet) == 1 && (type == 3 || type == 4 || type == 11 || type == 12);
    }
}
