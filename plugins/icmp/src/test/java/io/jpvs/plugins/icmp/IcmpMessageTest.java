package io.jpvs.plugins.icmp;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IcmpMessageTest {
    /// Echo request 0x1234, sequence number 1, `abcde`; checksums by a script that shares no code.
    private static final String GOLDEN_IPV4 =
            "450000211234000040017c69c000020ac6336401" + "0800bc0312340001" + "6162636465";

    /// The same from 2001:db8:1::10 to 2001:db8:2::1.
    private static final String GOLDEN_IPV6 = "60000000000d3a4020010db800010000000000000000001020010db8000200000000"
            + "000000000001" + "8000e83512340001" + "6162636465";

    @ParameterizedTest
    @ValueSource(strings = {GOLDEN_IPV4, GOLDEN_IPV6})
    void readsTheGolden(String golden) {
        Packet packet = packet(golden).packet();
        assertEquals(IcmpVersion.of(packet).echoRequest(), IcmpMessage.type(packet));
        assertEquals(0x1234, IcmpMessage.identifier(packet));
        assertTrue(IcmpMessage.isChecksumRight(packet));
    }

    @ParameterizedTest
    @ValueSource(strings = {GOLDEN_IPV4, GOLDEN_IPV6})
    void writesTheGoldenOverAnother(String golden) {
        TestPacket packet = packet(golden);
        IcmpMessage.identifier(packet.place(), 0xa5a5);
        IcmpMessage.updateChecksum(packet.packet(), 0);
        assertTrue(IcmpMessage.isChecksumRight(packet.packet()));
        IcmpMessage.identifier(packet.place(), 0x1234);
        IcmpMessage.updateChecksum(packet.packet(), 0);
        assertArrayEquals(HexFormat.of().parseHex(golden), packet.bytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {GOLDEN_IPV4, GOLDEN_IPV6})
    void writesTheGoldenIntoStaleBytes(String golden) {
        byte[] stale = HexFormat.of().parseHex(golden);
        Arrays.fill(stale, stale.length - 13, stale.length - 5, TestPacket.FILL);
        TestPacket packet = TestPacket.of(stale);
        int type = IcmpVersion.of(packet.packet()).echoRequest();
        IcmpMessage.typeAndCode(packet.packet(), type << 8);
        IcmpMessage.mtu(packet.packet(), 0x1234_0001);
        IcmpMessage.computeChecksum(packet.packet());
        assertArrayEquals(HexFormat.of().parseHex(golden), packet.bytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {GOLDEN_IPV4, GOLDEN_IPV6})
    void everyTruncationOfTheHeaderIsOutOfBoundsForWhatItLacks(String golden) {
        byte[] whole = HexFormat.of().parseHex(golden);
        int header = whole.length - 13;
        for (int length = 0; length < 4; length++) {
            Packet packet = TestPacket.of(Arrays.copyOf(whole, header + length)).packet();
            assertThrows(IndexOutOfBoundsException.class, () -> IcmpMessage.computeChecksum(packet));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {GOLDEN_IPV4, GOLDEN_IPV6})
    void everyFlippedBitIsFound(String golden) {
        byte[] whole = HexFormat.of().parseHex(golden);
        for (int bit = (whole.length - 13) * 8; bit < whole.length * 8; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertFalse(IcmpMessage.isChecksumRight(TestPacket.of(flipped).packet()), "bit " + bit);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 255, 256, 1472, 65_000})
    void checksumIsThatOfAnIndependentSumWhateverTheLength(int length) {
        byte[] data = new byte[length];
        for (int i = 0; i < length; i++) {
            data[i] = (byte) (i * 31 + 0xf0);
        }
        for (String[] ends : new String[][] {{"192.0.2.1", "192.0.2.2"}, {"2001:db8::ffff", "2001:db8::2"}}) {
            byte[] expected =
                    PacketBuilder.ip(ends[0], ends[1]).echoRequest(7, 9, data).bytes();
            TestPacket packet = TestPacket.of(expected);
            assertTrue(IcmpMessage.isChecksumRight(packet.packet()));
            IcmpMessage.computeChecksum(packet.packet());
            assertArrayEquals(expected, packet.bytes());
        }
    }

    private static TestPacket packet(String hex) {
        return TestPacket.of(HexFormat.of().parseHex(hex));
    }
}
