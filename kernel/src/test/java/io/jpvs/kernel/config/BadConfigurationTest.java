package io.jpvs.kernel.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What a mistake says. The text of a row follows two ports on lines 1 to 3, so it begins on line 4.
final class BadConfigurationTest {
    private static final ConfigurationReader READER = new ConfigurationReader(Set.of("rr", "wrr"), Path.of("plugins"));

    private static final String PORTS = """
            ports:
              - {name: client, addresses: [10.1.0.1/24, "fd01::1/64"]}
              - {name: server, addresses: [10.2.0.1/24, "fd02::1/64"]}
            """;

    @TempDir
    Path directory;

    private String refusal(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("jpvs.yaml"), text);
        String message = assertThrows(ConfigurationException.class, () -> READER.read(file))
                .getMessage();
        return message.replace(file.toString(), "FILE");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"keys", "values", "routesAndNeighbours", "services", "servers"})
    void mistakeNamesItsLineAndTheFix(String name, String text, String expected) throws IOException {
        assertEquals(expected, refusal(PORTS + text));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"ports", "syntax"})
    void mistakeInAFileOfItsOwnNamesItsLineAndTheFix(String name, String text, String expected) throws IOException {
        assertEquals(expected, refusal(text));
    }

    static Stream<Arguments> keys() {
        return Stream.of(
                arguments(
                        "unknown key with a near one",
                        "servces: []",
                        "FILE:4: unknown key 'servces'; fix: write 'services'"),
                arguments(
                        "unknown key with letters exchanged",
                        "\nttl: keep\nserviecs: []",
                        "FILE:6: unknown key 'serviecs'; fix: write 'services'"),
                arguments(
                        "unknown key with underscore",
                        "no_service: drop",
                        "FILE:4: unknown key 'no_service'; fix: write 'no-service'"),
                arguments(
                        "unknown key unlike any",
                        "connections: {colour: red}",
                        "FILE:4: connections: unknown key 'colour';"
                                + " fix: write one of capacity, linger, linger-capacity"),
                arguments(
                        "unknown key in a list",
                        "services:\n  - address: 10.1.0.100\n    protcol: tcp",
                        "FILE:6: services: unknown key 'protcol'; fix: write 'protocol'"),
                arguments(
                        "unknown key deeper",
                        service("servers:\n      - {address: 10.2.0.10, wieght: 1}"),
                        "FILE:9: services.servers: unknown key 'wieght'; fix: write 'weight'"),
                arguments(
                        "key twice",
                        "ttl: keep\nno-server: drop\nttl: keep",
                        "FILE:6: key 'ttl' stands twice, first on line 4; fix: merge the two or remove one"),
                arguments(
                        "section that is a value",
                        "connections: 5",
                        "FILE:4: connections: keys with values are needed, not '5';"
                                + " fix: write connections: {KEY: VALUE}"),
                arguments(
                        "section that is a list",
                        "plugins: [a]",
                        "FILE:4: plugins: keys with values are needed, not a list;"
                                + " fix: write plugins: {KEY: VALUE}"),
                arguments(
                        "list that is a section",
                        "services: {address: 10.1.0.100}",
                        "FILE:4: services: a list is needed, not keys with values;"
                                + " fix: write services: [ITEM, ITEM]"),
                arguments(
                        "value that is a list",
                        "ttl: [keep]",
                        "FILE:4: ttl: a single value is needed, not a list; fix: write ttl: VALUE"),
                arguments(
                        "key without a value", "ttl:", "FILE:4: ttl: has no value; fix: write one, or remove the key"));
    }

    static Stream<Arguments> values() {
        return Stream.of(
                arguments(
                        "choice",
                        "ttl: decrease",
                        "FILE:4: ttl: there is no 'decrease'; fix: write one of decrement, keep"),
                arguments(
                        "near choice",
                        "no-service: rejct",
                        "FILE:4: no-service: there is no 'rejct'; fix: write 'reject'"),
                arguments(
                        "number too small",
                        "connections:\n  capacity: 0",
                        "FILE:5: connections.capacity: '0' does not fit;"
                                + " fix: write a whole number within 1 to 134217728"),
                arguments(
                        "number with a fraction",
                        "dpdk: {workers: 1.5}",
                        "FILE:4: dpdk.workers: '1.5' does not fit; fix: write a whole number within 1 to 128"),
                arguments(
                        "number with leading zero",
                        "dpdk: {workers: 01}",
                        "FILE:4: dpdk.workers: '01' does not fit; fix: write a whole number within 1 to 128"),
                arguments(
                        "number in quotes",
                        "dpdk: {workers: '1'}",
                        "FILE:4: dpdk.workers: '1' in quotes does not fit;"
                                + " fix: write a whole number within 1 to 128"),
                arguments(
                        "number beyond 64 bits",
                        "dpdk: {workers: 99999999999999999999999}",
                        "FILE:4: dpdk.workers: '99999999999999999999999' does not fit;"
                                + " fix: write a whole number within 1 to 128"),
                arguments(
                        "fewer buffers than a burst of every port takes",
                        "dpdk: {buffers: 1023}",
                        "FILE:4: dpdk.buffers: '1023' does not fit;"
                                + " fix: write a whole number within 1024 to 67108864"),
                arguments(
                        "buffers for no whole frame",
                        "dpdk: {buffer-bytes: 127}",
                        "FILE:4: dpdk.buffer-bytes: '127' does not fit;"
                                + " fix: write a whole number within 128 to 16384"),
                arguments(
                        "duration without unit",
                        "connections: {linger: 60}",
                        "FILE:4: connections.linger: '60' does not fit;"
                                + " fix: write a number with the unit ms, s, m, h or d, such as 60s"),
                arguments(
                        "duration too long",
                        "connections: {linger: 25d}",
                        "FILE:4: connections.linger: '25d' is too long; fix: write at most 24d"),
                arguments(
                        "room for none",
                        "connections: {linger-capacity: 0}",
                        "FILE:4: connections.linger-capacity: '0' does not fit;"
                                + " fix: write a whole number within 1 to 134217728"),
                arguments(
                        "rate",
                        "icmp-rate: {per-prefix: 100}",
                        "FILE:4: icmp-rate.per-prefix: '100' does not fit;" + " fix: write a rate such as 100/s, or 0"),
                arguments(
                        "socket path too long",
                        "control: {socket: /run/" + "x".repeat(103) + "}",
                        "FILE:4: control.socket: the path '/run/" + "x".repeat(75)
                                + "...' has 108 bytes; fix: write one of at most 107"),
                arguments(
                        "control character",
                        "plugins: {directory: \"a\\0b\"}",
                        "FILE:4: plugins.directory: 'a?b' holds a control character; fix: remove it"));
    }

    static Stream<Arguments> ports() {
        return Stream.of(
                arguments(
                        "no ports",
                        "ttl: keep",
                        "FILE:1: 'ports' is missing;"
                                + " fix: add 'ports: [{name: client, addresses: [10.1.0.1/24]}]'"),
                arguments(
                        "empty ports",
                        "ports:",
                        "FILE:1: ports: there is no port; fix: add '- {name: client, addresses: [10.1.0.1/24]}'"),
                arguments(
                        "port without name",
                        "ports:\n  - addresses: [10.1.0.1/24]",
                        "FILE:2: ports: 'name' is missing; fix: add 'name: client'"),
                arguments(
                        "port without addresses",
                        "ports:\n  - name: a",
                        "FILE:2: ports: 'addresses' is missing; fix: add 'addresses: [10.1.0.1/24]'"),
                arguments(
                        "port with empty addresses",
                        "ports:\n  - name: a\n    addresses: []",
                        "FILE:3: ports.addresses: there is no address; fix: write addresses: [10.1.0.1/24]"),
                arguments(
                        "name with a space",
                        "ports: [{name: a b, addresses: [10.1.0.1/24]}]",
                        "FILE:1: ports.name: 'a b' does not fit;"
                                + " fix: write up to 32 letters, digits, '_', '.' and '-'"),
                arguments(
                        "name twice",
                        port("a", "10.1.0.1/24") + "\n  - {name: a, addresses: [10.2.0.1/24]}",
                        "FILE:3: ports.name: there are two ports 'a'; fix: give each port a name of its own"),
                arguments(
                        "address without length",
                        port("a", "10.1.0.1"),
                        "FILE:2: ports.addresses: '10.1.0.1' does not fit; fix: write an address and the length"
                                + " of its network, such as 10.1.0.1/24 or fd01::1/64"),
                arguments(
                        "length too long",
                        port("a", "10.1.0.1/33"),
                        "FILE:2: ports.addresses: '10.1.0.1/33' does not fit; fix: write an address and the length"
                                + " of its network, such as 10.1.0.1/24 or fd01::1/64"),
                arguments(
                        "network's own address",
                        port("a", "10.1.0.0/24"),
                        "FILE:2: ports.addresses: '10.1.0.0/24' is the network's own address in 10.1.0.0/24;"
                                + " fix: write an address that one host can have, with its length"),
                arguments(
                        "broadcast address",
                        port("a", "10.1.0.255/24"),
                        "FILE:2: ports.addresses: '10.1.0.255/24' is the broadcast address of 10.1.0.255/24;"
                                + " fix: write an address that one host can have, with its length"),
                arguments(
                        "address twice",
                        port("a", "10.1.0.1/24, 10.1.0.1/16"),
                        "FILE:2: ports.addresses: '10.1.0.1' stands twice at port 'a'; fix: remove one"),
                arguments(
                        "address at two ports",
                        port("a", "10.1.0.1/24") + "\n  - {name: b, addresses: [10.1.0.1/16]}",
                        "FILE:3: ports.addresses: '10.1.0.1' also is an address of port 'a';"
                                + " fix: give each port an address of its own"),
                arguments(
                        "network at two ports",
                        port("a", "10.1.0.1/24") + "\n  - {name: b, addresses: [10.1.0.2/24]}",
                        "FILE:3: ports.addresses: network 10.1.0.0/24 also is at port 'a';"
                                + " fix: give each port a network of its own"),
                arguments(
                        "multicast MAC",
                        "ports: [{name: a, addresses: [10.1.0.1/24], mac: \"01:00:5e:00:00:01\"}]",
                        "FILE:1: ports.mac: '01:00:5e:00:00:01' is no single station's address;"
                                + " fix: write one whose first octet is even, such as \"02:00:00:00:00:01\""),
                arguments(
                        "MAC with dashes",
                        "ports: [{name: a, addresses: [10.1.0.1/24], mac: 02-00-00-00-00-01}]",
                        "FILE:1: ports.mac: '02-00-00-00-00-01' does not fit;"
                                + " fix: write a MAC address such as \"02:00:00:00:00:01\""),
                arguments(
                        "MTU too small for IPv6",
                        "ports: [{name: a, addresses: [\"fd01::1/64\"], mtu: 1279}]",
                        "FILE:1: ports.mtu: '1279' does not fit; fix: write a whole number within 1280 to 65535"));
    }

    static Stream<Arguments> routesAndNeighbours() {
        return Stream.of(
                arguments(
                        "route with host bits",
                        "routes:\n  - {to: 10.9.0.1/16, via: 10.1.0.254}",
                        "FILE:5: routes.to: '10.9.0.1/16' has bits set behind its length; fix: write 10.9.0.0/16"),
                arguments(
                        "route without gateway",
                        "routes:\n  - {to: \"::/0\"}",
                        "FILE:5: routes: 'via' is missing; fix: add 'via: fd01::fe'"),
                arguments(
                        "gateway in no network",
                        "routes:\n  - to: 0.0.0.0/0\n    via: 10.3.0.254",
                        "FILE:6: routes.via: no port's network holds gateway '10.3.0.254'; fix: write a gateway"
                                + " next to a port, or add its network to the port's addresses"),
                arguments(
                        "gateway of the other IP version",
                        "routes: [{to: 0.0.0.0/0, via: \"fd01::fe\"}]",
                        "FILE:4: routes.via: 'fd01::fe' and 0.0.0.0/0 are of different IP versions;"
                                + " fix: write a gateway of the same version"),
                arguments(
                        "gateway that is the balancer",
                        "routes: [{to: 0.0.0.0/0, via: 10.1.0.1}]",
                        "FILE:4: routes.via: '10.1.0.1' is the balancer's own, at port 'client';"
                                + " fix: write the address of another host"),
                arguments(
                        "gateway that is a broadcast address",
                        "routes: [{to: 0.0.0.0/0, via: 10.1.0.255}]",
                        "FILE:4: routes.via: '10.1.0.255' is the broadcast address of 10.1.0.1/24;"
                                + " fix: write the address of a host"),
                arguments(
                        "route twice",
                        "routes:\n  - {to: 0.0.0.0/0, via: 10.1.0.254}\n  - {to: 0.0.0.0/0, via: 10.2.0.254}",
                        "FILE:6: routes.to: there are two routes to 0.0.0.0/0; fix: remove one"),
                arguments(
                        "neighbour at an unknown port",
                        "neighbours:\n  - {address: 10.2.0.10, mac: \"02:00:00:00:02:02\", port: sever}",
                        "FILE:5: neighbours.port: there is no port 'sever'; fix: write 'server'"),
                arguments(
                        "neighbour at the wrong port",
                        "neighbours:\n  - {address: 10.2.0.10, mac: \"02:00:00:00:02:02\", port: client}",
                        "FILE:5: neighbours.address: '10.2.0.10' lies in no network of port 'client';"
                                + " fix: write an address next to the port, or another port"),
                arguments(
                        "neighbour twice",
                        "neighbours:\n"
                                + "  - {address: 10.2.0.10, mac: \"02:00:00:00:02:02\", port: server}\n".repeat(2),
                        "FILE:6: neighbours.address: there are two neighbours '10.2.0.10'; fix: remove one"));
    }

    static Stream<Arguments> services() {
        return Stream.of(
                arguments(
                        "service without address",
                        "services:\n  - {protocol: tcp, servers: []}",
                        "FILE:5: services: 'address' is missing; fix: add 'address: 10.1.0.100'"),
                arguments(
                        "service without protocol",
                        "services:\n  - {address: 10.1.0.100, servers: []}",
                        "FILE:5: services: 'protocol' is missing; fix: add 'protocol: NAME'"),
                arguments(
                        "service without servers",
                        service("scheduler: rr"),
                        "FILE:5: services: 'servers' is missing;"
                                + " fix: add 'servers: [{address: 10.2.0.10, port: 8080}]'"),
                arguments(
                        "address that is none",
                        "services:\n  - address: 10.1.0.256",
                        "FILE:5: services.address: '10.1.0.256' does not fit;"
                                + " fix: write an address such as 10.1.0.1 or fd01::1"),
                arguments(
                        "host name",
                        "services:\n  - address: localhost",
                        "FILE:5: services.address: 'localhost' does not fit;"
                                + " fix: write an address such as 10.1.0.1 or fd01::1"),
                arguments(
                        "address with leading zeros",
                        "services:\n  - address: 10.1.0.010",
                        "FILE:5: services.address: '10.1.0.010' is an unusual way to write an address;"
                                + " fix: write 10.1.0.10"),
                arguments(
                        "VIP that is a port's address",
                        "services:\n  - address: 10.2.0.1",
                        "FILE:5: services.address: '10.2.0.1' is an address of port 'server' itself;"
                                + " fix: give the service an address of its own"),
                arguments(
                        "multicast VIP",
                        "services:\n  - address: 224.0.0.1",
                        "FILE:5: services.address: '224.0.0.1' is a multicast address;"
                                + " fix: write an address that one host can have"),
                arguments(
                        "VIP that is a broadcast address",
                        "services:\n  - address: 10.1.0.255",
                        "FILE:5: services.address: '10.1.0.255' is the broadcast address of 10.1.0.1/24;"
                                + " fix: write an address that one host can have"),
                arguments(
                        "port zero",
                        service("port: 0"),
                        "FILE:8: services.port: '0' does not fit; fix: write a whole number within 1 to 65535"),
                arguments(
                        "port too large",
                        service("port: 65536"),
                        "FILE:8: services.port: '65536' does not fit; fix: write a whole number within 1 to 65535"),
                arguments(
                        "unknown scheduler",
                        service("scheduler: wlc"),
                        "FILE:8: services.scheduler: there is no 'wlc'; fix: write one of rr, wrr"),
                arguments(
                        "misspelt scheduler",
                        service("scheduler: wwr"),
                        "FILE:8: services.scheduler: there is no 'wwr'; fix: write 'wrr'"),
                arguments(
                        "mode that is not there yet",
                        service("forward: dr"),
                        "FILE:8: services.forward: 'dr' is not supported yet; fix: write 'fullnat'"),
                arguments(
                        "unknown mode",
                        service("forward: masq"),
                        "FILE:8: services.forward: there is no 'masq';"
                                + " fix: write one of fullnat, nat, dr, tunnel, snat"),
                arguments(
                        "local address that no port holds",
                        service("local-addresses: [10.2.0.2]"),
                        "FILE:8: services.local-addresses: no port holds '10.2.0.2'; fix: add it to the addresses"
                                + " of the port towards the servers, or write one of those"),
                arguments(
                        "local address twice",
                        service("local-addresses: [10.2.0.1, 10.2.0.1]"),
                        "FILE:8: services.local-addresses: '10.2.0.1' stands twice; fix: remove one"),
                arguments(
                        "local address of the other IP version",
                        service("local-addresses: [\"fd02::1\"]"),
                        "FILE:8: services.local-addresses: 'fd02::1' and the service's address 10.1.0.100 are of"
                                + " different IP versions; fix: write an IPv4 address"),
                arguments(
                        "service twice",
                        service("servers: []") + "\n  - {address: 10.1.0.100, protocol: tcp, servers: []}",
                        "FILE:9: services: service tcp 10.1.0.100 stands twice, first on line 5;"
                                + " fix: merge the two or remove one"));
    }

    static Stream<Arguments> servers() {
        return Stream.of(
                arguments(
                        "server without address",
                        service("servers: [{port: 80}]"),
                        "FILE:8: services.servers: 'address' is missing; fix: add 'address: 10.2.0.10'"),
                arguments(
                        "weight too large",
                        service("servers:\n      - address: 10.2.0.10\n        weight: 65536"),
                        "FILE:10: services.servers.weight: '65536' does not fit;"
                                + " fix: write a whole number within 0 to 65535"),
                arguments(
                        "negative weight",
                        service("servers: [{address: 10.2.0.10, weight: -1}]"),
                        "FILE:8: services.servers.weight: '-1' does not fit;"
                                + " fix: write a whole number within 0 to 65535"),
                arguments(
                        "server of the other IP version",
                        service("servers: [{address: \"fd02::10\"}]"),
                        "FILE:8: services.servers.address: 'fd02::10' and the service's address 10.1.0.100 are of"
                                + " different IP versions; fix: write an IPv4 address"),
                arguments(
                        "server twice",
                        service("port: 80\n    servers:\n      - {address: 10.2.0.10}\n"
                                + "      - {address: 10.2.0.10, port: 80}"),
                        "FILE:11: services.servers: server 10.2.0.10:80 stands twice in one service;"
                                + " fix: remove one"),
                arguments(
                        "server that is the balancer",
                        service("servers: [{address: 10.2.0.1}]"),
                        "FILE:8: services.servers.address: '10.2.0.1' is the balancer's own, at port 'server';"
                                + " fix: write the address of another host"),
                arguments(
                        "server that is a VIP",
                        service("servers: [{address: 10.1.0.100}]"),
                        "FILE:8: services.servers.address: '10.1.0.100' is the address of a service;"
                                + " fix: write the server's own address"),
                arguments(
                        "server without route",
                        service("servers: [{address: 192.0.2.1}]"),
                        "FILE:8: services.servers.address: no port's network holds server '192.0.2.1' and no route"
                                + " leads to it; fix: add a route, or correct the address"));
    }

    static Stream<Arguments> syntax() {
        return Stream.of(
                arguments(
                        "empty",
                        "",
                        "FILE:1: the configuration is empty; fix: write at least 'ports:' and 'services:'"),
                arguments(
                        "only comments",
                        "# ports:\n",
                        "FILE:1: the configuration is empty; fix: write at least 'ports:' and 'services:'"),
                arguments("a word", "ports", "FILE:1: keys with values are needed, not 'ports'; fix: write KEY: VALUE"),
                arguments(
                        "a tab",
                        "ports:\n\t- name: a",
                        "FILE:2: a tab where YAML wants spaces; fix: indent with spaces"),
                arguments(
                        "an open bracket",
                        "ports: [a\nttl: keep",
                        "FILE:2: not valid YAML: expected ',' or ']', but got :; fix: correct this line or the"
                                + " one before: indents, colons, quotes and brackets"),
                arguments(
                        "an open quote",
                        "ttl: \"keep\n",
                        "FILE:2: not valid YAML: found unexpected end of stream; fix: correct this line or the"
                                + " one before: indents, colons, quotes and brackets"),
                arguments(
                        "wrong indent",
                        "ports:\n  - name: a\n   addresses: []",
                        "FILE:3: not valid YAML: expected <block end>, but found '<block mapping start>'; fix:"
                                + " correct this line or the one before: indents, colons, quotes and brackets"),
                arguments(
                        "an anchor",
                        "ports: &a []",
                        "FILE:1: anchors (&name) are not supported; fix: remove the anchor"),
                arguments(
                        "an alias", "ports: *a", "FILE:1: aliases (*name) are not supported; fix: write the value out"),
                arguments(
                        "a billion laughs",
                        "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]",
                        "FILE:1: anchors (&name) are not supported; fix: remove the anchor"),
                arguments("a tag", "ttl: !!str keep", "FILE:1: tags (!name) are not supported; fix: remove the tag"),
                arguments(
                        "two documents",
                        "ttl: keep\n---\nttl: keep",
                        "FILE:2: a second document begins; fix: keep one document, without '---' in between"),
                arguments(
                        "a list as key",
                        "? [a]\n: b",
                        "FILE:1: a key is a list or a mapping; fix: write a word, then a colon"),
                arguments(
                        "deep nesting",
                        "ports: " + "[".repeat(100_000),
                        "FILE:1: values nest deeper than 16 levels; fix: correct the brackets or indents"));
    }

    private static String port(String name, String addresses) {
        return "ports:\n  - {name: " + name + ", addresses: [" + addresses + "]}";
    }

    /// A service on line 5 whose `rest` begins on line 8, where line 7 is a comment.
    private static String service(String rest) {
        return "services:\n  - address: 10.1.0.100\n    protocol: tcp\n    # more\n    " + rest;
    }
}
