package io.jpvs.kernel.dpdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jpvs.kernel.port.FrameVector;
import io.jpvs.kernel.port.PortQueue;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;

/// A ping by hand: an ICMP echo request (RFC 792) in an Ethernet frame, from 10.99.0.1 to 10.99.0.2.
final class Echo {
    static final String LOCAL_ADDRESS = "10.99.0.1";
    static final String REMOTE_ADDRESS = "10.99.0.2";
    static final long LOCAL_MAC = 0x0200_0000_0001L;
    static final String LOCAL_MAC_TEXT = "02:00:00:00:00:01";

    private static final int FRAME_BYTES = 98;
    private static final int SOURCE = 0x0a63_0001;
    private static final int DESTINATION = 0x0a63_0002;
    private static final int ETHERNET_BYTES = 14;
    private static final int ICMP = ETHERNET_BYTES + 20;
    private static final long PATIENCE_NANOS = 10_000_000_000L;

    private Echo() {}

    /// Sends the request and waits for the kernel's answer. Other frames are ignored.
    static void exchange(PortQueue queue, MbufPool pool, long remoteMac) {
        try (Arena arena = Arena.ofConfined()) {
            FrameVector frames = new FrameVector(arena, 32);
            frames.add(pool.allocate());
            Rig.write(frames.get(0), request(remoteMac));
            assertEquals(1, queue.transmit(frames));
            frames.clear();
            long deadline = System.nanoTime() + PATIENCE_NANOS;
            boolean isAnswered = false;
            while (!isAnswered && System.nanoTime() < deadline) {
                queue.receive(frames);
                for (int i = 0; i < frames.size(); i++) {
                    isAnswered |= isReply(Rig.bytes(frames.get(i)));
                }
                pool.free(frames);
            }
            assertTrue(isAnswered, "no echo reply came");
        }
    }

    private static byte[] request(long remoteMac) {
        ByteBuffer frame = ByteBuffer.allocate(FRAME_BYTES);
        frame.putShort((short) (remoteMac >>> 32)).putInt((int) remoteMac);
        frame.putShort((short) (LOCAL_MAC >>> 32)).putInt((int) LOCAL_MAC);
        frame.putShort((short) 0x0800);
        frame.putInt(0x4500_0000 | FRAME_BYTES - ETHERNET_BYTES).putInt(0).putInt(0x4001_0000);
        frame.putInt(SOURCE).putInt(DESTINATION);
        frame.putInt(0x0800_0000).putInt(0x1234_0001);
        putChecksum(frame, ETHERNET_BYTES, ICMP, ETHERNET_BYTES + 10);
        putChecksum(frame, ICMP, FRAME_BYTES, ICMP + 2);
        return frame.array();
    }

    private static boolean isReply(byte[] bytes) {
        ByteBuffer frame = ByteBuffer.wrap(bytes);
        return bytes.length == FRAME_BYTES
                && frame.getInt(ETHERNET_BYTES + 12) == DESTINATION
                && frame.get(ICMP) == 0
                && frame.getInt(ICMP + 4) == 0x1234_0001;
    }

    private static void putChecksum(ByteBuffer frame, int from, int to, int at) {
        int sum = 0;
        for (int i = from; i < to; i += 2) {
            sum += frame.getShort(i) & 0xffff;
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        frame.putShort(at, (short) ~(sum + (sum >>> 16)));
    }
}
