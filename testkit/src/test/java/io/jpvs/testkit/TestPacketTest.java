package io.jpvs.testkit;

import static io.jpvs.testkit.PacketBuilder.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jpvs.api.IpVersion;
import io.jpvs.api.Packet;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TestPacketTest {
    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "2001:db8::1"})
    void viewStartsBehindTheIpHeader(String address) {
        byte[] ip = PacketBuilder.ip(address, address).udp(7, 9, bytes(1)).bytes();
        Packet packet = TestPacket.of(ip).packet();
        assertEquals(7, packet.u16(0));
        assertEquals(9, packet.lengthBytes());
        assertEquals(17, packet.protocolNumber());
        assertEquals(address.contains(":") ? IpVersion.IPV6 : IpVersion.IPV4, packet.ipVersion());
        assertFalse(packet.isQuote());
        assertThrows(IndexOutOfBoundsException.class, () -> packet.u8(9));
        assertThrows(IndexOutOfBoundsException.class, () -> packet.u8(-1));
    }

    @Test
    void ethernetPaddingIsNoPartOfThePacket() {
        byte[] ip = PacketBuilder.ip("192.0.2.1", "192.0.2.2").udp(7, 9).bytes();
        assertEquals(8, TestPacket.of(Arrays.copyOf(ip, 46)).packet().lengthBytes());
    }

    @Test
    void quoteEndsWhereItWasCut() {
        byte[] ip = PacketBuilder.ip("192.0.2.1", "192.0.2.2")
                .udp(7, 9, new byte[100])
                .bytes();
        Packet quote = TestPacket.quote(PacketBuilder.quote(ip, 8)).packet();
        assertTrue(quote.isQuote());
        assertEquals(8, quote.lengthBytes());
    }

    @Test
    void roomIsFilledAndWithinReach() {
        TestPacket packet = TestPacket.empty("192.0.2.1", "192.0.2.2", 1, 10);
        assertEquals(0, packet.packet().lengthBytes());
        packet.packet().resize(10);
        byte[] filled = new byte[10];
        Arrays.fill(filled, TestPacket.FILL);
        assertArrayEquals(filled, packet.content());
        assertThrows(IndexOutOfBoundsException.class, () -> packet.packet().resize(11));
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1 198.51.100.77", "2001:db8::1 fd00::77"})
    void readdressedPacketIsWhatTheBuilderWrites(String addresses) {
        String[] ends = addresses.split(" ", -1);
        TestPacket packet = TestPacket.of(
                PacketBuilder.ip(ends[0], ends[0]).content(253, bytes(1)).bytes());
        packet.readdress(ends[0], ends[1]);
        assertArrayEquals(
                PacketBuilder.ip(ends[0], ends[1]).content(253, bytes(1)).bytes(), packet.bytes());
    }

    @Test
    void placingAnewForgetsTheDifference() {
        TestPacket packet = TestPacket.of(
                PacketBuilder.ip("192.0.2.1", "192.0.2.2").udp(7, 9).bytes());
        packet.packet().u16(0, 8);
        assertTrue(packet.packet().difference() != 0);
        assertEquals(0, packet.place().difference());
        assertEquals(8, packet.packet().u16(0));
    }
}
