package io.jpvs.kernel.route;

import io.jpvs.kernel.address.IpAddress;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The routing table: the longest prefix wins, among equals the first. Looked up once for each new connection and
/// for what the balancer sends of its own; a handful of static routes, so a walk is quick.
public final class Routes {
    private final List<Route> longestFirst;

    /// Makes a table.
    public Routes(List<Route> routes) {
        longestFirst = routes.stream()
                .sorted(Comparator.comparingInt((Route route) -> -route.to().length()))
                .toList();
    }

    /// Returns the route to a destination, or null.
    public @Nullable Route find(IpAddress destination) {
        return find(destination.isIpv6(), destination.high(), destination.low());
    }

    /// Returns the route to the destination of those words, as [IpAddress] states them, or null.
    public @Nullable Route find(boolean ipv6, long high, long low) {
        for (int i = 0; i < longestFirst.size(); i++) {
            Route route = longestFirst.get(i);
            if (route.to().contains(ipv6, high, low)) {
                return route;
            }
        }
        return null;
    }
}
