package io.jpvs.testkit;

import static io.jpvs.testkit.PacketBuilder.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jpvs.api.IpVersion;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class PacketBuilderTest {
    private static final byte[] ABCDE = "abcde".getBytes(StandardCharsets.US_ASCII);

    /// Packets written by a script that shares no code with ours.
    static Stream<Arguments> goldens() {
        return Stream.of(
                golden(
                        "UDP over IPv4",
                        ipv4().udp(40_000, 53, bytes(1, 2, 3, 4, 5)),
                        "450000211234000040117c59c000020ac63364019c400035000d6e190102030405"),
                golden(
                        "UDP over IPv6",
                        ipv6().udp(40_000, 53, bytes(1, 2, 3, 4, 5)),
                        "60000000000d114020010db800010000000000000000001020010db8000200000000000000000001"
                                + "9c400035000dfed20102030405"),
                golden(
                        "TCP with options and data",
                        ipv4().tcp(40_000, 80, 0x12, "hello".getBytes(StandardCharsets.US_ASCII))
                                .sequence(0x0102_0304)
                                .acknowledgment(0x0506_0708)
                                .window(0x2345)
                                .tcpOptions(3, 3, 7, 1, 2, 4, 5, 180),
                        "450000351234000040067c50c000020ac63364019c4000500102030405060708701223457e0e0000"
                                + "03030701020405b468656c6c6f"),
                golden(
                        "echo request",
                        ipv4().echoRequest(0x1234, 1, ABCDE),
                        "450000211234000040017c69c000020ac63364010800bc03123400016162636465"),
                golden(
                        "echo request of ICMPv6",
                        ipv6().echoRequest(0x1234, 1, ABCDE),
                        "60000000000d3a4020010db800010000000000000000001020010db8000200000000000000000001"
                                + "8000e835123400016162636465"));
    }

    private static Arguments golden(String name, PacketBuilder packet, String hex) {
        return Arguments.of(name, packet, hex);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goldens")
    void writesTheGolden(String name, PacketBuilder packet, String hex) {
        assertEquals(hex, HexFormat.of().formatHex(packet.bytes()));
    }

    @Test
    void ipv4OptionsAndFlagsStandInTheHeader() {
        byte[] packet = ipv4().options(7, 3, 4)
                .trafficClass(0xb8)
                .identification(0xabcd)
                .dontFragment()
                .hopLimit(3)
                .content(253, bytes(1))
                .bytes();
        assertEquals("46b80019abcd400003fd", HexFormat.of().formatHex(packet, 0, 10));
        assertEquals("07030400" + "01", HexFormat.of().formatHex(packet, 20, 25));
        assertEquals(new IpHeader(IpVersion.IPV4, 24, 253, 25), IpHeader.of(packet));
    }

    @Test
    void ipv6ExtensionsAreChained() {
        byte[] packet = ipv6().extension(0, bytes(5, 2, 0, 0))
                .extension(43, new byte[14])
                .identification(0x0102_0304)
                .fragment(1480, true)
                .extension(60)
                .udp(1, 2)
                .bytes();
        assertEquals(0, packet[6]);
        assertEquals("2b00050200000000", HexFormat.of().formatHex(packet, 40, 48));
        assertEquals("2c01", HexFormat.of().formatHex(packet, 48, 50));
        assertEquals("3c0005c901020304", HexFormat.of().formatHex(packet, 64, 72));
        assertEquals("1100000000000000", HexFormat.of().formatHex(packet, 72, 80));
        assertEquals(new IpHeader(IpVersion.IPV6, 80, 17, 88), IpHeader.of(packet));
    }

    @Test
    void ipv4FragmentCountsInEights() {
        byte[] packet = ipv4().fragment(1480, true).content(17, new byte[8]).bytes();
        assertEquals("20b9", HexFormat.of().formatHex(packet, 6, 8));
    }

    @Test
    void wrongChecksumsAreWrongByWhatWasAsked() {
        byte[] right = ipv4().udp(1, 2, bytes(3)).bytes();
        byte[] wrong = ipv4().udp(1, 2, bytes(3))
                .wrongChecksum(1)
                .wrongHeaderChecksum(0x0100)
                .bytes();
        assertEquals(right[10] + 1, wrong[10]);
        assertEquals(right[27] + 1, wrong[27]);
        assertEquals(0, ipv4().udp(1, 2, bytes(3)).noChecksum().bytes()[27]);
    }

    /// The CRC32c of "123456789" is e3069283, as every catalogue of checksums has it; SCTP sends its lowest byte
    /// first.
    @Test
    void crc32cStandsLowestByteFirst() {
        byte[] content = "123456789....".getBytes(StandardCharsets.US_ASCII);
        byte[] packet = ipv4().content(132, content).crc32c(9).bytes();
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update("123456789\0\0\0\0".getBytes(StandardCharsets.US_ASCII));
        int expected = Integer.reverseBytes((int) crc.getValue());
        assertEquals(HexFormat.of().toHexDigits(expected), HexFormat.of().formatHex(packet, 29, 33));
    }

    @Test
    void quoteKeepsOptionsAndExtensions() {
        byte[] packet = ipv4().options(1, 1, 1, 1).udp(1, 2, new byte[20]).bytes();
        assertEquals(24 + 8, PacketBuilder.quote(packet, 8).length);
        byte[] packet6 = ipv6().extension(60).udp(1, 2, new byte[20]).bytes();
        assertEquals(48 + 8, PacketBuilder.quote(packet6, 8).length);
        assertArrayEquals(packet6, PacketBuilder.quote(packet6, 99));
    }

    @Test
    void frameBearsMacsAndEthertype() {
        byte[] frame = ipv6().udp(1, 2).frame("02:00:00:00:00:01", "02:00:00:00:00:02");
        assertEquals("02000000000102000000000286dd60", HexFormat.of().formatHex(frame, 0, 15));
    }

    @Test
    void addressesOfTwoVersionsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> PacketBuilder.ip("192.0.2.1", "2001:db8::1"));
    }

    private static PacketBuilder ipv4() {
        return PacketBuilder.ip("192.0.2.10", "198.51.100.1");
    }

    private static PacketBuilder ipv6() {
        return PacketBuilder.ip("2001:db8:1::10", "2001:db8:2::1");
    }
}
