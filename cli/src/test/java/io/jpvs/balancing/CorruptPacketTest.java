package io.jpvs.balancing;

import static io.jpvs.testkit.PacketBuilder.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jpvs.api.Verdict;
import io.jpvs.testkit.HandlerKernel;
import io.jpvs.testkit.PacketBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Packets that arrive corrupt leave just as corrupt, so that their receiver finds out: R-24, and DESIGN.md
/// section 4.
final class CorruptPacketTest {
    static Stream<Arguments> connections() {
        return ErrorTranslationTest.connections();
    }

    private static int checksumOffset(Family family, Traffic traffic) {
        return family.headerBytes()
                + switch (traffic) {
                    case UDP -> 6;
                    case TCP -> 16;
                    case ECHO, TIMESTAMP -> 2;
                };
    }

    private static byte[] carry(HandlerKernel kernel, Side from, byte[] packet) {
        List<byte[]> sent = from == Side.CLIENT ? kernel.fromClient(packet) : kernel.fromServer(packet);
        assertEquals(1, sent.size(), () -> "not sent on: " + Wire.hex(packet));
        return sent.getFirst();
    }

    /// Every checksum but the right one, 65,534 of them in IPv4 and some in IPv6; 0 means none in UDP, and 0xffff
    /// is another way to write 0.
    @ParameterizedTest(name = "{0} {1} from the {2}")
    @MethodSource("connections")
    void r24WrongChecksumStaysWrongByTheSameAmount(Family family, Traffic traffic, Side from) {
        byte[] right = traffic.from(from, family.from(from)).bytes();
        byte[] expected = traffic.onwardsFrom(from, family.onwardsFrom(from)).bytes();
        int at = checksumOffset(family, traffic);
        try (HandlerKernel kernel = Setup.kernel()) {
            traffic.open(kernel, family);
            for (int checksum = 1; checksum < 0xffff; checksum += family.isIpv6() ? 13 : 1) {
                byte[] corrupt = right.clone();
                corrupt[at] = (byte) (checksum >>> 8);
                corrupt[at + 1] = (byte) checksum;
                byte[] sent = carry(kernel, from, corrupt);
                assertEquals(Wire.contentError(corrupt), Wire.contentError(sent), "checksum " + checksum);
                assertEquals(Arrays.equals(corrupt, right), Wire.isRight(sent), "checksum " + checksum);
                sent[at] = expected[at];
                sent[at + 1] = expected[at + 1];
                assertEquals(Wire.hex(expected), Wire.hex(sent), "all but the checksum");
            }
            assertTrue(kernel.isBalanced());
        }
    }

    /// Every single bit behind the IP header, as far as the packet stays of its connection.
    @ParameterizedTest(name = "{0} {1} from the {2}")
    @MethodSource("connections")
    void r24FlippedBitIsNotLaundered(Family family, Traffic traffic, Side from) {
        byte[] right = traffic.from(from, family.from(from)).bytes();
        int passed = 0;
        try (HandlerKernel kernel = Setup.kernel()) {
            traffic.open(kernel, family);
            for (int bit = family.headerBytes() * 8; bit < right.length * 8; bit++) {
                byte[] corrupt = right.clone();
                corrupt[bit / 8] ^= (byte) (1 << bit % 8);
                List<byte[]> sent = from == Side.CLIENT ? kernel.fromClient(corrupt) : kernel.fromServer(corrupt);
                for (byte[] packet : sent) {
                    assertNotEquals(0, Wire.contentError(packet), "laundered: bit " + bit);
                    assertEquals(Wire.contentError(corrupt), Wire.contentError(packet), "bit " + bit);
                    passed++;
                }
                Wire.assertNothing(from == Side.CLIENT ? kernel.sentToClient() : kernel.sentToServer());
            }
            assertTrue(passed > Traffic.ANSWER.length * 8, "hardly any passed: " + passed);
            assertTrue(kernel.isBalanced());
        }
    }

    /// RFC 768: no checksum was computed, and none is now. Over IPv6 that is for the receiver to judge (RFC 6935).
    @ParameterizedTest
    @EnumSource(Family.class)
    void absentUdpChecksumStaysAbsent(Family family) {
        Traffic udp = Traffic.UDP;
        byte[] cut = family.fromClient()
                .content(17, bytes(0x9c, 0x40, 0, 80, 0, 8, 0))
                .bytes();
        try (HandlerKernel kernel = Setup.kernel()) {
            udp.open(kernel, family);
            for (Side from : Side.values()) {
                byte[] before = udp.from(from, family.from(from)).noChecksum().bytes();
                byte[] after = udp.onwardsFrom(from, family.onwardsFrom(from))
                        .noChecksum()
                        .bytes();
                Row.of(
                                "from the " + from,
                                from,
                                before,
                                from == Side.CLIENT ? Verdict.FORWARDED_IN : Verdict.FORWARDED_OUT)
                        .onwards(after)
                        .check(kernel);
            }
            Row.of("cut", Side.CLIENT, cut, Verdict.TRUNCATED).check(kernel);
            assertTrue(kernel.isBalanced());
        }
    }

    /// A checksum that comes out as 0 is sent as 0xffff, or it would say that there is none.
    @ParameterizedTest
    @EnumSource(Family.class)
    void computedUdpChecksumIsNeverZero(Family family) {
        try (HandlerKernel kernel = Setup.kernel()) {
            Traffic.UDP.open(kernel, family);
            int at = checksumOffset(family, Traffic.UDP);
            int zeros = 0;
            for (int word = 0; word < 0x10000; word += 1) {
                PacketBuilder leaving = Traffic.UDP.toServer(family.toServer()).patch16(8, word);
                PacketBuilder arriving =
                        Traffic.UDP.fromClient(family.fromClient()).patch16(8, word);
                if (Wire.u16(leaving.bytes(), at) == 0xffff || Wire.u16(arriving.bytes(), at) == 0xffff) {
                    Wire.assertSent(leaving.bytes(), kernel.fromClient(arriving.bytes()));
                    zeros++;
                }
            }
            assertEquals(2, zeros);
            assertTrue(kernel.isBalanced());
        }
    }

    /// Bytes behind the datagram but within the IP packet (RFC 9868) are carried along and not summed.
    @ParameterizedTest
    @EnumSource(Family.class)
    void surplusBehindADatagramIsCarriedAlong(Family family) {
        try (HandlerKernel kernel = Setup.kernel()) {
            Traffic.UDP.open(kernel, family);
            byte[] before = Traffic.UDP.fromClient(family.fromClient()).bytes();
            byte[] after = Traffic.UDP.toServer(family.toServer()).bytes();
            byte[] surplus = bytes(0xde, 0xad, 0xbe);
            Row.of("surplus", Side.CLIENT, lengthened(family, before, surplus), Verdict.FORWARDED_IN)
                    .toServer(lengthened(family, after, surplus))
                    .check(kernel);
            assertTrue(kernel.isBalanced());
        }
    }

    private static byte[] lengthened(Family family, byte[] packet, byte[] surplus) {
        byte[] content = Arrays.copyOfRange(packet, family.headerBytes(), packet.length + surplus.length);
        System.arraycopy(surplus, 0, content, packet.length - family.headerBytes(), surplus.length);
        boolean in = Wire.hex(packet)
                .equals(Wire.hex(Traffic.UDP.fromClient(family.fromClient()).bytes()));
        return (in ? family.fromClient() : family.toServer())
                .content(17, content)
                .bytes();
    }

    /// What Ethernet fills a short frame up with is none of the packet's business, and never summed.
    @ParameterizedTest(name = "{0} {1} from the {2}")
    @MethodSource("connections")
    void ethernetPaddingIsNotPartOfThePacket(Family family, Traffic traffic, Side from) {
        byte[] before = traffic.from(from, family.from(from)).bytes();
        byte[] after = traffic.onwardsFrom(from, family.onwardsFrom(from)).bytes();
        try (HandlerKernel kernel = Setup.kernel()) {
            traffic.open(kernel, family);
            for (int padding : new int[] {1, 2, 17}) {
                byte[] frame = Arrays.copyOf(before, before.length + padding);
                Arrays.fill(frame, before.length, frame.length, (byte) 0xa5);
                byte[] sent = carry(kernel, from, frame);
                assertEquals(Wire.hex(after), Wire.hex(Arrays.copyOf(sent, after.length)));
            }
            assertTrue(kernel.isBalanced());
        }
    }

    /// RFC 1812 5.2.2: a wrong IPv4 header checksum, and headers that contradict themselves.
    @ParameterizedTest(name = "{0} {1} from the {2}")
    @MethodSource("connections")
    void brokenIpHeaderIsDropped(Family family, Traffic traffic, Side from) {
        byte[] right = traffic.from(from, family.from(from)).bytes();
        try (HandlerKernel kernel = Setup.kernel()) {
            traffic.open(kernel, family);
            for (int length = 1; length < right.length; length++) {
                byte[] cut = Arrays.copyOf(right, length);
                Row.of(length + " bytes", from, cut, Verdict.TRUNCATED).check(kernel);
            }
            if (!family.isIpv6()) {
                for (int error : new int[] {1, 0x100, 0x8000, 0xfffe}) {
                    byte[] wrong = traffic.from(from, family.from(from))
                            .wrongHeaderChecksum(error)
                            .bytes();
                    Row.of("off by " + error, from, wrong, Verdict.BAD_IP_CHECKSUM)
                            .check(kernel);
                }
                byte[] shortHeader = right.clone();
                shortHeader[0] = 0x44;
                Row.of("header of 16 bytes", from, shortHeader, Verdict.MALFORMED)
                        .check(kernel);
            }
            byte[] version = right.clone();
            version[0] = (byte) (version[0] & 0x0f | (family.isIpv6() ? 0x50 : 0x30));
            Row.of("another version", from, version, Verdict.MALFORMED).check(kernel);
            assertTrue(kernel.isBalanced());
        }
    }
}
