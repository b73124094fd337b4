package io.jpvs.balancing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jpvs.api.Verdict;
import io.jpvs.kernel.worker.Tally;
import io.jpvs.testkit.HandlerKernel;
import io.jpvs.testkit.PacketBuilder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Several workers, whom packets come to in turn, so that most come to the wrong one.
class WorkersTest {
    private static final int CLIENTS = 60;
    private static final byte[] SERVER_MAC = PacketBuilder.bytes(2, 0, 0, 0, 2, 0x77);

    static Stream<Arguments> flows() {
        return Stream.of(2, 3, 5)
                .flatMap(workers -> Stream.of(Family.values())
                        .flatMap(family -> Stream.of(Traffic.UDP, Traffic.TCP, Traffic.ECHO)
                                .map(traffic -> Arguments.of(workers, family, traffic))));
    }

    private static PacketBuilder request(Traffic traffic, PacketBuilder ip) {
        return traffic == Traffic.TCP
                ? ip.tcp(Traffic.CLIENT_PORT, Traffic.SERVICE_PORT, Traffic.SYN).sequence(Traffic.CLIENT_FIRST)
                : traffic.fromClient(ip);
    }

    private static PacketBuilder reply(Traffic traffic, PacketBuilder ip, int source, int destination) {
        return switch (traffic) {
            case UDP -> ip.udp(source, destination, Traffic.ANSWER);
            case TCP ->
                ip.tcp(source, destination, Traffic.SYN | Traffic.ACK)
                        .sequence(Traffic.SERVER_FIRST)
                        .acknowledgment(Traffic.CLIENT_FIRST + 1);
            case ECHO, TIMESTAMP -> ip.echoReply(destination, 1, Traffic.ANSWER);
        };
    }

    private static int localSelector(Traffic traffic, Family family, byte[] sent) {
        return Wire.u16(sent, family.headerBytes() + (traffic.isQuery() ? 4 : 0));
    }

    private static PacketBuilder error(Family family, String source, String destination, byte[] quoted) {
        int type = family.portUnreachable;
        byte[] quote = PacketBuilder.quote(quoted, Complaint.LEAST_QUOTE);
        return PacketBuilder.ip(source, destination).icmp(type >>> 8, type & 0xff, 0, quote);
    }

    /// Requests, replies and the errors about both.
    @ParameterizedTest(name = "{0} workers, {1} {2}")
    @MethodSource("flows")
    void r11FlowIsTranslatedWhicheverWorkerItsPacketsComeTo(int workers, Family family, Traffic traffic) {
        try (HandlerKernel kernel = Setup.shipped().start(workers)) {
            for (int i = 0; i < CLIENTS; i++) {
                exchange(kernel, family, traffic, family.farClient(i));
            }
            for (int i = 0; i < CLIENTS; i++) {
                exchange(kernel, family, traffic, family.farClient(i));
            }
            assertEquals(CLIENTS, kernel.connections());
            assertEquals(CLIENTS, kernel.count(Tally.CONNECTIONS_OPENED));
            assertEquals(kernel.count(Tally.HANDED_OVER), kernel.count(Tally.TAKEN_OVER));
            long received = kernel.count(Tally.RECEIVED);
            assertTrue(
                    kernel.count(Tally.HANDED_OVER) > received / 4, "hardly any packet came to a worker not its own");
            assertTrue(kernel.isBalanced());
        }
    }

    private static void exchange(HandlerKernel kernel, Family family, Traffic traffic, String client) {
        byte[] request = request(traffic, PacketBuilder.ip(client, family.vip)).bytes();
        List<byte[]> atServer = kernel.fromClient(request);
        assertEquals(1, atServer.size());
        byte[] sent = atServer.getFirst();
        assertTrue(Wire.isRight(sent));
        int local = localSelector(traffic, family, sent);

        byte[] answer =
                reply(traffic, family.fromServer(), Traffic.SERVER_PORT, local).bytes();
        int clientSelector = traffic.isQuery() ? Traffic.CLIENT_ID : Traffic.CLIENT_PORT;
        byte[] returned = reply(
                        traffic,
                        PacketBuilder.ip(family.vip, client).hopLimit(63),
                        Traffic.SERVICE_PORT,
                        clientSelector)
                .bytes();
        Wire.assertSent(returned, kernel.fromServer(answer));

        byte[] asSent = request(traffic, PacketBuilder.ip(client, family.vip).hopLimit(63))
                .bytes();
        Wire.assertSent(
                error(family, family.vip, client, asSent).hopLimit(63).bytes(),
                kernel.fromServer(
                        error(family, family.serverRouter, family.local, sent).bytes()));
        byte[] asAnswered = reply(traffic, family.fromServer().hopLimit(63), Traffic.SERVER_PORT, local)
                .bytes();
        Wire.assertSent(
                error(family, family.local, family.server, asAnswered)
                        .hopLimit(63)
                        .bytes(),
                kernel.fromClient(
                        error(family, family.clientRouter, family.vip, returned).bytes()));
    }

    /// Errors that belong to nobody are dropped by whoever is asked, once.
    @ParameterizedTest
    @EnumSource(Family.class)
    void r07ErrorOfNoConnectionIsDroppedByItsOwner(Family family) {
        try (HandlerKernel kernel = Setup.shipped().start(3)) {
            for (int i = 0; i < CLIENTS; i++) {
                byte[] unknown = PacketBuilder.ip(family.local, family.server)
                        .udp(2000 + 2 * i, Traffic.SERVER_PORT)
                        .bytes();
                Row.of(
                                "error " + i,
                                Side.SERVER,
                                error(family, family.serverRouter, family.local, unknown)
                                        .bytes(),
                                Verdict.QUOTE_NO_CONNECTION)
                        .check(kernel);
            }
            assertEquals(2 * CLIENTS / 3, kernel.count(Tally.HANDED_OVER));
            assertTrue(kernel.isBalanced());
        }
    }

    /// Fragments come to any worker in any order; one keeps track of them, and another may own the flow.
    @ParameterizedTest
    @EnumSource(Family.class)
    void fragmentsFollowTheirFirstToTheOwnerOfTheFlow(Family family) {
        Random random = new Random(3);
        try (HandlerKernel kernel = Setup.shipped().start(3)) {
            for (int i = 0; i < CLIENTS; i++) {
                String client = family.farClient(i);
                byte[] opening = request(Traffic.UDP, PacketBuilder.ip(client, family.vip))
                        .bytes();
                int local = localSelector(
                        Traffic.UDP, family, kernel.fromClient(opening).getFirst());
                byte[] data = new byte[5000];
                random.nextBytes(data);
                byte[] arriving = PacketBuilder.ip(client, family.vip)
                        .udp(Traffic.CLIENT_PORT, Traffic.SERVICE_PORT, data)
                        .bytes();
                byte[] leaving =
                        family.toServer().udp(local, Traffic.SERVER_PORT, data).bytes();
                List<byte[]> pieces = Pieces.cut(arriving, i, 1240);
                Collections.shuffle(pieces, random);
                List<byte[]> sent = new ArrayList<>();
                pieces.forEach(piece -> sent.addAll(kernel.fromClient(piece)));
                assertEquals(pieces.size(), sent.size());
                assertEquals(Wire.hex(Pieces.join(Pieces.cut(leaving, i, 1240))), Wire.hex(Pieces.join(sent)));
            }
            assertTrue(kernel.isBalanced()); // complete datagrams leave nothing behind
        }
    }

    /// If the first is refused by the owner of the flow, so are those behind it.
    @ParameterizedTest
    @EnumSource(Family.class)
    void fragmentsOfARefusedDatagramAreDroppedWhereverTheyAre(Family family) {
        try (HandlerKernel kernel = Setup.shipped().start(3)) {
            int frames = 0;
            for (int i = 0; i < CLIENTS; i++) {
                byte[] unwanted = PacketBuilder.ip(family.farClient(i), family.vip)
                        .udp(Traffic.CLIENT_PORT, 9, new byte[3000])
                        .bytes();
                for (byte[] piece : Pieces.cut(unwanted, i, 1240)) {
                    assertEquals(List.of(), kernel.fromClient(piece));
                    frames++;
                }
            }
            assertEquals(CLIENTS, kernel.count(Verdict.NO_SERVICE));
            assertEquals(frames - CLIENTS, kernel.count(Verdict.FRAGMENT_REFUSED));
            kernel.pass(60_000_000_000L);
            assertTrue(kernel.isBalanced());
        }
    }

    /// What is for nobody in particular stays where it came in.
    @ParameterizedTest
    @EnumSource(Family.class)
    void packetThatNoAddressAsksForIsNotHandedOver(Family family) {
        try (HandlerKernel kernel = Setup.shipped().start(3)) {
            for (int i = 0; i < CLIENTS; i++) {
                byte[] stray = PacketBuilder.ip(family.farClient(i), family.otherClient)
                        .udp(1, 2)
                        .bytes();
                Row.of("stray", Side.CLIENT, stray, Verdict.NOT_LOCAL).check(kernel);
            }
            assertEquals(0, kernel.count(Tally.HANDED_OVER));
        }
    }

    /// A service goes and comes back; its connections stay, and packets find them at all times.
    @ParameterizedTest
    @EnumSource(Family.class)
    void configurationChangesReachAllWorkersAndConnectionsLiveOn(Family family) {
        Setup setup = Setup.shipped().service(Traffic.UDP, family);
        String without = Setup.shipped().withoutServices().yaml();
        try (HandlerKernel kernel = setup.start(3)) {
            for (int i = 0; i < CLIENTS; i++) {
                exchange(kernel, family, Traffic.UDP, family.farClient(i));
            }
            kernel.reload(without);
            for (int i = 0; i < CLIENTS; i++) {
                exchange(kernel, family, Traffic.UDP, family.farClient(i));
                byte[] newcomer = request(Traffic.UDP, PacketBuilder.ip(family.farClient(CLIENTS + i), family.vip))
                        .bytes();
                Row.of("newcomer", Side.CLIENT, newcomer, Verdict.NOT_LOCAL).check(kernel);
            }
            kernel.reload(setup.yaml());
            for (int i = 0; i < 2 * CLIENTS; i++) {
                exchange(kernel, family, Traffic.UDP, family.farClient(i));
            }
            assertEquals(2 * CLIENTS, kernel.connections());
            assertTrue(kernel.isBalanced());
        }
    }

    /// the limit is that of the balancer, not of each worker.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void r34RateLimitHoldsForAllWorkersTogether(int workers) {
        for (String limit : List.of("{per-prefix: 0, total: 10/s, burst: 10}", "{per-prefix: 10/s, burst: 10}")) {
            try (HandlerKernel kernel = Setup.shipped()
                    .with("no-service: reject")
                    .with("icmp-rate: " + limit)
                    .start(workers)) {
                for (int i = 0; i < CLIENTS; i++) {
                    kernel.fromClient(PacketBuilder.ip("100.64.0." + i, Family.IPV4.vip)
                            .udp(1000 + i, 9)
                            .bytes());
                }
                assertEquals(10, kernel.count(Tally.ORIGINATED), limit);
                assertEquals(CLIENTS - 10, kernel.count(Tally.RATE_LIMITED), limit);
                kernel.pass(1_000_000_000);
                for (int i = 0; i < CLIENTS; i++) {
                    kernel.fromClient(PacketBuilder.ip("100.64.0." + i, Family.IPV4.vip)
                            .udp(2000 + i, 9)
                            .bytes());
                }
                assertEquals(20, kernel.count(Tally.ORIGINATED), limit);
                assertTrue(kernel.isBalanced());
            }
        }
    }

    /// An answer comes to one worker; all that wait for the neighbour hear of it.
    @ParameterizedTest
    @EnumSource(Family.class)
    void neighbourThatAnswersOneWorkerIsKnownToAll(Family family) {
        int clients = 30;
        String server = family.isIpv6() ? "fd02::77" : "10.2.0.77";
        try (HandlerKernel kernel =
                Setup.shipped().service(Traffic.UDP, family, 1, server).start(3)) {
            for (int i = 0; i < clients; i++) {
                byte[] request = request(Traffic.UDP, PacketBuilder.ip(family.farClient(i), family.vip))
                        .bytes();
                kernel.fromClient(request);
            }
            kernel.sentToServer();
            assertEquals(0, kernel.count(Verdict.FORWARDED_IN));
            assertEquals(3, kernel.count(Tally.NEIGHBOUR_SENT), "each worker asks once");
            kernel.burstFromServer(List.of(family.isIpv6() ? advertisement() : arpReply()));
            kernel.pass(1);
            assertEquals(clients, kernel.count(Verdict.FORWARDED_IN));
            assertEquals(3, kernel.count(Tally.NEIGHBOUR_SENT));
            assertTrue(kernel.isBalanced());
        }
    }

    private static byte[] arpReply() {
        ByteBuffer frame = ByteBuffer.allocate(60);
        byte[] us = PacketBuilder.bytes(2, 0, 0, 0, 2, 1);
        frame.put(us).put(SERVER_MAC).putShort((short) 0x0806);
        frame.putShort((short) 1).putShort((short) 0x0800).put((byte) 6).put((byte) 4);
        frame.putShort((short) 2).put(SERVER_MAC).put(PacketBuilder.bytes(10, 2, 0, 77));
        frame.put(us).put(PacketBuilder.bytes(10, 2, 0, 1));
        return frame.array();
    }

    private static byte[] advertisement() {
        ByteBuffer targetAndOption = ByteBuffer.allocate(24);
        targetAndOption.put(PacketBuilder.bytes(0xfd, 2)).position(14).putShort((short) 0x77);
        targetAndOption.put((byte) 2).put((byte) 1).put(SERVER_MAC);
        byte[] packet = PacketBuilder.ip("fd02::77", "fd02::1")
                .hopLimit(255)
                .icmp(136, 0, 0x6000_0000, targetAndOption.array())
                .bytes();
        return Wire.frame(Setup.SERVER_SIDE_MAC, packet);
    }

    /// The ports of a local address are split, and none is dealt twice.
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void workersDealLocalPortsOfTheirOwn(int workers) {
        try (HandlerKernel kernel = Setup.shipped().start(workers)) {
            List<Integer> dealt = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                byte[] request = request(Traffic.UDP, PacketBuilder.ip(Family.IPV4.farClient(i), Family.IPV4.vip))
                        .bytes();
                byte[] sent = kernel.fromClient(request).getFirst();
                dealt.add(localSelector(Traffic.UDP, Family.IPV4, sent));
            }
            assertEquals(CLIENTS, dealt.stream().distinct().count());
            assertEquals(
                    workers,
                    dealt.stream().map(port -> port % workers).distinct().count());
        }
    }
}
