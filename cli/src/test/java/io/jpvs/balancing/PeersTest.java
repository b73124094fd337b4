package io.jpvs.balancing;

import static io.jpvs.balancing.Complaint.LEAST_QUOTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jpvs.api.Verdict;
import io.jpvs.testkit.HandlerKernel;
import io.jpvs.testkit.PacketBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What the peers get wrong, ICMP.md section 5: a row for each mistake, named after it and who makes it. One is
/// not here: with one worker no error can land on one that does not own the flow.
final class PeersTest {
    private static final int SMALL_MTU = 1280;

    /// A mistake: packets, one after the other, in a kernel with one connection of a kind.
    record Mistake(String name, Family family, Traffic traffic, Setup setup, List<Row> rows) {
        @Override
        public String toString() {
            return name + ": " + family;
        }
    }

    static Stream<Mistake> mistakes() {
        return Stream.of(Family.values()).flatMap(family -> mistakes(family).stream());
    }

    private static Row related(Complaint complaint, Side from) {
        Verdict verdict = from == Side.CLIENT ? Verdict.RELATED_IN : Verdict.RELATED_OUT;
        return Row.of("error from the " + from, from, complaint.arriving(), verdict)
                .onwards(complaint.leaving())
                .cut(complaint.quoting(7).followedBy().arriving(), Verdict.QUOTE_TRUNCATED);
    }

    private static Mistake errors(String name, Family family, Traffic traffic, Complaint... fromServer) {
        List<Row> rows = new ArrayList<>();
        for (Complaint complaint : fromServer) {
            rows.add(related(complaint, Side.SERVER));
        }
        return new Mistake(name, family, traffic, Setup.shipped(), rows);
    }

    private static List<Mistake> mistakes(Family family) {
        List<Mistake> list = new ArrayList<>();
        list.add(errors(
                "20 quoted TCP bytes demanded (DPVS, katran, VPP)",
                family,
                Traffic.TCP,
                about(Traffic.TCP, family).type(family.tooBig).rest(1400).quoting(LEAST_QUOTE)));
        list.add(errors(
                "ICMP quotes left with translated identifiers (DPVS)",
                family,
                Traffic.ECHO,
                about(Traffic.ECHO, family).type(family.hopLimitExceeded),
                about(Traffic.ECHO, family).quoting(LEAST_QUOTE)));
        list.add(errors(
                "parameter problem ignored (DPVS)",
                family,
                Traffic.UDP,
                about(Traffic.UDP, family).type(family.parameterProblem).rest(family.isIpv6() ? 6 : 9 << 24)));
        list.add(errors("quoted UDP checksum left stale (DPVS)", family, Traffic.UDP, about(Traffic.UDP, family)));
        list.add(errors(
                "outer ICMP checksum not updated after the quoted one changed (VPP)",
                family,
                Traffic.UDP,
                about(Traffic.UDP, family).quoting(LEAST_QUOTE),
                about(Traffic.UDP, family).quoting(LEAST_QUOTE).quoted(PacketBuilder::noChecksum)));
        list.add(errors(
                "RFC 4884 length ignored (cilium)", family, Traffic.TCP, extended(about(Traffic.TCP, family), family)));
        list.add(errors(
                "quoted IP options (katran, VPP, gVisor)",
                family,
                Traffic.TCP,
                about(Traffic.TCP, family).quoted(packet -> withOptions(packet, family)),
                about(Traffic.TCP, family).quoting(LEAST_QUOTE).quoted(packet -> withOptions(packet, family))));
        list.add(errors("checksum patched without end-around carry (katran)", family, Traffic.UDP, carries(family)));
        list.add(reported("DF test without byte swap (DPVS)", family, Side.CLIENT, 1500));
        list.add(reported(
                "MTU check after NAT, so the error goes to the box itself (opnsense)",
                family,
                Side.CLIENT,
                SMALL_MTU + 1));
        list.add(reported("generated error carries the server's address (cilium)", family, Side.SERVER, 1400));
        list.add(new Mistake(
                "a bad L4 checksum laundered into a valid one (DPVS)",
                family,
                Traffic.UDP,
                Setup.shipped(),
                List.of(corrupt(family, Side.CLIENT), corrupt(family, Side.SERVER))));
        return list;
    }

    private static Complaint about(Traffic traffic, Family family) {
        return Complaint.about(traffic, family, Side.SERVER);
    }

    private static PacketBuilder withOptions(PacketBuilder packet, Family family) {
        return family.isIpv6()
                ? packet.extension(0, new byte[6]).extension(60, new byte[14])
                : packet.options(7, 7, 4, 0, 0, 0, 0, 0);
    }

    /// 128 bytes of quote, the last eight of them those of TCP (IPv6) or padding (IPv4), then extensions.
    private static Complaint extended(Complaint complaint, Family family) {
        byte[] extension = PacketBuilder.bytes(0x20, 0, 0x6b, 0x19, 0, 8, 1, 1, 0x12, 0x34, 0x51, 1);
        if (family.isIpv6()) {
            return complaint
                    .type(family.hopLimitExceeded)
                    .rest(128 / 8 << 24)
                    .quoting(LEAST_QUOTE)
                    .quoted(packet -> packet.extension(60, new byte[78]))
                    .followedBy(extension);
        }
        byte[] behind = new byte[128 - complaint.original().length + extension.length];
        System.arraycopy(extension, 0, behind, behind.length - extension.length, extension.length);
        return complaint.type(family.hopLimitExceeded).rest(128 / 4 << 16).followedBy(behind);
    }

    private static Complaint[] carries(Family family) {
        Complaint[] complaints = new Complaint[512];
        for (int i = 0; i < complaints.length; i++) {
            int word = i * 0x81 & 0xffff;
            complaints[i] = about(Traffic.UDP, family)
                    .rest(word)
                    .type(family.tooBig)
                    .quoted(packet -> packet.identification(word).patch16(8, ~word));
        }
        return complaints;
    }

    private static Mistake reported(String name, Family family, Side from, int size) {
        Side small = from == Side.CLIENT ? Side.SERVER : Side.CLIENT;
        byte[] data = new byte[size - family.headerBytes() - 8];
        PacketBuilder ip = family.from(from).dontFragment();
        byte[] packet = (from == Side.CLIENT
                        ? ip.udp(Traffic.CLIENT_PORT, Traffic.SERVICE_PORT, data)
                        : ip.udp(Traffic.SERVER_PORT, Traffic.LOCAL_PORT, data))
                .bytes();
        byte[] report = from == Side.CLIENT
                ? family.report(family.port, family.client, family.tooBig, SMALL_MTU, packet)
                : family.report(family.local, family.server, family.tooBig, SMALL_MTU, packet);
        Row row = Row.of(size + " bytes", from, packet, Verdict.TOO_BIG).back(report);
        return new Mistake(name, family, Traffic.UDP, Setup.shipped().mtu(small, SMALL_MTU), List.of(row));
    }

    private static Row corrupt(Family family, Side from) {
        Verdict verdict = from == Side.CLIENT ? Verdict.FORWARDED_IN : Verdict.FORWARDED_OUT;
        byte[] packet =
                Traffic.UDP.from(from, family.from(from)).wrongChecksum(0x101).bytes();
        byte[] expected = Traffic.UDP
                .onwardsFrom(from, family.onwardsFrom(from))
                .wrongChecksum(0x101)
                .bytes();
        return Row.of("corrupt from the " + from, from, packet, verdict).onwards(expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void isNotMadeHere(Mistake mistake) {
        try (HandlerKernel kernel = mistake.setup().start()) {
            mistake.traffic().open(kernel, mistake.family());
            for (Row row : mistake.rows()) {
                row.check(kernel);
            }
            assertEquals(1, kernel.connections());
            assertTrue(kernel.isBalanced());
        }
    }

    /// SCTP and ICMP quotes left with translated ports or ids (DPVS): here a protocol that nobody has heard of.
    @ParameterizedTest
    @EnumSource(Family.class)
    void quotesOfOtherProtocolsAreNotLeftTranslated(Family family) {
        try (HandlerKernel kernel = ThirdPartyTest.withToy().start()) {
            ThirdPartyTest.open(kernel, family);
            ThirdPartyTest.errorFromServer(family, ThirdPartyTest.TAG, LEAST_QUOTE)
                    .cut(
                            ThirdPartyTest.errorFromServer(family, ThirdPartyTest.TAG, 7)
                                    .packet(),
                            Verdict.QUOTE_TRUNCATED)
                    .check(kernel);
            assertTrue(kernel.isBalanced());
        }
    }

    /// Echo id collision behind one address (DPVS, OVS until 2026).
    @ParameterizedTest
    @EnumSource(Family.class)
    void identifiersBehindOneAddressDoNotCollide(Family family) {
        byte[] second = Traffic.ECHO
                .fromClient(PacketBuilder.ip(family.otherClient, family.vip))
                .bytes();
        byte[] sent = family.toServer()
                .echoRequest(Traffic.localId(1), Traffic.SEQUENCE, Traffic.DATA)
                .bytes();
        byte[] reply = family.fromServer()
                .echoReply(Traffic.localId(1), Traffic.SEQUENCE, Traffic.DATA)
                .bytes();
        byte[] returned = Traffic.ECHO
                .toClient(PacketBuilder.ip(family.vip, family.otherClient).hopLimit(63))
                .bytes();
        try (HandlerKernel kernel = Setup.kernel()) {
            Traffic.ECHO.open(kernel, family);
            Row.of("the same identifier", Side.CLIENT, second, Verdict.FORWARDED_IN)
                    .toServer(sent)
                    .check(kernel);
            Row.of("its reply", Side.SERVER, reply, Verdict.FORWARDED_OUT)
                    .toClient(returned)
                    .check(kernel);
            Traffic.ECHO.open(kernel, family);
            assertEquals(2, kernel.connections());
            assertTrue(kernel.isBalanced());
        }
    }

    /// IPv6 quote with an unknown protocol shifts the packet for everyone after (DPVS): here in one burst.
    @ParameterizedTest
    @EnumSource(Family.class)
    void quoteOfAnUnknownProtocolHarmsNobodyInItsBurst(Family family) {
        Complaint error = Complaint.about(Traffic.UDP, family, Side.SERVER);
        Complaint unknown = Complaint.about(Traffic.UDP, family, Side.SERVER)
                .quoted(packet -> packet.content(ToyHandler.PROTOCOL, new byte[30]));
        byte[] reply = Traffic.UDP.fromServer(family.fromServer()).bytes();
        List<byte[]> burst = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            for (byte[] packet : List.of(unknown.arriving(), reply, error.arriving())) {
                burst.add(Wire.frame(Setup.SERVER_SIDE_MAC, packet));
            }
            expected.add(Wire.hex(Traffic.UDP.toClient(family.toClient()).bytes()));
            expected.add(Wire.hex(error.leaving()));
        }
        try (HandlerKernel kernel = Setup.kernel()) {
            Traffic.UDP.open(kernel, family);
            kernel.burstFromServer(burst);
            List<String> sent = new ArrayList<>(Wire.hex(kernel.sentToClient()));
            sent.sort(null); // groups by protocol leave one after the other
            expected.sort(null);
            assertEquals(expected, sent);
            Wire.assertNothing(kernel.sentToServer());
            assertEquals(10, kernel.count(Verdict.QUOTE_NO_HANDLER));
            assertTrue(kernel.isBalanced());
        }
    }

    /// New connection out of an error (OVS), whatever it quotes: a SYN, a datagram, a ping.
    @ParameterizedTest
    @EnumSource(Family.class)
    void noConnectionComesOfAnError(Family family) {
        try (HandlerKernel kernel = Setup.kernel()) {
            for (Traffic traffic : Traffic.over(family)) {
                for (Side from : Side.values()) {
                    Complaint complaint = Complaint.about(traffic, family, from);
                    if (traffic == Traffic.TCP) {
                        complaint.quoted(packet -> packet.patch8(13, Traffic.SYN));
                    }
                    Row.of("error", from, complaint.arriving(), Verdict.QUOTE_NO_CONNECTION)
                            .check(kernel);
                }
            }
            assertEquals(0, kernel.connections());
            assertTrue(kernel.isBalanced());
        }
    }
}
