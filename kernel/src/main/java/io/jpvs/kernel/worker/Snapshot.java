package io.jpvs.kernel.worker;

import io.jpvs.api.AddressKind;
import io.jpvs.kernel.address.IpAddress;
import io.jpvs.kernel.address.IpPrefix;
import io.jpvs.kernel.handover.Owners;
import io.jpvs.kernel.local.AddressMap;
import io.jpvs.kernel.local.OwnAddress;
import io.jpvs.kernel.local.SelectorPool;
import io.jpvs.kernel.route.Routes;
import io.jpvs.kernel.service.ServerCounters;
import io.jpvs.kernel.service.Service;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All that configuration tells one worker, swapped whole between two bursts. What it holds is the worker's own.
///
/// @param ipv4 lanes by protocol number, for IPv4
/// @param ipv6 lanes by protocol number, for IPv6
/// @param reporter4 the handler that reports errors for IPv4, with its lane
/// @param reporter6 the handler that reports errors for IPv6, with its lane
/// @param addresses what each address of the balancer is for; number 0
/// @param onLink addresses answered for by ARP or neighbour discovery; number is the port's index
/// @param services by VIP; number from [#serviceNumber]
/// @param vips the services of each VIP; number 0
/// @param routes the routing table
/// @param portAddresses the addresses of each port
/// @param servers counters by server id
/// @param pools selector pools by their id
/// @param owners which worker owns a flow
/// @param neighbours those that need no resolution
/// @param policy what to do with packets that go nowhere
record Snapshot(
        @Nullable LaneGroup[] ipv4,
        @Nullable LaneGroup[] ipv6,
        @Nullable LaneGroup reporter4,
        @Nullable LaneGroup reporter6,
        AddressMap<OwnAddress> addresses,
        AddressMap<OwnAddress> onLink,
        AddressMap<Service> services,
        AddressMap<List<Service>> vips,
        Routes routes,
        List<List<IpPrefix>> portAddresses,
        ServerCounters[] servers,
        SelectorPool[] pools,
        Owners owners,
        List<StaticNeighbour> neighbours,
        Policy policy) {

    private static final int PROTOCOLS = 256;

    /// What a worker starts with: no address, no service, no handler.
    static final Snapshot NOTHING = new Snapshot(
            new LaneGroup[PROTOCOLS],
            new LaneGroup[PROTOCOLS],
            null,
            null,
            new AddressMap.Builder<OwnAddress>().build(),
            new AddressMap.Builder<OwnAddress>().build(),
            new AddressMap.Builder<Service>().build(),
            new AddressMap.Builder<List<Service>>().build(),
            new Routes(List.of()),
            List.of(),
            new ServerCounters[0],
            new SelectorPool[0],
            Owners.NONE,
            List.of(),
            new Policy(true, false, false));

    /// What to do with packets that go nowhere.
    ///
    /// @param decrementsHops whether forwarded packets lose one from their TTL
    /// @param rejectsNoService whether a VIP without the service says so
    /// @param rejectsNoServer whether a service without a usable server says so
    record Policy(boolean decrementsHops, boolean rejectsNoService, boolean rejectsNoServer) {}

    /// A neighbour from configuration.
    ///
    /// @param port index of the port
    /// @param macAddress in the low 48 bits
    record StaticNeighbour(int port, IpAddress address, long macAddress) {}

    /// Returns the number that stands beside a VIP in [#services].
    static int serviceNumber(int protocol, int port) {
        return protocol << 17 | (port + 1);
    }

    /// Returns the service of a VIP that a selector belongs to: the one of that port, or the one of every port.
    @Nullable
    Service service(long high, long low, int protocol, int selector) {
        Service service = selector >>> 16 == 0 ? services.get(high, low, serviceNumber(protocol, selector)) : null;
        return service != null ? service : services.get(high, low, serviceNumber(protocol, Service.ANY_PORT));
    }

    /// Returns the lane of a protocol, or null.
    @Nullable
    LaneGroup lane(boolean ipv6, int protocol) {
        return ipv6 ? ipv6()[protocol] : ipv4()[protocol];
    }

    /// Returns the handler that reports errors for an IP version, in its lane, or null.
    @Nullable
    LaneGroup reporter(boolean ipv6) {
        return ipv6 ? reporter6 : reporter4;
    }

    /// Returns what an address of the balancer is, in the words of the SPI.
    AddressKind kind(OwnAddress address, long high, long low) {
        return switch (address) {
            case LOCAL -> AddressKind.LOCAL;
            case PORT -> AddressKind.PORT;
            case VIP ->
                hasUsableServer(vips.get(high, low, 0)) ? AddressKind.VIP_WITH_SERVER : AddressKind.VIP_WITHOUT_SERVER;
        };
    }

    private static boolean hasUsableServer(@Nullable List<Service> candidates) {
        if (candidates != null) {
            for (int i = 0; i < candidates.size(); i++) {
                if (candidates.get(i).hasUsableServer()) {
                    return true;
                }
            }
        }
        return false;
    }

    /// Returns whether an address is the directed broadcast of a network that a port is in.
    boolean isBroadcast(boolean ipv6, long high, long low) {
        if (ipv6) {
            return false;
        }
        for (int port = 0; port < portAddresses.size(); port++) {
            List<IpPrefix> prefixes = portAddresses.get(port);
            for (int i = 0; i < prefixes.size(); i++) {
                if (prefixes.get(i).isBroadcast((int) low)) {
                    return true;
                }
            }
        }
        return false;
    }

    /// Returns the address that packets of our own leave a port with towards a destination: the one in its
    /// network, else the port's first of that IP version, else null.
    @Nullable
    IpAddress sourceAddress(int port, boolean ipv6, long high, long low) {
        IpAddress first = null;
        List<IpPrefix> prefixes = portAddresses.get(port);
        for (int i = 0; i < prefixes.size(); i++) {
            IpPrefix prefix = prefixes.get(i);
            if (prefix.contains(ipv6, high, low)) {
                return prefix.address();
            }
            if (first == null && prefix.address().isIpv6() == ipv6) {
                first = prefix.address();
            }
        }
        return first;
    }
}
