package io.jpvs.plugins.tcp;

import static io.jpvs.testkit.PacketBuilder.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jpvs.api.Packet;
import io.jpvs.testkit.PacketBuilder;
import io.jpvs.testkit.TestPacket;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class TcpHeaderTest {
    /// A SYN,ACK with options and five bytes; checksums by a script that shares no code.
    private static final byte[] GOLDEN = HexFormat.of()
            .parseHex("450000351234000040067c50c000020ac6336401" + "9c4000500102030405060708701223457e0e0000"
                    + "03030701020405b4" + "68656c6c6f");

    @Test
    void readsTheGolden() {
        Packet packet = TestPacket.of(GOLDEN).packet();
        assertEquals(40_000, TcpHeader.sourcePort(packet));
        assertEquals(80, TcpHeader.destinationPort(packet));
        assertEquals(0x0102_0304, TcpHeader.sequence(packet));
        assertEquals(0x0506_0708, TcpHeader.acknowledgment(packet));
        assertEquals(28, TcpHeader.headerBytes(packet));
        assertEquals(0x2345, TcpHeader.window(packet));
        assertEquals(7, TcpHeader.windowScale(packet));
        assertEquals(6, TcpHeader.segmentLength(packet), "five bytes and the SYN");
        assertTrue(TcpHeader.isSane(packet));
        assertTrue(TcpHeader.isChecksumRight(packet));
    }

    @Test
    void writesTheGoldenOverOtherPorts() {
        TestPacket packet = TestPacket.of(GOLDEN);
        TcpHeader.ports(packet.place(), 1, 2, 0);
        assertTrue(TcpHeader.isChecksumRight(packet.packet()));
        TcpHeader.ports(packet.place(), 40_000, 80, 0);
        assertArrayEquals(GOLDEN, packet.bytes());
    }

    @Test
    void computesTheChecksumOfTheGoldenFromScratch() {
        byte[] unsummed = GOLDEN.clone();
        unsummed[20 + 16] = TestPacket.FILL;
        TestPacket packet = TestPacket.of(unsummed);
        TcpHeader.computeChecksum(packet.packet());
        assertArrayEquals(GOLDEN, packet.bytes());
    }

    @Test
    void writesAResetIntoStaleBytes() {
        TestPacket packet = TestPacket.of(GOLDEN);
        TcpHeader.writeReset(packet.packet(), 80, 40_000, 0xfedc_ba98, 0x7654_3210, TcpHeader.RST | TcpHeader.ACK);
        byte[] expected = PacketBuilder.ip("198.51.100.1", "192.0.2.10")
                .tcp(80, 40_000, TcpHeader.RST | TcpHeader.ACK)
                .sequence(0xfedc_ba98)
                .acknowledgment(0x7654_3210)
                .window(0)
                .bytes();
        assertArrayEquals(Arrays.copyOfRange(expected, 20, 40), packet.content());
        assertTrue(packet.isIntact());
    }

    @Test
    void everyTruncationIsOutOfBoundsForWhatItLacks() {
        for (int length = 0; length < TcpHeader.BYTES - 2; length++) {
            Packet packet = TestPacket.of(Arrays.copyOf(GOLDEN, 20 + length)).packet();
            assertThrows(IndexOutOfBoundsException.class, () -> TcpHeader.computeChecksum(packet));
        }
    }

    @Test
    void everyFlippedBitIsFound() {
        for (int bit = 20 * 8; bit < GOLDEN.length * 8; bit++) {
            byte[] flipped = GOLDEN.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertFalse(TcpHeader.isChecksumRight(TestPacket.of(flipped).packet()), "bit " + bit);
        }
    }

    @Test
    void onlyMeaningfulFlagsAreSaneWhateverElseIsSet() {
        Set<Integer> meaningful = Set.of(
                TcpHeader.SYN,
                TcpHeader.SYN | TcpHeader.ACK,
                TcpHeader.ACK,
                TcpHeader.FIN | TcpHeader.ACK,
                TcpHeader.RST,
                TcpHeader.RST | TcpHeader.ACK);
        for (int flags = 0; flags <= 0xff; flags++) {
            int control = flags & (TcpHeader.FIN | TcpHeader.SYN | TcpHeader.RST | TcpHeader.ACK);
            Packet packet = TestPacket.of(segment(flags).bytes()).packet();
            assertEquals(meaningful.contains(control), TcpHeader.isSane(packet), "flags 0x%02x".formatted(flags));
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "no header at all,             0, false",
        "one word short of a header,   4, false",
        "a header,                     5, true",
        "all the packet,               7, true",
        "one word past the packet,     8, false",
        "the largest,                 15, false",
    })
    void dataOffsetStaysWithinThePacket(String name, int words, boolean sane) {
        byte[] bytes = segment(TcpHeader.ACK, 1, 2, 3, 4, 5, 6, 7, 8)
                .patch8(12, words << 4)
                .bytes();
        assertEquals(sane, TcpHeader.isSane(TestPacket.of(bytes).packet()));
    }

    static Stream<Arguments> options() {
        return Stream.of(
                Arguments.of("none", bytes(), TcpHeader.NO_WINDOW_SCALE),
                Arguments.of("alone", bytes(3, 3, 9, 0), 9),
                Arguments.of("of zero", bytes(3, 3, 0, 0), 0),
                Arguments.of("after others", bytes(2, 4, 5, 180, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 0, 1, 3, 3, 7), 7),
                Arguments.of("at the very end", bytes(1, 3, 3, 2), 2),
                Arguments.of("greater than RFC 7323 allows", bytes(3, 3, 15, 0), 14),
                Arguments.of("behind the end of options", bytes(0, 2, 3, 3, 7, 0, 0, 0), TcpHeader.NO_WINDOW_SCALE),
                Arguments.of("of a wrong length", bytes(3, 4, 7, 7), TcpHeader.NO_WINDOW_SCALE),
                Arguments.of("cut by the header's end", bytes(1, 1, 3, 3), TcpHeader.NO_WINDOW_SCALE),
                Arguments.of("without its length", bytes(1, 1, 1, 3), TcpHeader.NO_WINDOW_SCALE),
                Arguments.of("behind an option of length 0", bytes(8, 0, 3, 3, 7, 0, 0, 0), TcpHeader.NO_WINDOW_SCALE),
                Arguments.of("behind an option of length 1", bytes(8, 1, 3, 3, 7, 0, 0, 0), TcpHeader.NO_WINDOW_SCALE),
                Arguments.of("behind one too long", bytes(8, 9, 3, 3, 7, 0, 0, 0), TcpHeader.NO_WINDOW_SCALE));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("options")
    void windowScaleIsFoundAmongOptions(String name, byte[] options, int expected) {
        byte[] bytes = segment(TcpHeader.SYN, 3, 3, 5) // data that looks like the option
                .tcpOptions(unsigned(options))
                .bytes();
        assertEquals(expected, TcpHeader.windowScale(TestPacket.of(bytes).packet()));
    }

    private static int[] unsigned(byte[] bytes) {
        int[] values = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            values[i] = bytes[i] & 0xff;
        }
        return values;
    }

    private static PacketBuilder segment(int flags, int... data) {
        return PacketBuilder.ip("192.0.2.10", "198.51.100.1").tcp(40_000, 80, flags, bytes(data));
    }
}
