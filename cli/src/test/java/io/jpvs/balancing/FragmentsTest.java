package io.jpvs.balancing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jpvs.api.Verdict;
import io.jpvs.kernel.worker.Tally;
import io.jpvs.testkit.HandlerKernel;
import io.jpvs.testkit.PacketBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Fragments through the whole kernel: what comes in in pieces goes out in pieces that make the translated
/// datagram, or is dropped as a whole and counted.
final class FragmentsTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int DATA_BYTES = 5_000;
    private static final int PIECE = 1_240;
    private static final int ID = 0xbeef;

    static Stream<Arguments> ways() {
        return Stream.of(Family.values())
                .flatMap(family -> Stream.of(Traffic.UDP, Traffic.TCP, Traffic.ECHO)
                        .flatMap(traffic -> Stream.of(Side.values()).map(side -> Arguments.of(family, traffic, side))));
    }

    static Stream<Arguments> sides() {
        return ErrorChecksTest.sides();
    }

    /// What a side sends of a connection, with much data.
    private static PacketBuilder large(Traffic traffic, Side from, PacketBuilder ip, boolean isOnward, int seed) {
        byte[] data = new byte[DATA_BYTES];
        new Random(seed).nextBytes(data);
        boolean client = from == Side.CLIENT;
        return switch (traffic) {
            case UDP ->
                isOnward
                        ? client
                                ? ip.udp(Traffic.LOCAL_PORT, Traffic.SERVER_PORT, data)
                                : ip.udp(Traffic.SERVICE_PORT, Traffic.CLIENT_PORT, data)
                        : client
                                ? ip.udp(Traffic.CLIENT_PORT, Traffic.SERVICE_PORT, data)
                                : ip.udp(Traffic.SERVER_PORT, Traffic.LOCAL_PORT, data);
            case TCP ->
                isOnward
                        ? client
                                ? ip.tcp(Traffic.LOCAL_PORT, Traffic.SERVER_PORT, Traffic.ACK, data)
                                : ip.tcp(Traffic.SERVICE_PORT, Traffic.CLIENT_PORT, Traffic.ACK, data)
                        : client
                                ? ip.tcp(Traffic.CLIENT_PORT, Traffic.SERVICE_PORT, Traffic.ACK, data)
                                : ip.tcp(Traffic.SERVER_PORT, Traffic.LOCAL_PORT, Traffic.ACK, data);
            case ECHO, TIMESTAMP -> {
                int id = isOnward == client ? Traffic.LOCAL_ID : Traffic.CLIENT_ID;
                yield client ? ip.echoRequest(id, 9, data) : ip.echoReply(id, 9, data);
            }
        };
    }

    private static byte[] arriving(Family family, Traffic traffic, Side from, int seed) {
        return large(traffic, from, family.from(from).identification(ID), false, seed)
                .bytes();
    }

    private static byte[] leaving(Family family, Traffic traffic, Side from, int seed) {
        return large(traffic, from, family.onwardsFrom(from).identification(ID), true, seed)
                .bytes();
    }

    private static List<byte[]> send(HandlerKernel kernel, Side from, List<byte[]> packets) {
        List<byte[]> sent = new ArrayList<>();
        for (byte[] packet : packets) {
            sent.addAll(from == Side.CLIENT ? kernel.fromClient(packet) : kernel.fromServer(packet));
        }
        return sent;
    }

    private static Verdict forwarded(Side from) {
        return from == Side.CLIENT ? Verdict.FORWARDED_IN : Verdict.FORWARDED_OUT;
    }

    /// Lets every timer fire and asserts that all is accounted for.
    private static void assertSettled(HandlerKernel kernel) {
        kernel.pass(10 * SECOND);
        assertTrue(kernel.isBalanced(), "a frame without an outcome, or a buffer that did not come back");
    }

    @ParameterizedTest(name = "{0} {1} from the {2}")
    @MethodSource("ways")
    void datagramInOrderIsTranslatedAsAWhole(Family family, Traffic traffic, Side from) {
        try (HandlerKernel kernel = Setup.kernel()) {
            traffic.open(kernel, family);
            long before = kernel.count(forwarded(from));
            List<byte[]> pieces = Pieces.cut(arriving(family, traffic, from, 1), ID, PIECE);
            List<byte[]> sent = send(kernel, from, pieces);
            assertEquals(pieces.size(), sent.size());
            Wire.assertSent(leaving(family, traffic, from, 1), List.of(Pieces.join(sent)));
            assertEquals(pieces.size(), kernel.count(forwarded(from)) - before);
            assertSettled(kernel);
        }
    }

    @ParameterizedTest(name = "{0} {1} from the {2}")
    @MethodSource("ways")
    void datagramInAnyOrderIsTranslatedAsAWhole(Family family, Traffic traffic, Side from) {
        try (HandlerKernel kernel = Setup.kernel()) {
            traffic.open(kernel, family);
            Random random = new Random(7);
            for (int round = 0; round < 30; round++) {
                List<byte[]> pieces = Pieces.cut(arriving(family, traffic, from, round), ID + round, PIECE);
                Collections.shuffle(pieces, random);
                byte[] joined = Pieces.join(send(kernel, from, pieces));
                assertEquals(0, Wire.contentError(joined));
                byte[] expected = Pieces.join(Pieces.cut(leaving(family, traffic, from, round), ID + round, PIECE));
                assertEquals(Wire.hex(expected), Wire.hex(joined));
            }
            assertEquals(0, kernel.count(Verdict.FRAGMENT_OVERLAP));
            assertTrue(kernel.isBalanced()); // complete datagrams leave nothing behind
        }
    }

    @ParameterizedTest(name = "{0} {1} from the {2}")
    @MethodSource("ways")
    void wrongChecksumOfTheWholeStaysWrongByTheSameAmount(Family family, Traffic traffic, Side from) {
        try (HandlerKernel kernel = Setup.kernel()) {
            traffic.open(kernel, family);
            byte[] wrong = large(traffic, from, family.from(from), false, 1)
                    .wrongChecksum(77)
                    .bytes();
            byte[] joined = Pieces.join(send(kernel, from, Pieces.cut(wrong, ID, PIECE)));
            assertEquals(Wire.contentError(wrong), Wire.contentError(joined));
            assertNotEquals(0, Wire.contentError(joined));
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void interleavedDatagramsOfTwoFlowsDoNotMix(Family family) {
        try (HandlerKernel kernel = Setup.kernel()) {
            Traffic.UDP.open(kernel, family);
            List<byte[]> mine = Pieces.cut(arriving(family, Traffic.UDP, Side.CLIENT, 1), ID, PIECE);
            List<byte[]> other = Pieces.cut(arriving(family, Traffic.UDP, Side.CLIENT, 2), ID + 1, PIECE);
            List<byte[]> sent = new ArrayList<>();
            List<byte[]> sentToo = new ArrayList<>();
            for (int k = mine.size() - 1; k >= 0; k--) {
                sent.addAll(send(kernel, Side.CLIENT, List.of(mine.get(k))));
                sentToo.addAll(send(kernel, Side.CLIENT, List.of(other.get(k))));
            }
            Wire.assertSent(
                    Pieces.join(Pieces.cut(leaving(family, Traffic.UDP, Side.CLIENT, 1), ID, PIECE)),
                    List.of(Pieces.join(sent)));
            Wire.assertSent(
                    Pieces.join(Pieces.cut(leaving(family, Traffic.UDP, Side.CLIENT, 2), ID + 1, PIECE)),
                    List.of(Pieces.join(sentToo)));
        }
    }

    /// A flow may begin with a fragment.
    @ParameterizedTest
    @EnumSource(Family.class)
    void firstFragmentOpensAConnection(Family family) {
        try (HandlerKernel kernel = Setup.kernel()) {
            List<byte[]> sent =
                    send(kernel, Side.CLIENT, Pieces.cut(arriving(family, Traffic.UDP, Side.CLIENT, 1), ID, PIECE));
            Wire.assertSent(leaving(family, Traffic.UDP, Side.CLIENT, 1), List.of(Pieces.join(sent)));
            assertEquals(1, kernel.connections());
        }
    }

    /// RFC 8200, section 4.5: networks duplicate.
    @ParameterizedTest(name = "{0} from the {1}")
    @MethodSource("sides")
    void duplicateIsDroppedAlone(Family family, Side from) {
        try (HandlerKernel kernel = Setup.kernel()) {
            Traffic.UDP.open(kernel, family);
            List<byte[]> pieces = Pieces.cut(arriving(family, Traffic.UDP, from, 1), ID, PIECE);
            List<byte[]> twice = new ArrayList<>(pieces.subList(0, pieces.size() - 1));
            twice.addAll(pieces);
            Wire.assertSent(leaving(family, Traffic.UDP, from, 1), List.of(Pieces.join(send(kernel, from, twice))));
            assertEquals(pieces.size() - 1, kernel.count(Verdict.FRAGMENT_DUPLICATE));
            assertSettled(kernel);
        }
    }

    /// RFC 5722, and the same for IPv4.
    @ParameterizedTest(name = "{0} from the {1}")
    @MethodSource("sides")
    void overlapEndsTheDatagram(Family family, Side from) {
        try (HandlerKernel kernel = Setup.kernel()) {
            Traffic.UDP.open(kernel, family);
            byte[] whole = arriving(family, Traffic.UDP, from, 1);
            int length = whole.length - family.headerBytes();
            List<byte[]> sent = send(
                    kernel,
                    from,
                    List.of(
                            Pieces.piece(whole, ID, 0, 1_000, true),
                            Pieces.piece(whole, ID, 992, 2_000, true),
                            Pieces.piece(whole, ID, 2_000, length, false)));
            assertEquals(1, sent.size(), "the first was on its way already");
            assertEquals(2, kernel.count(Verdict.FRAGMENT_OVERLAP));
            assertSettled(kernel);
        }
    }

    /// Held fragments go with their datagram.
    @ParameterizedTest(name = "{0} from the {1}")
    @MethodSource("sides")
    void overlapBeforeTheFirstLetsNothingPass(Family family, Side from) {
        try (HandlerKernel kernel = Setup.kernel()) {
            Traffic.UDP.open(kernel, family);
            byte[] whole = arriving(family, Traffic.UDP, from, 1);
            Wire.assertNothing(send(
                    kernel,
                    from,
                    List.of(
                            Pieces.piece(whole, ID, 1_000, 2_000, true),
                            Pieces.piece(whole, ID, 1_992, 3_000, true),
                            Pieces.piece(whole, ID, 0, 1_000, true))));
            assertEquals(3, kernel.count(Verdict.FRAGMENT_OVERLAP));
            assertSettled(kernel);
        }
    }

    @ParameterizedTest(name = "{0} from the {1}")
    @MethodSource("sides")
    void tooManyFragmentsEndTheDatagram(Family family, Side from) {
        try (HandlerKernel kernel = Setup.kernel()) {
            Traffic.UDP.open(kernel, family);
            List<byte[]> pieces = Pieces.cut(arriving(family, Traffic.UDP, from, 1), ID, 40);
            assertEquals(64, send(kernel, from, pieces).size());
            assertEquals(pieces.size() - 64, kernel.count(Verdict.FRAGMENT_EXCESS));
            assertSettled(kernel);
        }
    }

    @ParameterizedTest(name = "{0} from the {1}")
    @MethodSource("sides")
    void tooManyWaitingEndTheDatagram(Family family, Side from) {
        try (HandlerKernel kernel = Setup.kernel()) {
            Traffic.UDP.open(kernel, family);
            List<byte[]> pieces = Pieces.cut(arriving(family, Traffic.UDP, from, 1), ID, 160);
            Collections.reverse(pieces);
            Wire.assertNothing(send(kernel, from, pieces));
            assertEquals(pieces.size(), kernel.count(Verdict.FRAGMENT_EXCESS));
            assertSettled(kernel);
        }
    }

    /// The ping of death.
    @ParameterizedTest(name = "{0} from the {1}")
    @MethodSource("sides")
    void fragmentBeyond64KibibytesEndsTheDatagram(Family family, Side from) {
        try (HandlerKernel kernel = Setup.kernel()) {
            Traffic.ECHO.open(kernel, family);
            byte[] whole = arriving(family, Traffic.ECHO, from, 1);
            byte[] first = Pieces.piece(whole, ID, 0, 1_000, true);
            byte[] far = Traffic.ECHO
                    .from(from, family.from(from).identification(ID).fragment(65_528, false))
                    .bytes();
            assertEquals(1, send(kernel, from, List.of(first, far, far)).size());
            assertEquals(2, kernel.count(Verdict.FRAGMENT_EXCESS));
            assertSettled(kernel);
        }
    }

    /// RFC 8200, section 4.5.
    @ParameterizedTest(name = "{0} from the {1}")
    @MethodSource("sides")
    void middleFragmentOfOddLengthEndsTheDatagram(Family family, Side from) {
        try (HandlerKernel kernel = Setup.kernel()) {
            Traffic.UDP.open(kernel, family);
            byte[] whole = arriving(family, Traffic.UDP, from, 1);
            Wire.assertNothing(send(
                    kernel,
                    from,
                    List.of(Pieces.piece(whole, ID, 0, 1_001, true), Pieces.piece(whole, ID, 2_000, 3_000, true))));
            assertEquals(1, kernel.count(Verdict.MALFORMED));
            assertEquals(1, kernel.count(Verdict.FRAGMENT_REFUSED));
            assertSettled(kernel);
        }
    }

    /// RFC 1858, RFC 7112: a first fragment holds the whole header, or its datagram does not pass.
    @ParameterizedTest(name = "{0} {1} from the {2}")
    @MethodSource("ways")
    void tinyFirstFragmentEndsTheDatagram(Family family, Traffic traffic, Side from) {
        try (HandlerKernel kernel = Setup.kernel()) {
            traffic.open(kernel, family);
            if (traffic == Traffic.TCP) {
                byte[] whole = arriving(family, traffic, from, 1);
                int length = whole.length - family.headerBytes();
                Wire.assertNothing(send(
                        kernel,
                        from,
                        List.of(Pieces.piece(whole, ID, 0, 8, true), Pieces.piece(whole, ID, 8, length, false))));
                assertEquals(1, kernel.count(Verdict.TRUNCATED));
                assertEquals(1, kernel.count(Verdict.FRAGMENT_REFUSED));
            }
            assertSettled(kernel);
        }
    }

    /// A nanosecond decides.
    @ParameterizedTest(name = "{0} from the {1}")
    @MethodSource("sides")
    void fragmentWhoseFirstDoesNotComeIsDroppedAtItsTime(Family family, Side from) {
        try (HandlerKernel kernel =
                Setup.shipped().with("fragments: {timeout: 500ms}").start()) {
            Traffic.UDP.open(kernel, family);
            List<byte[]> pieces = Pieces.cut(arriving(family, Traffic.UDP, from, 1), ID, PIECE);
            Wire.assertNothing(send(kernel, from, pieces.subList(1, pieces.size())));
            kernel.pass(SECOND / 2 - 1);
            assertEquals(0, kernel.count(Verdict.FRAGMENT_ORPHAN));
            kernel.pass(1);
            assertEquals(pieces.size() - 1, kernel.count(Verdict.FRAGMENT_ORPHAN));
            assertTrue(kernel.isBalanced());
        }
    }

    /// The oldest makes room: a flood does not keep new datagrams out.
    @ParameterizedTest(name = "{0} from the {1}")
    @MethodSource("sides")
    void fullTableForgetsTheOldestDatagram(Family family, Side from) {
        try (HandlerKernel kernel =
                Setup.shipped().with("fragments: {capacity: 2}").start()) {
            Traffic.UDP.open(kernel, family);
            byte[] whole = arriving(family, Traffic.UDP, from, 1);
            for (int id = 1; id <= 5; id++) {
                Wire.assertNothing(send(kernel, from, List.of(Pieces.piece(whole, id, 1_000, 2_000, true))));
            }
            assertEquals(3, kernel.count(Verdict.FRAGMENT_TABLE_FULL));
            assertEquals(
                    2,
                    send(kernel, from, List.of(Pieces.piece(whole, 5, 0, 1_000, true)))
                            .size());
            assertSettled(kernel);
            assertEquals(1, kernel.count(Verdict.FRAGMENT_ORPHAN));
        }
    }

    @ParameterizedTest(name = "{0} from the {1}")
    @MethodSource("sides")
    void framesThatWaitAreBoundedInAll(Family family, Side from) {
        try (HandlerKernel kernel = Setup.kernel()) {
            Traffic.UDP.open(kernel, family);
            byte[] whole = arriving(family, Traffic.UDP, from, 1);
            for (int id = 1; id <= 300; id++) {
                Wire.assertNothing(send(kernel, from, List.of(Pieces.piece(whole, id, 1_000, 2_000, true))));
            }
            assertEquals(300 - 256, kernel.count(Verdict.FRAGMENT_TABLE_FULL));
            assertSettled(kernel);
            assertEquals(256, kernel.count(Verdict.FRAGMENT_ORPHAN));
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void fragmentToNobodyIsNotKept(Family family) {
        try (HandlerKernel kernel = Setup.kernel()) {
            byte[] whole = PacketBuilder.ip(family.client, family.isIpv6() ? "fd01::99" : "10.1.0.99")
                    .udp(1, 2, new byte[DATA_BYTES])
                    .bytes();
            Wire.assertNothing(send(kernel, Side.CLIENT, List.of(Pieces.piece(whole, ID, 1_000, 2_000, true))));
            assertEquals(1, kernel.count(Verdict.NOT_LOCAL));
            assertTrue(kernel.isBalanced());
        }
    }

    /// A checksum that cannot be verified is not answered: no echo reply, no reset, no port unreachable.
    @ParameterizedTest
    @EnumSource(Family.class)
    void nothingIsSaidOfAFragmentThatNobodyWants(Family family) {
        try (HandlerKernel kernel = Setup.shipped().with("no-service: reject").start()) {
            byte[] data = new byte[DATA_BYTES];
            int id = ID;
            for (PacketBuilder packet : List.of(
                    PacketBuilder.ip(family.client, family.port).echoRequest(1, 1, data),
                    family.fromClient().tcp(5, 81, Traffic.ACK, data),
                    family.fromClient().tcp(5, Traffic.SERVICE_PORT, Traffic.ACK, data),
                    family.fromClient().udp(5, 81, data))) {
                Wire.assertNothing(send(kernel, Side.CLIENT, Pieces.cut(packet.bytes(), id++, PIECE)));
                Wire.assertNothing(kernel.sentToClient());
            }
            assertEquals(1, kernel.count(Verdict.UNANSWERED));
            assertEquals(2, kernel.count(Verdict.NO_SERVICE));
            assertEquals(1, kernel.count(Verdict.NO_CONNECTION));
            assertSettled(kernel);
        }
    }

    /// the first fragment may be reported, and only it.
    @ParameterizedTest(name = "{0} from the {1}")
    @MethodSource("sides")
    void r34OnlyTheFirstFragmentIsReported(Family family, Side from) {
        try (HandlerKernel kernel = Setup.kernel()) {
            Traffic.UDP.open(kernel, family);
            byte[] whole = large(Traffic.UDP, from, family.from(from).hopLimit(1), false, 1)
                    .bytes();
            Wire.assertNothing(send(kernel, from, Pieces.cut(whole, ID, PIECE)));
            List<byte[]> back = from == Side.CLIENT ? kernel.sentToClient() : kernel.sentToServer();
            assertEquals(1, back.size());
            assertTrue(Wire.isRight(back.getFirst()));
            assertEquals(1, kernel.count(Verdict.HOP_LIMIT_EXCEEDED));
            assertSettled(kernel);
        }
    }

    /// RFC 6946: the fragment header of a packet that is whole is one extension header among others.
    @ParameterizedTest
    @EnumSource(Side.class)
    void atomicFragmentPasses(Side from) {
        try (HandlerKernel kernel = Setup.kernel()) {
            Family family = Family.IPV6;
            Traffic.UDP.open(kernel, family);
            byte[] atomic =
                    Traffic.UDP.from(from, family.from(from).fragment(0, false)).bytes();
            byte[] onwards = Traffic.UDP
                    .onwardsFrom(from, family.onwardsFrom(from).fragment(0, false))
                    .bytes();
            Wire.assertSent(onwards, send(kernel, from, List.of(atomic)));
            assertTrue(kernel.isBalanced());
        }
    }

    /// without DF a packet is cut to the leg it must leave on, whole or already a fragment.
    @ParameterizedTest(name = "{0} from the {1}, cut before {2}")
    @MethodSource("cuts")
    void r32PacketWithoutDfIsCut(Traffic traffic, Side from, boolean cutBefore) {
        Family family = Family.IPV4;
        Side other = from == Side.CLIENT ? Side.SERVER : Side.CLIENT;
        try (HandlerKernel kernel = Setup.shipped().mtu(other, 1_300).start()) {
            traffic.open(kernel, family);
            long before = kernel.count(forwarded(from));
            byte[] whole = arriving(family, traffic, from, 1);
            List<byte[]> arriving = cutBefore ? Pieces.cut(whole, ID, 2 * PIECE) : List.of(whole);
            List<byte[]> sent = send(kernel, from, arriving);
            for (byte[] piece : sent) {
                assertTrue(piece.length <= 1_300, "longer than the MTU: " + piece.length);
                assertEquals(ID, Wire.u16(piece, 4), "identification");
            }
            Wire.assertSent(leaving(family, traffic, from, 1), List.of(Pieces.join(sent)));
            assertEquals(arriving.size(), kernel.count(forwarded(from)) - before);
            assertEquals(sent.size() - arriving.size(), kernel.count(Tally.FRAGMENTS_SENT));
            assertSettled(kernel);
        }
    }

    static Stream<Arguments> cuts() {
        return Stream.of(Traffic.UDP, Traffic.TCP, Traffic.ECHO)
                .flatMap(traffic -> Stream.of(Side.values())
                        .flatMap(side -> Stream.of(true, false).map(cut -> Arguments.of(traffic, side, cut))));
    }

    /// RFC 791, section 3.1: bit 7 of its type says whether an option is in every fragment.
    @Test
    void r32OptionsAreCopiedByTheirCopyBit() {
        Family family = Family.IPV4;
        try (HandlerKernel kernel = Setup.shipped().mtu(Side.SERVER, 1_300).start()) {
            byte[] packet = family.fromClient()
                    .options(7, 7, 4, 0, 0, 0, 0, 0x94, 4, 0, 0, 0)
                    .udp(Traffic.CLIENT_PORT, Traffic.SERVICE_PORT, new byte[2_600])
                    .bytes();
            List<byte[]> sent = kernel.fromClient(packet);
            assertEquals(3, sent.size());
            assertEquals(0x48, Wire.u8(sent.get(0), 0), "record route and router alert");
            for (byte[] later : sent.subList(1, 3)) {
                assertEquals(0x46, Wire.u8(later, 0), "router alert");
                assertEquals(0x9404, Wire.u16(later, 20));
            }
            assertEquals(0, Wire.contentError(Pieces.join(sent)));
            assertSettled(kernel);
        }
    }

    /// A later fragment that may not be cut and does not fit is dropped, and not reported.
    @ParameterizedTest(name = "{0} from the {1}")
    @MethodSource("sides")
    void r34LaterFragmentTooBigIsNotReported(Family family, Side from) {
        Side other = from == Side.CLIENT ? Side.SERVER : Side.CLIENT;
        try (HandlerKernel kernel = Setup.shipped().mtu(other, 1_300).start()) {
            Traffic.UDP.open(kernel, family);
            byte[] whole = large(Traffic.UDP, from, family.from(from).dontFragment(), false, 1)
                    .bytes();
            byte[] later = Pieces.piece(whole, ID, 1_000, 2_400, true);
            assertEquals(
                    1,
                    send(kernel, from, List.of(Pieces.piece(whole, ID, 0, 1_000, true), later))
                            .size());
            assertEquals(1, kernel.count(Verdict.TOO_BIG));
            assertEquals(0, kernel.count(Tally.ORIGINATED));
            assertSettled(kernel);
        }
    }

    /// Errors as large as routers send them, over a leg that is smaller still.
    @ParameterizedTest
    @EnumSource(Side.class)
    void r32RelayedErrorWithoutDfIsCut(Side from) {
        Family family = Family.IPV4;
        Side other = from == Side.CLIENT ? Side.SERVER : Side.CLIENT;
        try (HandlerKernel kernel = Setup.shipped().mtu(other, 1_300).start()) {
            Traffic.UDP.open(kernel, family);
            Complaint complaint = Complaint.about(Traffic.UDP, family, from)
                    .type(family.hopLimitExceeded)
                    .rest(32 << 16)
                    .followedBy(new byte[1_300]);
            List<byte[]> sent = send(kernel, from, List.of(complaint.arriving()));
            assertTrue(sent.size() > 1);
            assertEquals(0, Wire.contentError(Pieces.join(sent)));
            assertSettled(kernel);
        }
    }
}
