package io.jpvs.balancing;

import static io.jpvs.testkit.PacketBuilder.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jpvs.api.Verdict;
import io.jpvs.testkit.HandlerKernel;
import io.jpvs.testkit.PacketBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Segments of no connection, and connections that outlive their service.
final class TcpSegmentTest {
    private static final int FIN = Traffic.FIN;
    private static final int SYN = Traffic.SYN;
    private static final int RST = Traffic.RST;
    private static final int PSH = Traffic.PSH;
    private static final int ACK = Traffic.ACK;
    private static final int SEQUENCE = 0xffff_fffe;
    private static final int ACKNOWLEDGMENT = 0x8000_0001;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    static Stream<Arguments> sides() {
        return ErrorChecksTest.sides();
    }

    private static PacketBuilder segment(Family family, Side from, int flags, int... data) {
        PacketBuilder ip = family.from(from);
        return (from == Side.CLIENT
                        ? ip.tcp(Traffic.CLIENT_PORT, Traffic.SERVICE_PORT, flags, bytes(data))
                        : ip.tcp(Traffic.SERVER_PORT, Traffic.LOCAL_PORT, flags, bytes(data)))
                .sequence(SEQUENCE)
                .acknowledgment(ACKNOWLEDGMENT);
    }

    private static PacketBuilder answer(Family family, Side to, int flags) {
        return (to == Side.CLIENT
                        ? family.own(family.vip, family.client).tcp(Traffic.SERVICE_PORT, Traffic.CLIENT_PORT, flags)
                        : family.own(family.local, family.server).tcp(Traffic.LOCAL_PORT, Traffic.SERVER_PORT, flags))
                .window(0);
    }

    /// Everything but a SYN that a TCP may send. All carry an acknowledgment, so the answer is
    /// `<SEQ=SEG.ACK><CTL=RST>`.
    private static List<PacketBuilder> segments(Family family, Side from) {
        return List.of(
                segment(family, from, ACK),
                segment(family, from, ACK | PSH, 1, 2, 3),
                segment(family, from, FIN | ACK),
                segment(family, from, FIN | ACK | PSH, 1),
                segment(family, from, SYN | ACK).tcpOptions(2, 4, 5, 180, 1, 3, 3, 7),
                segment(family, from, ACK | 0x20).window(1),
                segment(family, from, ACK | 0xc0, new int[1200]));
    }

    /// RFC 9293 3.10.7.1, to a service's port at the VIP and to a local port at the local address.
    @ParameterizedTest(name = "{0} from the {1}")
    @MethodSource("sides")
    void segmentWithoutConnectionIsReset(Family family, Side from) {
        byte[] reset = answer(family, from, RST).sequence(ACKNOWLEDGMENT).bytes();
        try (HandlerKernel kernel =
                Setup.shipped().with("protocols: {tcp: {no-connection: reset}}").start()) {
            for (PacketBuilder segment : segments(family, from)) {
                Row.of("segment", from, segment.bytes(), Verdict.NO_CONNECTION)
                        .back(reset)
                        .cut(segment.wrongChecksum(1).bytes(), Verdict.BAD_CHECKSUM)
                        .check(kernel);
            }
            assertEquals(0, kernel.connections());
            assertTrue(kernel.isBalanced());
        }
    }

    @ParameterizedTest(name = "{0} from the {1}")
    @MethodSource("sides")
    void segmentWithoutConnectionIsResetByDefault(Family family, Side from) {
        try (HandlerKernel kernel = Setup.kernel()) {
            Row.of("ACK", from, segment(family, from, ACK).bytes(), Verdict.NO_CONNECTION)
                    .back(answer(family, from, RST).sequence(ACKNOWLEDGMENT).bytes())
                    .cut(cut(family, from), Verdict.TRUNCATED)
                    .check(kernel);
            assertTrue(kernel.isBalanced());
        }
    }

    private static byte[] cut(Family family, Side from) {
        return family.from(from).content(6, new byte[19]).bytes();
    }

    @ParameterizedTest(name = "{0} from the {1}")
    @MethodSource("sides")
    void segmentWithoutConnectionIsDroppedIfConfigured(Family family, Side from) {
        try (HandlerKernel kernel =
                Setup.shipped().with("protocols: {tcp: {no-connection: drop}}").start()) {
            for (PacketBuilder segment : segments(family, from)) {
                Row.of("segment", from, segment.bytes(), Verdict.NO_CONNECTION).check(kernel);
            }
            assertEquals(0, kernel.connections());
            assertTrue(kernel.isBalanced());
        }
    }

    /// Two ends that both know of no connection would go on for ever.
    @ParameterizedTest(name = "{0} from the {1}")
    @MethodSource("sides")
    void resetIsNeverAnswered(Family family, Side from) {
        try (HandlerKernel kernel = Setup.shipped().with("no-service: reject").start()) {
            for (int flags : new int[] {RST, RST | ACK}) {
                byte[] reset = segment(family, from, flags).bytes();
                Row.of("reset " + flags, from, reset, Verdict.NO_CONNECTION).check(kernel);
                byte[] closed = PacketBuilder.ip(family.client, family.vip)
                        .tcp(Traffic.CLIENT_PORT, 81, flags)
                        .bytes();
                Row.of("reset " + flags + " to a closed port", Side.CLIENT, closed, Verdict.NO_SERVICE)
                        .check(kernel);
            }
            assertEquals(0, kernel.connections());
            assertTrue(kernel.isBalanced());
        }
    }

    /// All 64 combinations of the six old flags: only a SYN opens, and what no TCP sends is answered by nobody.
    @ParameterizedTest
    @EnumSource(Family.class)
    void onlyASynOpensAConnection(Family family) {
        for (int flags = 0; flags < 64; flags++) {
            try (HandlerKernel kernel = Setup.kernel()) {
                byte[] packet = segment(family, Side.CLIENT, flags).bytes();
                List<byte[]> sent = kernel.fromClient(packet);
                int control = flags & (SYN | ACK | RST | FIN);
                boolean opens = control == SYN;
                boolean answered = control == ACK || control == (FIN | ACK) || control == (SYN | ACK);
                assertEquals(opens ? 1 : 0, sent.size(), "flags " + flags);
                assertEquals(opens ? 1 : 0, kernel.connections(), "flags " + flags);
                assertEquals(answered ? 1 : 0, kernel.sentToClient().size(), "flags " + flags);
                assertTrue(kernel.isBalanced());
            }
        }
    }

    private static Setup without(Traffic removed) {
        Setup setup = Setup.shipped();
        for (Family family : Family.values()) {
            for (Traffic traffic : List.of(Traffic.UDP, Traffic.TCP, Traffic.ECHO)) {
                if (traffic != removed) {
                    setup.service(traffic, family);
                }
            }
        }
        return setup;
    }

    static Stream<Arguments> traffic() {
        List<Arguments> rows = new ArrayList<>();
        for (Family family : Family.values()) {
            for (Traffic traffic : List.of(Traffic.UDP, Traffic.TCP, Traffic.ECHO)) {
                rows.add(Arguments.of(family, traffic));
            }
        }
        return rows.stream();
    }

    /// And so do its errors find it.
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("traffic")
    void establishedConnectionSurvivesRemovalOfItsService(Family family, Traffic traffic) {
        try (HandlerKernel kernel = Setup.kernel()) {
            traffic.open(kernel, family);
            kernel.reload(without(traffic).yaml());
            for (Side from : Side.values()) {
                byte[] packet = traffic.from(from, family.from(from)).bytes();
                byte[] expected =
                        traffic.onwardsFrom(from, family.onwardsFrom(from)).bytes();
                boolean in = from == Side.CLIENT;
                Row.of("from the " + from, from, packet, in ? Verdict.FORWARDED_IN : Verdict.FORWARDED_OUT)
                        .onwards(expected)
                        .check(kernel);
                Complaint complaint = Complaint.about(traffic, family, from);
                Row.of(
                                "error from the " + from,
                                from,
                                complaint.arriving(),
                                in ? Verdict.RELATED_IN : Verdict.RELATED_OUT)
                        .onwards(complaint.leaving())
                        .check(kernel);
            }
            assertEquals(1, kernel.connections());
            assertTrue(kernel.isBalanced());
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("traffic")
    void establishedConnectionSurvivesAServerThatTakesNoNewOnes(Family family, Traffic traffic) {
        Setup drained = Setup.shipped().service(traffic, family, 0, family.server);
        Setup replaced = Setup.shipped().service(traffic, family, 1, family.otherServer);
        for (Setup next : List.of(drained, replaced)) {
            try (HandlerKernel kernel = Setup.shipped().service(traffic, family).start()) {
                traffic.open(kernel, family);
                kernel.reload(next.yaml());
                for (Side from : Side.values()) {
                    byte[] packet = traffic.from(from, family.from(from)).bytes();
                    byte[] expected =
                            traffic.onwardsFrom(from, family.onwardsFrom(from)).bytes();
                    Wire.assertSent(
                            expected, from == Side.CLIENT ? kernel.fromClient(packet) : kernel.fromServer(packet));
                }
                assertEquals(1, kernel.connections());
                assertTrue(kernel.isBalanced());
            }
        }
    }

    /// Ninety seconds after its last segment of either side, in silence or with the very numbers that the ends
    /// wait for.
    @ParameterizedTest
    @EnumSource(Family.class)
    void idleEstablishedConnectionEndsAsConfigured(Family family) {
        byte[] toClient = family.own(family.vip, family.client)
                .tcp(Traffic.SERVICE_PORT, Traffic.CLIENT_PORT, RST | ACK)
                .sequence(Traffic.SERVER_FIRST + 1)
                .acknowledgment(Traffic.CLIENT_FIRST + 1 + Traffic.DATA.length)
                .window(0)
                .bytes();
        byte[] toServer = family.own(family.local, family.server)
                .tcp(Traffic.LOCAL_PORT, Traffic.SERVER_PORT, RST | ACK)
                .sequence(Traffic.CLIENT_FIRST + 1 + Traffic.DATA.length)
                .acknowledgment(Traffic.SERVER_FIRST + 1)
                .window(0)
                .bytes();
        for (boolean resets : new boolean[] {false, true}) {
            String option = "protocols: {tcp: {idle: " + (resets ? "reset" : "silent") + "}}";
            try (HandlerKernel kernel = Setup.shipped().with(option).start()) {
                Traffic.TCP.open(kernel, family);
                kernel.pass(90 * SECOND - 1);
                assertEquals(1, kernel.connections());
                Wire.assertNothing(kernel.sentToClient());
                kernel.pass(1);
                assertEquals(0, kernel.connections());
                assertEquals(resets ? List.of(Wire.hex(toClient)) : List.of(), Wire.hex(kernel.sentToClient()));
                assertEquals(resets ? List.of(Wire.hex(toServer)) : List.of(), Wire.hex(kernel.sentToServer()));
                assertTrue(kernel.isBalanced());
            }
        }
    }
}
