package io.jpvs.balancing;

import static io.jpvs.testkit.PacketBuilder.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jpvs.api.Verdict;
import io.jpvs.testkit.HandlerKernel;
import io.jpvs.testkit.PacketBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// IPv6 packets whose protocol stands behind extension headers: RFC 8200, section 4.
final class ExtensionHeadersTest {
    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int DESTINATION_OPTIONS = 60;

    static Stream<Arguments> connections() {
        return Traffic.over(Family.IPV6).stream()
                .flatMap(traffic -> Stream.of(Side.values()).map(side -> Arguments.of(traffic, side)));
    }

    private record Headers(String name, UnaryOperator<PacketBuilder> put) {}

    private static List<Headers> carried() {
        return List.of(
                new Headers("hop-by-hop", ip -> ip.extension(HOP_BY_HOP, bytes(5, 2, 0, 0, 1, 0))),
                new Headers("destination options", ip -> ip.extension(DESTINATION_OPTIONS, new byte[14])),
                new Headers("source route at its end", ip -> ip.extension(ROUTING, bytes(4, 0, 0, 0, 0, 0))),
                new Headers(
                        "all of them",
                        ip -> ip.extension(HOP_BY_HOP, bytes(1, 4, 0, 0, 0, 0))
                                .extension(DESTINATION_OPTIONS, new byte[6])
                                .extension(ROUTING, bytes(253, 0, 0, 0, 0, 0))
                                .extension(DESTINATION_OPTIONS, new byte[22])));
    }

    private static Verdict forwarded(Side from) {
        return from == Side.CLIENT ? Verdict.FORWARDED_IN : Verdict.FORWARDED_OUT;
    }

    @ParameterizedTest(name = "{0} from the {1}")
    @MethodSource("connections")
    void headersAreWalkedAndLeftAlone(Traffic traffic, Side from) {
        try (HandlerKernel kernel = Setup.kernel()) {
            traffic.open(kernel, Family.IPV6);
            for (Headers headers : carried()) {
                byte[] packet = traffic.from(from, headers.put().apply(Family.IPV6.from(from)))
                        .bytes();
                byte[] sent = traffic.onwardsFrom(from, headers.put().apply(Family.IPV6.onwardsFrom(from)))
                        .bytes();
                Row.of(headers.name(), from, packet, forwarded(from))
                        .onwards(sent)
                        .check(kernel);
            }
            assertTrue(kernel.isBalanced());
        }
    }

    /// RFC 5095 forbids type 0, and of every other type a node that does not know it may not act while segments
    /// are left (RFC 8200, section 4.4). To translate it would break its checksum, which is over the address at
    /// the route's end (section 8.1).
    @ParameterizedTest(name = "{0} from the {1}")
    @MethodSource("connections")
    void sourceRouteThatLeadsOnIsDropped(Traffic traffic, Side from) {
        try (HandlerKernel kernel = Setup.kernel()) {
            traffic.open(kernel, Family.IPV6);
            for (int type : new int[] {0, 2, 3, 4, 253}) {
                for (int segmentsLeft : new int[] {1, 255}) {
                    PacketBuilder ip = Family.IPV6
                            .from(from)
                            .extension(ROUTING, bytes(type, segmentsLeft, 0, 0, 0, 0))
                            .extension(DESTINATION_OPTIONS, new byte[6]);
                    Row.of("type " + type, from, traffic.from(from, ip).bytes(), Verdict.SOURCE_ROUTE)
                            .check(kernel);
                }
            }
            assertEquals(1, kernel.connections());
            assertTrue(kernel.isBalanced());
        }
    }

    /// A chain that goes on behind the packet's end, or for longer than anybody's in good faith.
    @ParameterizedTest(name = "{0} from the {1}")
    @MethodSource("connections")
    void chainWithoutEndIsDropped(Traffic traffic, Side from) {
        List<PacketBuilder> chains = new ArrayList<>();
        chains.add(Family.IPV6.from(from).content(ROUTING, bytes(17, 0, 0, 0)));
        chains.add(Family.IPV6.from(from).content(HOP_BY_HOP, bytes(17, 1, 0, 0, 0, 0, 0, 0)));
        PacketBuilder nine = Family.IPV6.from(from);
        for (int i = 0; i < 9; i++) {
            nine.extension(DESTINATION_OPTIONS, new byte[6]);
        }
        chains.add(traffic.from(from, nine));
        try (HandlerKernel kernel = Setup.kernel()) {
            for (PacketBuilder chain : chains) {
                Row.of("chain", from, chain.bytes(), Verdict.MALFORMED).check(kernel);
            }
            assertTrue(kernel.isBalanced());
        }
    }
}
