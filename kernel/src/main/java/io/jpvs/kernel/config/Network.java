package io.jpvs.kernel.config;

import io.jpvs.kernel.address.IpAddress;
import io.jpvs.kernel.address.IpPrefix;
import java.util.List;
import java.util.Optional;

/// The ports and what lies behind them.
///
/// @param ports in the order EAL numbers them
/// @param routes the static routes
/// @param neighbours the static neighbours
public record Network(List<PortSettings> ports, List<RouteSettings> routes, List<NeighbourSettings> neighbours) {
    /// Copies the lists.
    public Network {
        ports = List.copyOf(ports);
        routes = List.copyOf(routes);
        neighbours = List.copyOf(neighbours);
    }

    /// Returns the port of that name.
    public Optional<PortSettings> port(String name) {
        return ports.stream().filter(port -> port.name().equals(name)).findFirst();
    }

    /// Returns the port that has the address as its own.
    public Optional<PortSettings> owner(IpAddress address) {
        return ports.stream().filter(port -> port.owns(address)).findFirst();
    }

    /// Returns the port whose network holds the address; of several the one with the smallest network.
    public Optional<PortSettings> portOnLink(IpAddress address) {
        return nearest(address, List.of());
    }

    /// Returns the port by which an address is reached, on its network or by a route.
    public Optional<PortSettings> portTowards(IpAddress address) {
        return nearest(address, routes);
    }

    /// Returns the own addresses a service contacts a server from: those it names, or else all addresses of the
    /// port towards the server, of the server's IP version.
    public List<IpAddress> localAddresses(ServiceSettings service, ServerSettings server) {
        return service.localAddresses().isEmpty()
                ? portTowards(server.address()).stream()
                        .flatMap(port -> port.addresses().stream())
                        .map(IpPrefix::address)
                        .filter(own -> own.version() == server.address().version() && !Unicast.isLinkLocal(own))
                        .toList()
                : service.localAddresses();
    }

    private Optional<PortSettings> nearest(IpAddress address, List<RouteSettings> routes) {
        Optional<PortSettings> nearest = Optional.empty();
        int longest = -1;
        for (PortSettings port : ports) {
            for (IpPrefix network : port.addresses()) {
                if (network.length() > longest && network.contains(address)) {
                    longest = network.length();
                    nearest = Optional.of(port);
                }
            }
        }
        for (RouteSettings route : routes) {
            if (route.to().length() > longest && route.to().contains(address)) {
                longest = route.to().length();
                nearest = port(route.port());
            }
        }
        return nearest;
    }
}
