package io.jpvs.kernel.config;

import io.jpvs.kernel.address.IpAddress;
import io.jpvs.kernel.address.IpPrefix;
import java.util.List;
import java.util.Optional;

/// Which addresses can be one host's: RFC 1122 3.2.1.3, RFC 4291 2.4.
final class Unicast {
    private record Kind(IpPrefix prefix, String description) {}

    private static final List<Kind> OTHERS = List.of(
            new Kind(IpPrefix.parse("0.0.0.0/8"), "'this network'"),
            new Kind(IpPrefix.parse("127.0.0.0/8"), "a loopback address"),
            new Kind(IpPrefix.parse("224.0.0.0/4"), "a multicast address"),
            new Kind(IpPrefix.parse("240.0.0.0/4"), "a reserved or broadcast address"),
            new Kind(IpPrefix.parse("::/128"), "the unspecified address"),
            new Kind(IpPrefix.parse("::1/128"), "the loopback address"),
            new Kind(IpPrefix.parse("ff00::/8"), "a multicast address"));
    private static final IpPrefix LINK_LOCAL = IpPrefix.parse("fe80::/10");

    private Unicast() {}

    /// Returns what the address is, if it cannot be one host's.
    static Optional<String> objection(IpAddress address) {
        return OTHERS.stream()
                .filter(kind -> kind.prefix().contains(address))
                .map(Kind::description)
                .findFirst();
    }

    /// Returns what the address is, if it cannot be one host's of that network.
    static Optional<String> objection(IpAddress address, IpPrefix network) {
        if (!address.isIpv6() && network.isBroadcast(address.ipv4())) {
            return Optional.of("the broadcast address of " + network);
        }
        boolean names = !address.isIpv6()
                && network.length() <= 30
                && address.equals(network(network).address());
        return names ? Optional.of("the network's own address in " + network) : objection(address);
    }

    static boolean isLinkLocal(IpAddress address) {
        return LINK_LOCAL.contains(address);
    }

    /// Returns the prefix with its host bits cleared.
    static IpPrefix network(IpPrefix prefix) {
        IpAddress address = prefix.address();
        return new IpPrefix(
                address.isIpv6()
                        ? IpAddress.ipv6(
                                address.high() & mask(prefix.length()), address.low() & mask(prefix.length() - 64))
                        : IpAddress.ipv4((int) (address.low() & mask(prefix.length() + 32))),
                prefix.length());
    }

    private static long mask(int bits) {
        return bits <= 0 ? 0 : bits >= 64 ? -1L : -1L << (64 - bits);
    }
}
