package io.jpvs.bench.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jpvs.kernel.memory.Memory;
import io.jpvs.testkit.PacketBuilder;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The frames that hosts of the bench answer with, against frames built afresh.
class MirrorTest {
    private static final String CLIENT_MAC = "02:00:00:00:00:01";
    private static final String SERVER_MAC = "02:00:00:00:00:02";
    private static final int SYN = 0x02;
    private static final int SYN_ACK = 0x12;
    private static final int UDP_CHECKSUM = 40;
    private static final int TCP_CHECKSUM = 50;

    private final Arena arena = Arena.ofConfined();

    @AfterEach
    void free() {
        arena.close();
    }

    private long frame(byte[] bytes) {
        FrameStore store = new FrameStore(arena, 1, bytes.length);
        store.put(0, bytes);
        return store.at(0);
    }

    private static byte[] read(long frame, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) Memory.u8(frame + i);
        }
        return bytes;
    }

    @Test
    void turnedDatagramIsTheAnswer() {
        byte[] datagram = PacketBuilder.ip("192.0.2.1", "198.51.100.2")
                .udp(1234, 80, new byte[18])
                .frame(SERVER_MAC, CLIENT_MAC);
        byte[] answer = PacketBuilder.ip("198.51.100.2", "192.0.2.1")
                .udp(80, 1234, new byte[18])
                .frame(CLIENT_MAC, SERVER_MAC);
        long frame = frame(datagram);
        Mirror.turn(frame);
        assertArrayEquals(answer, read(frame, answer.length));
        assertEquals(17, Mirror.protocol(frame));
    }

    @Test
    void turnedSegmentCarriesOtherNumbersUnderARightChecksum() {
        byte[] opening = PacketBuilder.ip("192.0.2.1", "198.51.100.2")
                .tcp(1234, 80, SYN)
                .sequence(999)
                .frame(SERVER_MAC, CLIENT_MAC);
        byte[] answer = PacketBuilder.ip("198.51.100.2", "192.0.2.1")
                .tcp(80, 1234, SYN_ACK)
                .sequence(0xfffe_fffd)
                .acknowledgment(1000)
                .frame(CLIENT_MAC, SERVER_MAC);
        long frame = frame(opening);
        assertEquals(SYN, Mirror.flags(frame));
        Mirror.turn(frame);
        Mirror.segment(frame, SYN_ACK, 0xfffe_fffd, 1000);
        assertArrayEquals(answer, read(frame, answer.length));
        assertEquals(0xfffe_fffd, Mirror.sequence(frame));
        assertEquals(1000, Mirror.acknowledgment(frame));
    }

    @Test
    void anotherSourceKeepsTheChecksumsOfADatagramRight() {
        byte[] template = PacketBuilder.ip("100.64.0.0", "10.1.1.0")
                .udp(0, 80, new byte[18])
                .frame(SERVER_MAC, CLIENT_MAC);
        byte[] expected = PacketBuilder.ip("100.127.255.254", "10.1.1.0")
                .udp(61_000, 80, new byte[18])
                .frame(SERVER_MAC, CLIENT_MAC);
        long frame = frame(template);
        Mirror.source(frame, 0x647f_fffe, 61_000, UDP_CHECKSUM);
        assertArrayEquals(expected, read(frame, expected.length));
    }

    @Test
    void anotherSourceKeepsTheChecksumsOfASegmentRight() {
        byte[] template = PacketBuilder.ip("100.64.0.0", "10.1.1.0")
                .tcp(0, 80, SYN)
                .sequence(999)
                .frame(SERVER_MAC, CLIENT_MAC);
        byte[] expected = PacketBuilder.ip("100.64.0.7", "10.1.1.0")
                .tcp(1025, 80, SYN)
                .sequence(999)
                .frame(SERVER_MAC, CLIENT_MAC);
        long frame = frame(template);
        Mirror.source(frame, 0x6440_0007, 1025, TCP_CHECKSUM);
        assertArrayEquals(expected, read(frame, expected.length));
    }
}
