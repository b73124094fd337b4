package io.jpvs.plugins.icmp;

import static io.jpvs.testkit.HandlerKernel.CLIENT;
import static io.jpvs.testkit.HandlerKernel.CLIENT6;
import static io.jpvs.testkit.HandlerKernel.FIRST_LOCAL_PORT;
import static io.jpvs.testkit.HandlerKernel.LOCAL;
import static io.jpvs.testkit.HandlerKernel.LOCAL6;
import static io.jpvs.testkit.HandlerKernel.ROUTER;
import static io.jpvs.testkit.HandlerKernel.SERVER;
import static io.jpvs.testkit.HandlerKernel.SERVER6;
import static io.jpvs.testkit.HandlerKernel.SERVER_PORT;
import static io.jpvs.testkit.HandlerKernel.SERVICE_PORT;
import static io.jpvs.testkit.HandlerKernel.VIP;
import static io.jpvs.testkit.HandlerKernel.VIP6;
import static io.jpvs.testkit.PacketBuilder.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jpvs.api.IpVersion;
import io.jpvs.api.Verdict;
import io.jpvs.plugins.tcp.TcpHandler;
import io.jpvs.plugins.udp.UdpHandler;
import io.jpvs.testkit.HandlerKernel;
import io.jpvs.testkit.PacketBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Errors about TCP, UDP and pings through the real kernel: what arrives, and what leaves, to the byte.
final class IcmpRelayTest {
    private static final String ROUTER6 = "fd02::fe";
    private static final String CLIENT_ROUTER = "10.1.0.200";
    private static final String CLIENT_ROUTER6 = "fd01::200";

    private static final int SYN = 0x02;
    private static final int ACK = 0x10;
    private static final int IDENTIFIER = 0x1234;
    private static final int FIRST_IDENTIFIER = 1;
    private static final int[] QUOTED_BYTES = {8, 9, 16, 20, 999};

    /// A quoted protocol: its packet on each of the four legs.
    enum Quoted {
        UDP {
            @Override
            PacketBuilder request(PacketBuilder ip, boolean translated) {
                return translated
                        ? ip.udp(FIRST_LOCAL_PORT, SERVER_PORT, bytes(1, 2, 3))
                        : ip.udp(40_000, SERVICE_PORT, bytes(1, 2, 3));
            }

            @Override
            PacketBuilder reply(PacketBuilder ip, boolean translated) {
                return translated
                        ? ip.udp(SERVICE_PORT, 40_000, bytes(4, 5))
                        : ip.udp(SERVER_PORT, FIRST_LOCAL_PORT, bytes(4, 5));
            }
        },
        TCP {
            @Override
            PacketBuilder request(PacketBuilder ip, boolean translated) {
                return (translated
                                ? ip.tcp(FIRST_LOCAL_PORT, SERVER_PORT, SYN, bytes(1))
                                : ip.tcp(40_000, SERVICE_PORT, SYN, bytes(1)))
                        .sequence(7_000_000)
                        .tcpOptions(2, 4, 5, 180);
            }

            @Override
            PacketBuilder reply(PacketBuilder ip, boolean translated) {
                return (translated
                                ? ip.tcp(SERVICE_PORT, 40_000, SYN | ACK)
                                : ip.tcp(SERVER_PORT, FIRST_LOCAL_PORT, SYN | ACK))
                        .sequence(8_000_000)
                        .acknowledgment(7_000_001);
            }
        },
        PING {
            @Override
            PacketBuilder request(PacketBuilder ip, boolean translated) {
                return ip.echoRequest(translated ? FIRST_IDENTIFIER : IDENTIFIER, 1, bytes(1, 2, 3));
            }

            @Override
            PacketBuilder reply(PacketBuilder ip, boolean translated) {
                return ip.echoReply(translated ? IDENTIFIER : FIRST_IDENTIFIER, 1, bytes(1, 2, 3));
            }
        };

        abstract PacketBuilder request(PacketBuilder ip, boolean translated);

        abstract PacketBuilder reply(PacketBuilder ip, boolean translated);
    }

    /// What is peculiar about the quoted packet, the same on both legs.
    record Oddity(String name, boolean ipv4Only, UnaryOperator<PacketBuilder> change) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<Oddity> ODDITIES = List.of(
            new Oddity("plain", false, quoted -> quoted),
            new Oddity("with IP options", true, quoted -> quoted.options(7, 7, 4, 0, 0, 0, 0)),
            new Oddity("with a wrong IP checksum", true, quoted -> quoted.wrongHeaderChecksum(1)),
            new Oddity("with a wrong checksum", false, quoted -> quoted.wrongChecksum(1)),
            new Oddity("with TTL 1 and DF", true, quoted -> quoted.hopLimit(1).dontFragment()),
            new Oddity("in a first fragment", true, quoted -> quoted.fragment(0, true)));

    private static final List<Oddity> ODDITIES6 = List.of(
            new Oddity("with a hop-by-hop header", false, quoted -> quoted.extension(0, bytes(5, 2, 0, 0))),
            new Oddity(
                    "with a routing header and destination options",
                    false,
                    quoted -> quoted.extension(43, new byte[6]).extension(60, new byte[14])));

    static Stream<Arguments> errors() {
        List<Arguments> rows = new ArrayList<>();
        for (boolean ipv6 : new boolean[] {false, true}) {
            for (Quoted quoted : Quoted.values()) {
                for (Oddity oddity : Stream.concat(ODDITIES.stream(), ODDITIES6.stream())
                        .filter(odd -> ipv6 ? !odd.ipv4Only() : !ODDITIES6.contains(odd))
                        .toList()) {
                    rows.add(Arguments.of(ipv6, quoted, oddity));
                }
            }
        }
        return rows.stream();
    }

    @ParameterizedTest(name = "IPv6 {0}, {1} {2}")
    @MethodSource("errors")
    void r01R02R03R09R10ErrorFromTheServersSideReachesTheClient(boolean ipv6, Quoted quoted, Oddity oddity) {
        try (HandlerKernel kernel = connected(ipv6, quoted)) {
            PacketBuilder left = oddity.change().apply(quoted.request(toServer(ipv6), true));
            PacketBuilder sent = oddity.change().apply(quoted.request(fromClient(ipv6), false));
            for (int[] row : rows(ipv6)) {
                byte[] arriving = error(ip(ipv6 ? ROUTER6 : ROUTER, ipv6 ? LOCAL6 : LOCAL), row, left);
                byte[] leaving = error(toClient(ipv6).hopLimit(63), row, sent);
                List<byte[]> relayed = kernel.fromServer(arriving);
                assertEquals(1, relayed.size(), Arrays.toString(row));
                assertArrayEquals(leaving, relayed.getFirst(), Arrays.toString(row));
            }
            assertEquals(rows(ipv6).size(), kernel.count(Verdict.RELATED_OUT));
            assertTrue(kernel.isBalanced());
        }
    }

    @ParameterizedTest(name = "IPv6 {0}, {1} {2}")
    @MethodSource("errors")
    void r01R02R03R09R10ErrorFromTheClientsSideReachesTheServer(boolean ipv6, Quoted quoted, Oddity oddity) {
        try (HandlerKernel kernel = connected(ipv6, quoted)) {
            PacketBuilder left = oddity.change().apply(quoted.reply(toClient(ipv6), true));
            PacketBuilder sent = oddity.change().apply(quoted.reply(fromServer(ipv6), false));
            for (int[] row : rows(ipv6)) {
                String router = ipv6 ? CLIENT_ROUTER6 : CLIENT_ROUTER;
                byte[] arriving = error(ip(router, ipv6 ? VIP6 : VIP), row, left);
                byte[] leaving = error(toServer(ipv6).hopLimit(63), row, sent);
                List<byte[]> relayed = kernel.fromClient(arriving);
                assertEquals(1, relayed.size(), Arrays.toString(row));
                assertArrayEquals(leaving, relayed.getFirst(), Arrays.toString(row));
            }
            assertEquals(rows(ipv6).size(), kernel.count(Verdict.RELATED_IN));
            assertTrue(kernel.isBalanced());
        }
    }

    /// Type, code, second word and how much is quoted. The last type has RFC 4884's length (in words of 32 or 64 bits),
    /// which must not move.
    private static List<int[]> rows(boolean ipv6) {
        int[][] messages = ipv6
                ? new int[][] {{1, 4, 0}, {2, 0, 1400}, {3, 0, 0}, {4, 1, 40}, {100, 9, 0x1234_5678}, {1, 0, 6 << 24}}
                : new int[][] {{3, 3, 0}, {3, 4, 1400}, {11, 0, 0}, {12, 0, 20 << 24}, {4, 0, 0}, {3, 1, 7 << 16}};
        List<int[]> rows = new ArrayList<>();
        for (int[] message : messages) {
            for (int bytes : QUOTED_BYTES) {
                rows.add(new int[] {message[0], message[1], message[2], bytes});
            }
        }
        return rows;
    }

    @Test
    void r03ErrorKeepsWhatRfc4884PutsBehindTheQuote() {
        try (HandlerKernel kernel = connected(false, Quoted.UDP)) {
            byte[] extension = bytes(0x20, 0, 0xde, 0xad, 0, 8, 1, 1, 0, 1, 0, 1);
            byte[] left = padded(Quoted.UDP.request(toServer(false), true).bytes(), 128, extension);
            byte[] sent = padded(Quoted.UDP.request(fromClient(false), false).bytes(), 128, extension);
            List<byte[]> relayed = kernel.fromServer(
                    ip(ROUTER, LOCAL).icmp(11, 0, 32 << 16, left).bytes());
            assertArrayEquals(
                    toClient(false).hopLimit(63).icmp(11, 0, 32 << 16, sent).bytes(), relayed.getFirst());
        }
    }

    @Test
    void r03QuotedUdpChecksumOfZeroStaysZero() {
        try (HandlerKernel kernel = connected(false, Quoted.UDP)) {
            byte[] left = Quoted.UDP.request(toServer(false), true).noChecksum().bytes();
            byte[] sent =
                    Quoted.UDP.request(fromClient(false), false).noChecksum().bytes();
            List<byte[]> relayed =
                    kernel.fromServer(ip(ROUTER, LOCAL).icmp(3, 3, 0, left).bytes());
            assertArrayEquals(toClient(false).hopLimit(63).icmp(3, 3, 0, sent).bytes(), relayed.getFirst());
        }
    }

    static Stream<Arguments> dropped() {
        byte[] udp =
                PacketBuilder.quote(Quoted.UDP.request(toServer(false), true).bytes(), 8);
        byte[] udp6 =
                PacketBuilder.quote(Quoted.UDP.request(toServer(true), true).bytes(), 8);
        byte[] fragment =
                Quoted.UDP.request(toServer(false), true).fragment(8, true).bytes();
        byte[] fragment6 =
                Quoted.UDP.request(toServer(true), true).fragment(8, true).bytes();
        byte[] reversed = PacketBuilder.ip(SERVER, LOCAL)
                .udp(SERVER_PORT, FIRST_LOCAL_PORT)
                .bytes();
        byte[] stranger = toServer(false).udp(2222, SERVER_PORT).bytes();
        byte[] unserved = toServer(false).content(132, new byte[12]).bytes();
        byte[] error = toServer(false).icmp(3, 3, 0, udp).bytes();
        byte[] version = udp.clone();
        version[0] = 0x55;
        byte[] shortHeader = udp.clone();
        shortHeader[0] = 0x44;
        return Stream.of(
                Arguments.of(
                        "R-5 wrong checksum",
                        Verdict.BAD_CHECKSUM,
                        error(false).icmp(3, 3, 0, udp).wrongChecksum(1)),
                Arguments.of(
                        "R-5 wrong checksum",
                        Verdict.BAD_CHECKSUM,
                        error(true).icmp(1, 4, 0, udp6).wrongChecksum(1)),
                Arguments.of(
                        "R-5 no quote", Verdict.QUOTE_TRUNCATED, error(false).icmp(3, 3, 0)),
                Arguments.of(
                        "R-5 no quote", Verdict.QUOTE_TRUNCATED, error(true).icmp(1, 4, 0)),
                Arguments.of(
                        "R-5 seven bytes", Verdict.QUOTE_TRUNCATED, error(false).icmp(3, 3, 0, Arrays.copyOf(udp, 27))),
                Arguments.of(
                        "R-5 seven bytes", Verdict.QUOTE_TRUNCATED, error(true).icmp(1, 4, 0, Arrays.copyOf(udp6, 47))),
                Arguments.of(
                        "R-5 quoted version",
                        Verdict.QUOTE_MALFORMED,
                        error(false).icmp(3, 3, 0, version)),
                Arguments.of(
                        "R-5 quoted header length",
                        Verdict.QUOTE_MALFORMED,
                        error(false).icmp(3, 3, 0, shortHeader)),
                Arguments.of(
                        "R-5 quoted later fragment",
                        Verdict.QUOTE_FRAGMENT,
                        error(false).icmp(3, 3, 0, fragment)),
                Arguments.of(
                        "R-5 quoted later fragment",
                        Verdict.QUOTE_FRAGMENT,
                        error(true).icmp(1, 4, 0, fragment6)),
                Arguments.of(
                        "R-5 not to whom it quotes",
                        Verdict.QUOTE_SPOOFED,
                        error(false).icmp(3, 3, 0, reversed)),
                Arguments.of(
                        "R-7 of no connection",
                        Verdict.QUOTE_NO_CONNECTION,
                        error(false).icmp(3, 3, 0, stranger)),
                Arguments.of(
                        "R-13 of no handler",
                        Verdict.QUOTE_NO_HANDLER,
                        error(false).icmp(3, 3, 0, unserved)),
                Arguments.of(
                        "R-34 about an error",
                        Verdict.QUOTE_NO_CONNECTION,
                        error(false).icmp(3, 3, 0, error)),
                Arguments.of("R-1 redirect", Verdict.REDIRECT, error(false).icmp(5, 1, 0, udp)),
                Arguments.of("R-1 redirect", Verdict.REDIRECT, error(true).icmp(137, 0, 0, udp6)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("dropped")
    void r05R06R07WhatIsNotGenuineIsACountedDropAndTouchesNoConnection(
            String name, Verdict verdict, PacketBuilder packet) {
        boolean ipv6 = packet.version() == IpVersion.IPV6;
        try (HandlerKernel kernel = connected(ipv6, Quoted.UDP)) {
            assertEquals(List.of(), kernel.fromServer(packet.bytes()));
            assertEquals(1, kernel.count(verdict));
            assertEquals(List.of(), kernel.sentToServer(), "nothing is said about it either");
            assertEquals(1, kernel.connections());
            assertTrue(kernel.isBalanced());
        }
    }

    @Test
    void r05WrongQuotedHeaderChecksumIsDroppedIfConfigured() {
        try (HandlerKernel kernel = connected(false, Quoted.UDP, "protocols: {icmp: {quoted-ip-checksum: verify}}\n")) {
            PacketBuilder stale = Quoted.UDP.request(toServer(false), true).wrongHeaderChecksum(1);
            assertEquals(List.of(), kernel.fromServer(error(error(false), new int[] {3, 3, 0, 8}, stale)));
            assertEquals(1, kernel.count(Verdict.QUOTE_BAD_CHECKSUM));
        }
    }

    private static HandlerKernel connected(boolean ipv6, Quoted quoted) {
        return connected(ipv6, quoted, "");
    }

    /// A kernel with one connection of the quoted protocol.
    private static HandlerKernel connected(boolean ipv6, Quoted quoted, String configuration) {
        HandlerKernel kernel =
                HandlerKernel.around(List.of(UdpHandler::new, TcpHandler::new, IcmpHandler::new), configuration);
        List<byte[]> carried =
                kernel.fromClient(quoted.request(fromClient(ipv6), false).bytes());
        assertEquals(1, carried.size(), "no connection");
        return kernel;
    }

    private static byte[] error(PacketBuilder ip, int[] row, PacketBuilder quoted) {
        return ip.icmp(row[0], row[1], row[2], PacketBuilder.quote(quoted.bytes(), row[3]))
                .bytes();
    }

    private static PacketBuilder error(boolean ipv6) {
        return ipv6 ? ip(ROUTER6, LOCAL6) : ip(ROUTER, LOCAL);
    }

    private static byte[] padded(byte[] quote, int length, byte[] extension) {
        byte[] padded = Arrays.copyOf(quote, length + extension.length);
        System.arraycopy(extension, 0, padded, length, extension.length);
        return padded;
    }

    private static PacketBuilder ip(String source, String destination) {
        return PacketBuilder.ip(source, destination);
    }

    private static PacketBuilder fromClient(boolean ipv6) {
        return ipv6 ? ip(CLIENT6, VIP6) : ip(CLIENT, VIP);
    }

    private static PacketBuilder toServer(boolean ipv6) {
        return ipv6 ? ip(LOCAL6, SERVER6) : ip(LOCAL, SERVER);
    }

    private static PacketBuilder fromServer(boolean ipv6) {
        return ipv6 ? ip(SERVER6, LOCAL6) : ip(SERVER, LOCAL);
    }

    private static PacketBuilder toClient(boolean ipv6) {
        return ipv6 ? ip(VIP6, CLIENT6) : ip(VIP, CLIENT);
    }
}
