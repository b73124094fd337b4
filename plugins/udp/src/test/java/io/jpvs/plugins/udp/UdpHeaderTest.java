package io.jpvs.plugins.udp;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UdpHeaderTest {
    /// From 192.0.2.10 port 40000 to 198.51.100.1 port 53, five bytes; checksums by a script that shares no code.
    private static final String GOLDEN_IPV4 =
            "450000211234000040117c59c000020ac6336401" + "9c400035000d6e19" + "0102030405";

    /// The same from 2001:db8:1::10 to 2001:db8:2::1.
    private static final String GOLDEN_IPV6 = "60000000000d114020010db800010000000000000000001020010db8000200000000"
            + "000000000001" + "9c400035000dfed2" + "0102030405";

    @ParameterizedTest
    @ValueSource(strings = {GOLDEN_IPV4, GOLDEN_IPV6})
    void readsTheGolden(String golden) {
        Packet packet = packet(golden).packet();
        assertEquals(40_000, UdpHeader.sourcePort(packet));
        assertEquals(53, UdpHeader.destinationPort(packet));
        assertTrue(UdpHeader.isLengthSane(packet));
        assertTrue(UdpHeader.isChecksumRight(packet));
    }

    @ParameterizedTest
    @ValueSource(strings = {GOLDEN_IPV4, GOLDEN_IPV6})
    void writesTheGoldenOverOtherPorts(String golden) {
        TestPacket packet = packet(golden);
        UdpHeader.ports(packet.place(), 1, 2, 0);
        assertTrue(UdpHeader.isChecksumRight(packet.packet()));
        UdpHeader.ports(packet.place(), 40_000, 53, 0);
        assertArrayEquals(HexFormat.of().parseHex(golden), packet.bytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {GOLDEN_IPV4, GOLDEN_IPV6})
    void computesTheChecksumOfTheGoldenFromScratch(String golden) {
        byte[] bytes = HexFormat.of().parseHex(golden);
        bytes[bytes.length - 6] = TestPacket.FILL;
        bytes[bytes.length - 7] = TestPacket.FILL;
        TestPacket packet = TestPacket.of(bytes);
        UdpHeader.computeChecksum(packet.packet());
        assertArrayEquals(HexFormat.of().parseHex(golden), packet.bytes());
    }

    @Test
    void everyTruncationIsOutOfBoundsForWhatItLacks() {
        byte[] whole = HexFormat.of().parseHex(GOLDEN_IPV4);
        for (int length = 0; length < UdpHeader.BYTES; length++) {
            Packet packet = TestPacket.of(Arrays.copyOf(whole, 20 + length)).packet();
            assertThrows(IndexOutOfBoundsException.class, () -> UdpHeader.isChecksumRight(packet));
        }
    }

    @Test
    void everyFlippedBitIsFound() {
        byte[] whole = HexFormat.of().parseHex(GOLDEN_IPV4);
        for (int bit = 20 * 8; bit < whole.length * 8; bit++) {
            boolean length = bit / 16 == (20 + 4) / 2; // a shorter or longer datagram, which connLookup judges
            if (!length) {
                byte[] flipped = whole.clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                assertFalse(UdpHeader.isChecksumRight(TestPacket.of(flipped).packet()), "bit " + bit);
            }
        }
    }

    /// A sum that comes out as 0 is sent as 0xffff, for 0 means that there is none: RFC 768.
    @Test
    void checksumThatComesOutAsZeroIsWrittenAsOnes() {
        TestPacket packet = packet(GOLDEN_IPV4);
        int ones = 0;
        for (int port = 0; port <= 0xffff; port++) {
            UdpHeader.ports(packet.place(), port, 53, 0);
            int checksum = packet.packet().u16(6);
            assertTrue(checksum != 0, "no checksum left with source port " + port);
            assertTrue(UdpHeader.isChecksumRight(packet.packet()), "source port " + port);
            ones += checksum == 0xffff ? 1 : 0;
        }
        assertEquals(1, ones, "source ports whose checksum is 0xffff");
    }

    @Test
    void computedChecksumOfZeroIsWrittenAsOnes() {
        TestPacket packet = packet(GOLDEN_IPV4);
        Packet view = packet.packet();
        view.u16(0, (view.u16(0) + view.u16(6)) % 0xffff); // the sum is now all ones
        UdpHeader.computeChecksum(view);
        assertEquals(0xffff, view.u16(6));
        assertTrue(UdpHeader.isChecksumRight(view));
    }

    @Test
    void checksumLeavesOutTheSurplusAreaOfRfc9868() {
        byte[] surplus = PacketBuilder.ip("192.0.2.10", "198.51.100.1")
                .content(17, HexFormat.of().parseHex("9c400035000d6e19" + "0102030405" + "ffeeddccbb"))
                .bytes();
        TestPacket packet = TestPacket.of(surplus);
        assertTrue(UdpHeader.isLengthSane(packet.packet()));
        assertTrue(UdpHeader.isChecksumRight(packet.packet()));
        UdpHeader.computeChecksum(packet.packet());
        assertArrayEquals(surplus, packet.bytes());
    }

    private static TestPacket packet(String hex) {
        return TestPacket.of(HexFormat.of().parseHex(hex));
    }
}
