package io.jpvs.kernel.config;

import io.jpvs.kernel.address.IpAddress;
import io.jpvs.kernel.address.IpPrefix;
import io.jpvs.kernel.address.MacAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// Reads `ports`, `routes` and `neighbours`.
final class NetworkReader {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,31}");
    private static final int LEAST_MTU4 = 68; // RFC 791
    private static final int LEAST_MTU6 = 1280; // RFC 8200, section 5
    private static final int MOST_MTU = 65_535;

    private final Section root;
    private final List<PortSettings> ports = new ArrayList<>();
    private final List<RouteSettings> routes = new ArrayList<>();
    private final List<NeighbourSettings> neighbours = new ArrayList<>();

    private NetworkReader(Section root) {
        this.root = root;
    }

    static Network read(Section root) {
        NetworkReader reader = new NetworkReader(root);
        reader.readPorts();
        root.list("routes").forEach(route -> reader.readRoute(route.section()));
        root.list("neighbours").forEach(neighbour -> reader.readNeighbour(neighbour.section()));
        return reader.network();
    }

    private Network network() {
        return new Network(ports, routes, neighbours);
    }

    private void readPorts() {
        Value value = root.require("ports", "[{name: client, addresses: [10.1.0.1/24]}]");
        value.list().forEach(port -> readPort(port.section()));
        if (ports.isEmpty()) {
            throw value.error("there is no port", "add '- {name: client, addresses: [10.1.0.1/24]}'");
        }
    }

    private void readPort(Section section) {
        section.allow("name", "addresses", "mac", "mtu");
        Value nameValue = section.require("name", "client");
        String name = nameValue.matching(NAME, "up to 32 letters, digits, '_', '.' and '-'");
        if (ports.stream().anyMatch(port -> port.name().equals(name))) {
            throw nameValue.error("there are two ports '" + name + "'", "give each port a name of its own");
        }
        Value addressesValue = section.require("addresses", "[10.1.0.1/24]");
        List<IpPrefix> addresses = new ArrayList<>();
        for (Value value : addressesValue.list()) {
            IpPrefix address = value.prefix();
            checkOwnAddress(value, name, address, addresses);
            addresses.add(address);
        }
        if (addresses.isEmpty()) {
            throw addressesValue.error("there is no address", "write addresses: [10.1.0.1/24]");
        }
        boolean ipv6 = addresses.stream().anyMatch(address -> address.address().isIpv6());
        OptionalInt mtu = section.find("mtu")
                .map(value -> OptionalInt.of(value.integer(ipv6 ? LEAST_MTU6 : LEAST_MTU4, MOST_MTU)))
                .orElse(OptionalInt.empty());
        OptionalLong mac = section.find("mac")
                .map(value -> OptionalLong.of(stationMac(value)))
                .orElse(OptionalLong.empty());
        ports.add(new PortSettings(name, addresses, mac, mtu));
    }

    private void checkOwnAddress(Value value, String port, IpPrefix added, List<IpPrefix> ofPort) {
        Unicast.objection(added.address(), added).ifPresent(objection -> {
            throw value.error(
                    "'" + added + "' is " + objection, "write an address that one host can have, with its length");
        });
        if (ofPort.stream().anyMatch(own -> own.address().equals(added.address()))) {
            throw value.error("'" + added.address() + "' stands twice at port '" + port + "'", "remove one");
        }
        for (PortSettings other : ports) {
            if (other.owns(added.address())) {
                throw value.error(
                        "'" + added.address() + "' also is an address of port '" + other.name() + "'",
                        "give each port an address of its own");
            }
            IpPrefix network = Unicast.network(added);
            boolean shared = other.addresses().stream().map(Unicast::network).anyMatch(network::equals);
            if (shared && !Unicast.isLinkLocal(added.address())) {
                throw value.error(
                        "network " + network + " also is at port '" + other.name() + "'",
                        "give each port a network of its own");
            }
        }
    }

    private void readRoute(Section section) {
        section.allow("to", "via");
        Value toValue = section.require("to", "0.0.0.0/0");
        IpPrefix to = toValue.prefix();
        if (!Unicast.network(to).equals(to)) {
            throw toValue.error("'" + to + "' has bits set behind its length", "write " + Unicast.network(to));
        }
        if (routes.stream().anyMatch(route -> route.to().equals(to))) {
            throw toValue.error("there are two routes to " + to, "remove one");
        }
        Value viaValue = section.require("via", to.address().isIpv6() ? "fd01::fe" : "10.1.0.254");
        IpAddress via = viaValue.address();
        if (via.version() != to.address().version()) {
            throw viaValue.error(
                    "'" + via + "' and " + to + " are of different IP versions", "write a gateway of the same version");
        }
        PortSettings port = network()
                .portOnLink(via)
                .orElseThrow(() -> viaValue.error(
                        "no port's network holds gateway '" + via + "'",
                        "write a gateway next to a port, or add its network to the port's addresses"));
        checkHost(viaValue, via, port);
        routes.add(new RouteSettings(to, via, port.name()));
    }

    private void readNeighbour(Section section) {
        section.allow("address", "mac", "port");
        Value addressValue = section.require("address", "10.2.0.10");
        IpAddress address = addressValue.address();
        Value macValue = section.require("mac", "\"02:00:00:00:00:01\"");
        long mac = stationMac(macValue);
        Value portValue = section.require("port", ports.getFirst().name());
        String portName = portValue.text();
        PortSettings port = network()
                .port(portName)
                .orElseThrow(() -> portValue.error(
                        "there is no port '" + Wording.shorten(portName) + "'",
                        Wording.fix(
                                portName, ports.stream().map(PortSettings::name).toList())));
        if (port.addresses().stream().noneMatch(network -> network.contains(address))) {
            throw addressValue.error(
                    "'" + address + "' lies in no network of port '" + portName + "'",
                    "write an address next to the port, or another port");
        }
        checkHost(addressValue, address, port);
        if (neighbours.stream().anyMatch(neighbour -> neighbour.address().equals(address))) {
            throw addressValue.error("there are two neighbours '" + address + "'", "remove one");
        }
        neighbours.add(new NeighbourSettings(address, mac, portName));
    }

    private void checkHost(Value value, IpAddress address, PortSettings port) {
        network().owner(address).ifPresent(owner -> {
            throw value.error(
                    "'" + address + "' is the balancer's own, at port '" + owner.name() + "'",
                    "write the address of another host");
        });
        for (IpPrefix network : port.addresses()) {
            if (network.contains(address)) {
                Unicast.objection(address, network).ifPresent(objection -> {
                    throw value.error("'" + address + "' is " + objection, "write the address of a host");
                });
            }
        }
    }

    private static long stationMac(Value value) {
        long mac = value.mac();
        if (MacAddress.isGroup(mac) || mac == 0) {
            throw value.error(
                    "'" + MacAddress.toString(mac) + "' is no single station's address",
                    "write one whose first octet is even, such as \"02:00:00:00:00:01\"");
        }
        return mac;
    }
}
