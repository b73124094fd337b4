package io.jpvs.kernel.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jpvs.kernel.address.IpAddress;
import io.jpvs.kernel.address.IpPrefix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GoodConfigurationTest {
    private static final ConfigurationReader READER =
            new ConfigurationReader(Set.of("rr", "wrr"), Path.of("/opt/jpvs/plugins"));

    private static final String WHOLE = """
            dpdk:
              eal: ["--no-huge", "-m", 512, "--vdev=net_af_packet0,iface=lbc"]
              workers: 2
              buffers: 65536
              buffer-bytes: 1600
            ports:                                   # in the order EAL numbers them
              - {name: client, addresses: [10.1.0.1/24, "fd01::1/64"]}
              - {name: server, addresses: [10.2.0.1/24, "fd02::1/64"], mac: "02:00:00:00:00:02", mtu: 1400}
            routes:
              - {to: 0.0.0.0/0, via: 10.1.0.254}
              - {to: "fd03::/16", via: "fd02::fe"}
            neighbours:
              - {address: 10.2.0.10, mac: "02:00:00:00:02:02", port: server}
            plugins: {directory: plugins}
            connections: {capacity: 1000, linger: 5m, linger-capacity: 2000}
            protocols:
              tcp: {timeouts: {established: 90s}}
              icmp: {vip-echo: reply}
            no-service: reject
            no-server: drop
            ttl: keep
            icmp-rate: {per-prefix: 10/s, total: 0, burst: 5}
            services:
              - address: 10.1.0.100
                protocol: tcp
                port: 80
                scheduler: wrr
                forward: fullnat
                local-addresses: [10.2.0.1]
                servers:
                  - {address: 10.2.0.10, port: 8080, weight: 3}
                  - {address: 10.2.0.11}
              - {address: "fd09::100", protocol: icmp6, servers: [{address: "fd02::10", weight: 0}]}
            control: {socket: run/jpvs.sock}
            """;

    @TempDir
    Path directory;

    private Configuration read(String text) throws IOException {
        return READER.read(Files.writeString(directory.resolve("jpvs.yaml"), text));
    }

    @Test
    void everyFieldIsRead() throws IOException {
        Configuration whole = read(WHOLE);

        assertEquals(
                new DpdkSettings(
                        List.of("--no-huge", "-m", "512", "--vdev=net_af_packet0,iface=lbc"),
                        2,
                        OptionalInt.of(65_536),
                        OptionalInt.of(1600)),
                whole.dpdk());
        assertEquals(
                new Network(
                        List.of(
                                new PortSettings(
                                        "client",
                                        List.of(IpPrefix.parse("10.1.0.1/24"), IpPrefix.parse("fd01::1/64")),
                                        OptionalLong.empty(),
                                        OptionalInt.empty()),
                                new PortSettings(
                                        "server",
                                        List.of(IpPrefix.parse("10.2.0.1/24"), IpPrefix.parse("fd02::1/64")),
                                        OptionalLong.of(0x02_00_00_00_00_02L),
                                        OptionalInt.of(1400))),
                        List.of(
                                new RouteSettings(IpPrefix.parse("0.0.0.0/0"), IpAddress.parse("10.1.0.254"), "client"),
                                new RouteSettings(IpPrefix.parse("fd03::/16"), IpAddress.parse("fd02::fe"), "server")),
                        List.of(new NeighbourSettings(IpAddress.parse("10.2.0.10"), 0x02_00_00_00_02_02L, "server"))),
                whole.network());
        assertEquals(directory.resolve("plugins"), whole.pluginDirectory());
        assertEquals(new ConnectionSettings(1000, Duration.ofMinutes(5), 2000), whole.connections());
        assertEquals(Response.REJECT, whole.noService());
        assertEquals(Response.DROP, whole.noServer());
        assertEquals(TtlPolicy.KEEP, whole.ttl());
        assertEquals(new RateSettings(10, 0, 5), whole.ownPacketRate());
        assertEquals(directory.resolve("run/jpvs.sock"), whole.controlSocket());
        assertEquals(Set.of("tcp", "icmp"), whole.protocols().keySet());
        assertEquals(17, Objects.requireNonNull(whole.protocols().get("tcp")).line());
    }

    @Test
    void servicesAreRead() throws IOException {
        List<ServiceSettings> services = read(WHOLE).services();

        assertEquals(2, services.size());
        ServiceSettings web = services.getFirst();
        assertEquals(IpAddress.parse("10.1.0.100"), web.address());
        assertEquals("tcp", web.protocol());
        assertEquals(OptionalInt.of(80), web.port());
        assertEquals("wrr", web.scheduler());
        assertEquals(ForwardingMode.FULLNAT, web.forward());
        assertEquals(List.of(IpAddress.parse("10.2.0.1")), web.localAddresses());
        assertEquals("tcp 10.1.0.100:80", web.toString());
        assertEquals(24, web.lines().line());
        assertEquals(25, web.lines().of("protocol"));
        assertEquals(
                List.of(
                        new ServerSettings(
                                IpAddress.parse("10.2.0.10"),
                                OptionalInt.of(8080),
                                3,
                                new SourceLines(31, Map.of("address", 31, "port", 31, "weight", 31))),
                        new ServerSettings(
                                IpAddress.parse("10.2.0.11"),
                                OptionalInt.empty(),
                                1,
                                new SourceLines(32, Map.of("address", 32)))),
                web.servers());
        assertEquals("icmp6 fd09::100", services.get(1).toString());
    }

    @Test
    void whatIsLeftOutHasItsDefault() throws IOException {
        Configuration least = read("ports: [{name: only, addresses: [10.0.0.1/8]}]");

        assertEquals(new DpdkSettings(List.of(), 1, OptionalInt.empty(), OptionalInt.empty()), least.dpdk());
        assertEquals(Path.of("/opt/jpvs/plugins"), least.pluginDirectory());
        assertEquals(new ConnectionSettings(262_144, Duration.ofSeconds(60), 262_144), least.connections());
        assertEquals(new FragmentSettings(4096, Duration.ofSeconds(2)), least.fragments());
        assertEquals(Response.DROP, least.noService());
        assertEquals(Response.REJECT, least.noServer());
        assertEquals(TtlPolicy.DECREMENT, least.ttl());
        assertEquals(new RateSettings(100, 1000, 50), least.ownPacketRate());
        assertEquals(List.of(), least.services());
        assertEquals(Path.of("/run/jpvs.sock"), least.controlSocket());
    }

    @Test
    void asManyMayLingerAsMayLive() throws IOException {
        Configuration some = read("""
                ports: [{name: only, addresses: [10.0.0.1/8]}]
                connections: {capacity: 77, linger: 0}
                """);
        assertEquals(new ConnectionSettings(77, Duration.ZERO, 77), some.connections());
    }

    @Test
    void keysWithoutValuesAreEmptySections() throws IOException {
        Configuration empty =
                read("ports: [{name: only, addresses: [10.0.0.1/8]}]\nservices:\nroutes: ~\nprotocols:\n  tcp:\n");

        assertEquals(List.of(), empty.services());
        assertEquals(Set.of("tcp"), empty.protocols().keySet());
    }

    @Test
    void byteOrderMarkAndCarriageReturnsAreTaken() throws IOException {
        assertEquals(
                1,
                read("\ufeffports:\r\n  - name: a\r\n    addresses: [10.0.0.1/8]\r\n")
                        .network()
                        .ports()
                        .size());
    }

    @Test
    void oneServiceForEveryPortMayStandBesideOneForAPort() throws IOException {
        String service = "  - {address: 10.1.0.100, protocol: tcp, %s servers: [{address: 10.2.0.10}]}%n";
        assertEquals(
                2,
                read("ports: [{name: a, addresses: [10.1.0.1/8]}]\nservices:\n" + service.formatted("port: 80,")
                                + service.formatted(""))
                        .services()
                        .size());
    }

    @Test
    void localAddressesLeftOutAreThoseOfThePortTowardsTheServer() throws IOException {
        Configuration whole = read(WHOLE);
        ServiceSettings named = whole.services().getFirst();
        ServiceSettings unnamed = whole.services().get(1);

        assertEquals(
                List.of(IpAddress.parse("10.2.0.1")),
                whole.network().localAddresses(named, named.servers().getFirst()));
        assertEquals(
                List.of(IpAddress.parse("fd02::1")),
                whole.network().localAddresses(unnamed, unnamed.servers().getFirst()));
    }

    @Test
    void longestPrefixLeadsTowardsAnAddress() throws IOException {
        Network network = read("""
                ports:
                  - {name: wide, addresses: [10.0.0.1/8]}
                  - {name: narrow, addresses: [10.2.0.1/24]}
                routes:
                  - {to: 10.3.0.0/16, via: 10.2.0.254}
                """).network();

        assertEquals("wide", towards(network, "10.9.0.1"));
        assertEquals("narrow", towards(network, "10.2.0.7"));
        assertEquals("narrow", towards(network, "10.3.0.7"));
        assertTrue(network.portTowards(IpAddress.parse("192.0.2.1")).isEmpty());
        assertEquals(
                "wide",
                network.portOnLink(IpAddress.parse("10.3.0.7")).orElseThrow().name());
    }

    private static String towards(Network network, String address) {
        return network.portTowards(IpAddress.parse(address)).orElseThrow().name();
    }
}
