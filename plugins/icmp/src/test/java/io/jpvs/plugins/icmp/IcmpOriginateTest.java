package io.jpvs.plugins.icmp;

import static io.jpvs.testkit.PacketBuilder.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jpvs.api.Direction;
import io.jpvs.api.ErrorCause;
import io.jpvs.api.IpVersion;
import io.jpvs.testkit.PacketBuilder;
import io.jpvs.testkit.TestPacket;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class IcmpOriginateTest {
    private static final int ROOM = 2048;

    private final IcmpHandler handler = new IcmpHandler();

    @Test
    void reportsErrorsForBothVersions() {
        assertEquals(Set.of(IpVersion.IPV4, IpVersion.IPV6), handler.reportsErrorsFor());
    }

    @ParameterizedTest(name = "{0} {1}: type {2} code {3}")
    @CsvSource({
        "IPV4, HOP_LIMIT_EXCEEDED,          11, 0",
        "IPV4, PACKET_TOO_BIG,               3, 4",
        "IPV4, PORT_UNREACHABLE,             3, 3",
        "IPV4, HOST_UNREACHABLE,             3, 1",
        "IPV4, ADMINISTRATIVELY_PROHIBITED,  3, 13",
        "IPV6, HOP_LIMIT_EXCEEDED,           3, 0",
        "IPV6, PACKET_TOO_BIG,               2, 0",
        "IPV6, PORT_UNREACHABLE,             1, 4",
        "IPV6, HOST_UNREACHABLE,             1, 3",
        "IPV6, ADMINISTRATIVELY_PROHIBITED,  1, 1",
    })
    void r25R31R32R33CauseBecomesAnErrorThatQuotesThePacket(Ends ends, ErrorCause cause, int type, int code) {
        byte[] original =
                ends.arriving(Direction.IN).udp(40_000, 53, bytes(1, 2, 3)).bytes();
        TestPacket error = empty(ends, ROOM);
        assertTrue(
                handler.originate(error.packet(), cause, TestPacket.of(original).packet(), 1400));
        int rest = cause == ErrorCause.PACKET_TOO_BIG ? 1400 : 0;
        PacketBuilder expected = ends.replying().icmp(type, code, rest, original);
        assertArrayEquals(TestPacket.of(expected.bytes()).content(), error.content());
        assertTrue(handler.csumVerify(error.packet()));
        assertTrue(error.isIntact());
    }

    @ParameterizedTest(name = "{0}: an error of at most {1} bytes")
    @CsvSource({"IPV4, 576", "IPV6, 1280"})
    void r34ErrorQuotesAsMuchAsFits(Ends ends, int limit) {
        int header = ends.isIpv6() ? 40 : 20;
        for (int size :
                new int[] {0, 1, limit - 2 * header - 17, limit - 2 * header - 16, limit - 2 * header - 15, 1400}) {
            byte[] original =
                    ends.arriving(Direction.IN).udp(40_000, 53, new byte[size]).bytes();
            TestPacket error = empty(ends, ROOM);
            assertTrue(handler.originate(
                    error.packet(),
                    ErrorCause.PACKET_TOO_BIG,
                    TestPacket.of(original).packet(),
                    576));
            int quoted = Math.min(original.length, limit - header - 8);
            assertEquals(8 + quoted, error.packet().lengthBytes(), size + " bytes of data");
            byte[] quote = Arrays.copyOfRange(error.content(), 8, 8 + quoted);
            assertArrayEquals(Arrays.copyOf(original, quoted), quote);
            assertTrue(handler.csumVerify(error.packet()));
        }
    }

    @Test
    void r34QuoteHoldsTheOptionsOfThePacket() {
        byte[] original = PacketBuilder.ip("192.0.2.10", "198.51.100.1")
                .options(7, 7, 4, 0, 0, 0, 0, 0)
                .udp(40_000, 53, bytes(1))
                .bytes();
        TestPacket error = empty(Ends.IPV4, ROOM);
        assertTrue(handler.originate(
                error.packet(),
                ErrorCause.HOP_LIMIT_EXCEEDED,
                TestPacket.of(original).packet(),
                0));
        assertArrayEquals(original, Arrays.copyOfRange(error.content(), 8, error.content().length));
    }

    @ParameterizedTest(name = "room for {0} bytes")
    @ValueSource(ints = {36, 40, 60})
    void quoteIsCutToTheRoomThereIs(int room) {
        byte[] original =
                Ends.IPV4.arriving(Direction.IN).udp(40_000, 53, new byte[100]).bytes();
        TestPacket error = empty(Ends.IPV4, room);
        assertTrue(handler.originate(
                error.packet(),
                ErrorCause.PORT_UNREACHABLE,
                TestPacket.of(original).packet(),
                0));
        assertEquals(room, error.packet().lengthBytes());
        assertTrue(error.isIntact());
    }

    @ParameterizedTest(name = "{0} about an error or a redirect")
    @EnumSource(ErrorCause.class)
    void r34NeverAnErrorAboutAnError(ErrorCause cause) {
        for (Ends ends : Ends.values()) {
            for (int type : ends.isIpv6() ? new int[] {1, 2, 3, 4, 100, 137} : new int[] {3, 4, 5, 11, 12}) {
                byte[] original = ends.arriving(Direction.IN)
                        .icmp(type, 0, 0, new byte[28])
                        .bytes();
                TestPacket error = empty(ends, ROOM);
                assertFalse(handler.originate(
                        error.packet(), cause, TestPacket.of(original).packet(), 1400));
                assertEquals(0, error.packet().lengthBytes());
            }
        }
    }

    @Test
    void r31PingMayGetAnError() {
        for (Ends ends : Ends.values()) {
            byte[] original = ends.arriving(Direction.IN).echoRequest(1, 1).bytes();
            assertTrue(handler.originate(
                    empty(ends, ROOM).packet(),
                    ErrorCause.HOP_LIMIT_EXCEEDED,
                    TestPacket.of(original).packet(),
                    0));
        }
    }

    private static TestPacket empty(Ends ends, int room) {
        return TestPacket.empty(ends.vip, ends.client, ends.isIpv6() ? 58 : 1, room);
    }
}
