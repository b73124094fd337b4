package io.jpvs.kernel.dpdk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jpvs.kernel.port.Frame;
import io.jpvs.kernel.port.FrameVector;
import io.jpvs.kernel.port.PortQueue;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Ports that need nothing but memory and files: no privilege, no network.
final class SoftwarePortsTest {
    @BeforeAll
    static void needs() {
        Machine.assumeDpdk();
    }

    @Test
    void nullPortGivesFramesOfTheSizeAskedFor() {
        ChildJvm.run(NullPort.class).assertPassed();
    }

    static final class NullPort {
        static void main() {
            try (Dpdk dpdk = Rig.start("net_null0,size=61");
                    Arena arena = Arena.ofConfined()) {
                Mempool stock = dpdk.createPool("stock", Rig.BUFFERS, Rig.FRAME_BYTES);
                assertEquals(List.of("net_null0"), dpdk.deviceNames());
                DpdkPort port = dpdk.openPort(new PortSettings("null", 0, 1), stock);
                assertTrue(port.isUp());
                assertEquals(1500, port.mtuBytes());
                FrameVector frames = new FrameVector(arena, 32);
                assertEquals(32, port.queue(0).receive(frames));
                for (int i = 0; i < frames.size(); i++) {
                    assertEquals(61, Frame.lengthBytes(frames.get(i)));
                    assertEquals(1, Frame.segments(frames.get(i)));
                }
                assertEquals(32, port.queue(0).transmit(frames));
                assertEquals(32, port.statistics().receivedPackets());
                assertEquals(32, port.statistics().transmittedPackets());
                assertEquals(Rig.BUFFERS, stock.availableCount());
            }
        }
    }

    @Test
    void ringPortGivesBackWhatWasSent() {
        ChildJvm.run(RingPort.class).assertPassed();
    }

    static final class RingPort {
        static void main() {
            try (Dpdk dpdk = Rig.start("net_ring0");
                    Arena arena = Arena.ofConfined()) {
                Mempool stock = dpdk.createPool("stock", Rig.BUFFERS, Rig.FRAME_BYTES);
                // Two queue pairs: each is a ring of its own.
                DpdkPort port = dpdk.openPort(new PortSettings("ring", 0, 2), stock);
                try (MbufPool pool = stock.openCache()) {
                    FrameVector sent = new FrameVector(arena, 8);
                    sent.add(frame(pool, 14));
                    sent.add(frame(pool, 1514));
                    assertEquals(2, port.queue(1).transmit(sent));

                    FrameVector received = new FrameVector(arena, 8);
                    assertEquals(0, port.queue(0).receive(received));
                    assertEquals(2, port.queue(1).receive(received));
                    assertArrayEquals(pattern(14), Rig.bytes(received.get(0)));
                    assertArrayEquals(pattern(1514), Rig.bytes(received.get(1)));
                    pool.free(received);
                }
                assertEquals(Rig.BUFFERS, stock.availableCount());
            }
        }

        private static long frame(MbufPool pool, int lengthBytes) {
            long frame = pool.allocate();
            assertEquals(0, Frame.lengthBytes(frame));
            assertEquals(Rig.FRAME_BYTES, Frame.roomBytes(frame));
            Rig.write(frame, pattern(lengthBytes));
            return frame;
        }

        private static byte[] pattern(int lengthBytes) {
            byte[] bytes = new byte[lengthBytes];
            new Random(lengthBytes).nextBytes(bytes);
            return bytes;
        }
    }

    @Test
    void noBufferLeaksWhenBurstsAreOddAndPortsRefuse() {
        ChildJvm.run(Leaks.class).assertPassed();
    }

    static final class Leaks {
        /// More than the 1023 frames that a net_ring holds.
        private static final int ROUNDS = 3000;

        static void main() throws InterruptedException {
            try (Dpdk dpdk = Rig.start("net_null0,size=60", "net_ring0")) {
                Mempool stock = dpdk.createPool("stock", Rig.BUFFERS, Rig.FRAME_BYTES);
                PortQueue source =
                        dpdk.openPort(new PortSettings("null", 0, 1), stock).queue(0);
                PortQueue ring =
                        dpdk.openPort(new PortSettings("ring", 1, 1), stock).queue(0);
                assertEquals(Rig.BUFFERS, stock.availableCount());
                List<Throwable> failures = new ArrayList<>();
                // As workers do: on a registered thread, whose buffers stay in the cache of its lcore.
                Thread worker = new Thread(() -> work(dpdk, stock, source, ring));
                worker.setUncaughtExceptionHandler((_, failure) -> failures.add(failure));
                worker.start();
                worker.join();
                assertEquals(List.of(), failures);
                assertEquals(Rig.BUFFERS, stock.availableCount());
            }
        }

        private static void work(Dpdk dpdk, Mempool stock, PortQueue source, PortQueue ring) {
            Random random = new Random(1);
            int refused = 0;
            try (LcoreRegistration lcore = dpdk.registerThread();
                    MbufPool pool = stock.openCache();
                    Arena arena = Arena.ofConfined()) {
                assertNotEquals(-1, lcore.lcoreId());
                for (int round = 0; round < ROUNDS; round++) {
                    FrameVector frames = new FrameVector(arena, 1 + random.nextInt(37));
                    source.receive(frames);
                    frames.removeFirst(ring.transmit(frames));
                    refused += frames.size();
                    pool.free(frames);
                    for (int i = random.nextInt(9); i > 0 && !frames.isFull(); i--) {
                        frames.add(pool.allocate());
                    }
                    if (frames.size() > 0) {
                        long last = frames.get(frames.size() - 1);
                        frames.size(frames.size() - 1);
                        pool.free(last);
                    }
                    pool.free(frames);
                }
                assertTrue(refused > 0);
                FrameVector rest = new FrameVector(arena, 61);
                int count = 0;
                while (ring.receive(rest) > 0) {
                    count += rest.size();
                    pool.free(rest);
                }
                assertEquals(1023, count);
            }
        }
    }

    @Test
    void emptyPoolGivesZeroAndComesBack() {
        ChildJvm.run(EmptyPool.class).assertPassed();
    }

    static final class EmptyPool {
        static void main() {
            try (Dpdk dpdk = Rig.start("net_null0");
                    Arena arena = Arena.ofConfined()) {
                Mempool stock = dpdk.createPool("stock", 101, Rig.FRAME_BYTES);
                DpdkPort port = dpdk.openPort(new PortSettings("null", 0, 1), stock);
                try (MbufPool pool = stock.openCache()) {
                    FrameVector all = new FrameVector(arena, 128);
                    for (long frame = pool.allocate(); frame != 0; frame = pool.allocate()) {
                        all.add(frame);
                    }
                    assertEquals(101, all.size());
                    assertEquals(0, stock.availableCount());
                    assertEquals(0, port.queue(0).receive(new FrameVector(arena, 32)));
                    pool.free(all);
                    assertEquals(32, port.queue(0).receive(new FrameVector(arena, 32)));
                }
            }
        }
    }

    @Test
    void receiveCallbacksOfOtherToolsAreCalled() {
        ChildJvm.run(Callbacks.class).assertPassed();
    }

    static final class Callbacks {
        static void main() throws ReflectiveOperationException {
            try (Dpdk dpdk = Rig.start("net_null0");
                    Arena arena = Arena.ofConfined()) {
                Mempool stock = dpdk.createPool("stock", Rig.BUFFERS, Rig.FRAME_BYTES);
                DpdkPort port = dpdk.openPort(new PortSettings("null", 0, 1), stock);
                Libraries libraries = Libraries.open(Libraries.KNOWN_ABIS);
                assertNotEquals(
                        0, libraries.function("rte_eth_add_rx_callback").pointer(0, 0, CallbackStub.of("received", 6)));
                assertNotEquals(
                        0, libraries.function("rte_eth_add_tx_callback").pointer(0, 0, CallbackStub.of("sent", 5)));
                FrameVector frames = new FrameVector(arena, 5);
                assertEquals(5, port.queue(0).receive(frames));
                assertEquals(5, CallbackStub.received);
                assertEquals(0, CallbackStub.sent);
                assertEquals(5, port.queue(0).transmit(frames));
                assertEquals(5, CallbackStub.sent);
            }
        }
    }

    @Test
    void pcapFilesGoThroughByteForByte(@TempDir Path folder) throws IOException {
        List<byte[]> frames = new ArrayList<>();
        for (int lengthBytes : new int[] {14, 60, 61, 1514}) {
            byte[] frame = new byte[lengthBytes];
            new Random(lengthBytes).nextBytes(frame);
            frames.add(frame);
        }
        Path in = folder.resolve("in.pcap");
        Path out = folder.resolve("out.pcap");
        Files.write(in, pcap(frames));
        ChildJvm.run(PcapPort.class, in.toString(), out.toString()).assertPassed();
        List<byte[]> copied = frames(Files.readAllBytes(out));
        assertEquals(frames.size(), copied.size());
        for (int i = 0; i < frames.size(); i++) {
            assertArrayEquals(frames.get(i), copied.get(i));
        }
    }

    static final class PcapPort {
        static void main(String[] files) {
            try (Dpdk dpdk = Rig.start("net_pcap0,rx_pcap=" + files[0] + ",tx_pcap=" + files[1]);
                    Arena arena = Arena.ofConfined()) {
                Mempool stock = dpdk.createPool("stock", Rig.BUFFERS, Rig.FRAME_BYTES);
                DpdkPort port = dpdk.openPort(new PortSettings("file", 0, 1), stock);
                FrameVector frames = new FrameVector(arena, 3);
                while (port.queue(0).receive(frames) > 0) {
                    assertEquals(frames.size(), port.queue(0).transmit(frames));
                }
                assertEquals(Rig.BUFFERS, stock.availableCount());
            }
        }
    }

    /// Writes libpcap's file format, version 2.4, link type Ethernet.
    private static byte[] pcap(List<byte[]> frames) {
        ByteBuffer file = ByteBuffer.allocate(65536).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4);
        file.putInt(0).putInt(0).putInt(65535).putInt(1);
        for (byte[] frame : frames) {
            file.putInt(1).putInt(0).putInt(frame.length).putInt(frame.length).put(frame);
        }
        byte[] bytes = new byte[file.position()];
        file.flip().get(bytes);
        return bytes;
    }

    private static List<byte[]> frames(byte[] pcap) {
        ByteBuffer file = ByteBuffer.wrap(pcap).order(ByteOrder.LITTLE_ENDIAN).position(24);
        List<byte[]> frames = new ArrayList<>();
        while (file.hasRemaining()) {
            byte[] frame = new byte[file.getInt(file.position() + 8)];
            file.position(file.position() + 16).get(frame);
            frames.add(frame);
        }
        return frames;
    }
}
