package io.jpvs.fuzz;

import io.jpvs.kernel.config.Configuration;
import io.jpvs.kernel.config.ConfigurationReader;
import io.jpvs.kernel.service.Schedulers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The configurations that inputs choose from: as talkative as can be, as strict as can be, and with small tables,
/// several servers and neighbours that have to be looked up.
final class Configurations {
    private static final String PORTS = """
            ports:
              - {name: client, addresses: [10.1.0.1/24, "fd01::1/64"], mac: "02:00:00:00:01:01"}
              - {name: server, addresses: [10.2.0.1/24, "fd02::1/64"], mac: "02:00:00:00:02:01", mtu: 1400}
            """;
    private static final String NEIGHBOURS = """
            neighbours:
              - {address: 10.1.0.2, mac: "02:00:00:00:01:02", port: client}
              - {address: "fd01::2", mac: "02:00:00:00:01:02", port: client}
              - {address: 10.2.0.10, mac: "02:00:00:00:02:10", port: server}
              - {address: "fd02::10", mac: "02:00:00:00:02:10", port: server}
            """;
    private static final String TALKATIVE = """
            connections: {capacity: 32}
            no-service: reject
            icmp-rate: {per-prefix: 0, total: 0}
            protocols: {tcp: {idle: reset}}
            """;
    private static final String STRICT = """
            connections: {capacity: 32, linger: 0s}
            ttl: keep
            no-server: drop
            protocols: {icmp: {vip-echo: drop, quoted-ip-checksum: verify}}
            """;
    private static final String SMALL = """
            connections: {capacity: 2, linger: 5s}
            no-service: reject
            icmp-rate: {per-prefix: 1/s, total: 2/s, burst: 2}
            """;

    private static final List<Configuration> ALL = Stream.of(
                    PORTS + NEIGHBOURS + TALKATIVE + services("10.2.0.10", "fd02::10"),
                    PORTS + NEIGHBOURS + STRICT + services("10.2.0.10", "fd02::10"),
                    PORTS + SMALL + services("10.2.0.11", "fd02::11"))
            .map(Configurations::read)
            .toList();

    private Configurations() {}

    static Configuration choose(int number) {
        return ALL.get((number & 0xff) % ALL.size());
    }

    private static String services(String server, String server6) {
        StringBuilder text = new StringBuilder("services:\n");
        for (String protocol : List.of("tcp", "udp", "icmp", "icmp6")) {
            for (boolean ipv6 : new boolean[] {false, true}) {
                boolean isIcmp = protocol.startsWith("icmp");
                if (!isIcmp || ipv6 == protocol.endsWith("6")) {
                    text.append("  - {address: \"" + (ipv6 ? "fd01::100" : "10.1.0.100") + "\", protocol: " + protocol
                            + (isIcmp ? "" : ", port: 80") + ", scheduler: rr, forward: fullnat, local-addresses: [\""
                            + (ipv6 ? "fd02::1" : "10.2.0.1") + "\"], servers: [{address: \""
                            + (ipv6 ? server6 : server) + "\"" + (isIcmp ? "" : ", port: 8080") + ", weight: 1}]}\n");
                }
            }
        }
        return text.toString();
    }

    static Configuration read(String yaml) {
        try {
            Path file = Files.createTempFile("jpvs-fuzz", ".yaml");
            try {
                Files.writeString(file, yaml);
                return new ConfigurationReader(Schedulers.names(), file.resolveSibling("plugins")).read(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
