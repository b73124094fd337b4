package io.jpvs.kernel.config;

import io.jpvs.kernel.address.IpAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads `services`.
final class ServiceReader {
    private static final Pattern PROTOCOL = Pattern.compile("[a-z][a-z0-9-]*");
    private static final int MOST_WEIGHT = 65_535; // as ipvsadm

    private record ServiceKey(IpAddress address, String protocol, OptionalInt port) {}

    private record ServerKey(IpAddress address, OptionalInt port) {}

    private final Network network;
    private final Set<String> schedulers;
    private final Map<ServiceKey, Integer> linesByKey = new HashMap<>();
    private final Map<IpAddress, Value> serverValues = new LinkedHashMap<>();
    private final Set<IpAddress> vips = new HashSet<>();

    private ServiceReader(Network network, Set<String> schedulers) {
        this.network = network;
        this.schedulers = schedulers;
    }

    static List<ServiceSettings> read(Section root, Network network, Set<String> schedulers) {
        ServiceReader reader = new ServiceReader(network, schedulers);
        List<ServiceSettings> services = root.list("services").stream()
                .map(service -> reader.readService(service.section()))
                .toList();
        reader.checkServersAreNoVips();
        return services;
    }

    private ServiceSettings readService(Section section) {
        section.allow("address", "protocol", "port", "scheduler", "forward", "local-addresses", "servers");
        IpAddress address = readVip(section.require("address", "10.1.0.100"));
        String protocol =
                section.require("protocol", "NAME").matching(PROTOCOL, "lower-case letters, digits and hyphens");
        OptionalInt port = readPort(section);
        String scheduler =
                section.find("scheduler").map(value -> value.oneOf(schedulers)).orElse("rr");
        ForwardingMode forward =
                section.find("forward").map(ServiceReader::readForward).orElse(ForwardingMode.FULLNAT);
        List<IpAddress> localAddresses = readLocalAddresses(section, address);
        List<ServerSettings> servers = readServers(section, address, port);
        ServiceSettings service = new ServiceSettings(
                address, protocol, port, scheduler, forward, localAddresses, servers, section.lines());
        Integer earlier = linesByKey.putIfAbsent(
                new ServiceKey(address, protocol, port), section.lines().line());
        if (earlier != null) {
            throw section.error(
                    "service " + service + " stands twice, first on line " + earlier, "merge the two or remove one");
        }
        return service;
    }

    private IpAddress readVip(Value value) {
        IpAddress address = readHost(value);
        network.owner(address).ifPresent(port -> {
            throw value.error(
                    "'" + address + "' is an address of port '" + port.name() + "' itself",
                    "give the service an address of its own");
        });
        vips.add(address);
        return address;
    }

    /// Reads an address that can be a host's, also by the networks of the ports.
    private IpAddress readHost(Value value) {
        IpAddress address = value.address();
        if (Unicast.isLinkLocal(address)) {
            throw value.error("'" + address + "' is a link-local address", "write one that is routed");
        }
        Unicast.objection(address).ifPresent(objection -> {
            throw value.error("'" + address + "' is " + objection, "write an address that one host can have");
        });
        network.portOnLink(address).stream()
                .flatMap(port -> port.addresses().stream())
                .filter(own -> own.contains(address))
                .flatMap(own -> Unicast.objection(address, own).stream())
                .findFirst()
                .ifPresent(objection -> {
                    throw value.error("'" + address + "' is " + objection, "write an address that one host can have");
                });
        return address;
    }

    private static OptionalInt readPort(Section section) {
        return section.find("port")
                .map(value -> OptionalInt.of(value.integer(1, 65_535)))
                .orElse(OptionalInt.empty());
    }

    private static ForwardingMode readForward(Value value) {
        ForwardingMode mode = value.choice(ForwardingMode.class);
        if (!mode.isSupported()) {
            throw value.error("'" + value.text() + "' is not supported yet", "write 'fullnat'");
        }
        return mode;
    }

    private List<IpAddress> readLocalAddresses(Section section, IpAddress vip) {
        List<IpAddress> addresses = new ArrayList<>();
        for (Value value : section.list("local-addresses")) {
            IpAddress address = value.address();
            checkVersion(value, address, vip);
            if (network.owner(address).isEmpty()) {
                throw value.error(
                        "no port holds '" + address + "'",
                        "add it to the addresses of the port towards the servers, or write one of those");
            }
            if (addresses.contains(address)) {
                throw value.error("'" + address + "' stands twice", "remove one");
            }
            addresses.add(address);
        }
        return addresses;
    }

    private List<ServerSettings> readServers(Section section, IpAddress vip, OptionalInt servicePort) {
        List<ServerSettings> servers = new ArrayList<>();
        Set<ServerKey> keys = new HashSet<>();
        for (Value value :
                section.require("servers", "[{address: 10.2.0.10, port: 8080}]").list()) {
            Section entry = value.section();
            ServerSettings server = readServer(entry, vip);
            OptionalInt port = server.port().isPresent() ? server.port() : servicePort;
            if (!keys.add(new ServerKey(server.address(), port))) {
                String name = server.address().inAuthority() + (port.isPresent() ? ":" + port.getAsInt() : "");
                throw entry.error("server " + name + " stands twice in one service", "remove one");
            }
            servers.add(server);
        }
        return servers;
    }

    private ServerSettings readServer(Section section, IpAddress vip) {
        section.allow("address", "port", "weight");
        Value value = section.require("address", vip.isIpv6() ? "fd02::10" : "10.2.0.10");
        IpAddress address = readHost(value);
        checkVersion(value, address, vip);
        network.owner(address).ifPresent(port -> {
            throw value.error(
                    "'" + address + "' is the balancer's own, at port '" + port.name() + "'",
                    "write the address of another host");
        });
        if (network.portTowards(address).isEmpty()) {
            throw value.error(
                    "no port's network holds server '" + address + "' and no route leads to it",
                    "add a route, or correct the address");
        }
        serverValues.putIfAbsent(address, value);
        int weight = section.find("weight")
                .map(found -> found.integer(0, MOST_WEIGHT))
                .orElse(1);
        return new ServerSettings(address, readPort(section), weight, section.lines());
    }

    private static void checkVersion(Value value, IpAddress address, IpAddress vip) {
        if (address.version() != vip.version()) {
            throw value.error(
                    "'" + address + "' and the service's address " + vip + " are of different IP versions",
                    "write an " + (vip.isIpv6() ? "IPv6" : "IPv4") + " address");
        }
    }

    private void checkServersAreNoVips() {
        serverValues.forEach((address, value) -> {
            if (vips.contains(address)) {
                throw value.error("'" + address + "' is the address of a service", "write the server's own address");
            }
        });
    }
}
