package io.jpvs.bench.memory;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The addresses around a worker in memory, and the configuration file for them: clients and servers each behind a
/// router, and one address for every service.
public final class Stations {
    /// MAC of the port towards the clients.
    public static final long CLIENT_PORT = 0x0200_0000_0101L;

    /// MAC of the port towards the servers.
    public static final long SERVER_PORT = 0x0200_0000_0201L;

    /// The same as text.
    public static final String CLIENT_PORT_MAC = "02:00:00:00:01:01";
    /// MAC of the router towards the clients.
    public static final String CLIENT_ROUTER_MAC = "02:00:00:00:01:fe";
    private static final String SERVER_PORT_MAC = "02:00:00:00:02:01";
    private static final String SERVER_ROUTER_MAC = "02:00:00:00:02:fe";

    /// Clients' addresses are 100.64.0.0/10.
    public static final int FIRST_CLIENT = 100 << 24 | 64 << 16;

    /// How many there are.
    public static final int CLIENTS = 1 << 22;

    /// Port of every service.
    public static final int SERVICE_PORT = 80;
    private static final int FIRST_PORT = 1025;
    private static final int PORTS = 60_000;
    private static final int STRIDE = 40_503; // odd, and no factor of the number of ports

    private final int services;
    private final int servers;
    private final int locals;

    /// Plans addresses.
    ///
    /// @param servers of each service
    /// @param locals local addresses of each service
    public Stations(int services, int servers, int locals) {
        this.services = services;
        this.servers = servers;
        this.locals = locals;
    }

    /// Returns the address of a client.
    public static String client(int flow) {
        return dotted(FIRST_CLIENT + flow % CLIENTS);
    }

    /// Returns the port of a client.
    public static int clientPort(int flow) {
        return FIRST_PORT + (int) ((long) flow * STRIDE % PORTS);
    }

    /// Returns the address of a service.
    public static String vip(int service) {
        return dotted((10 << 24 | 1 << 16 | 1 << 8) + service);
    }

    private String server(int service, int number) {
        return dotted((10 << 24 | 3 << 16) + service * servers + number + 1);
    }

    private static String local(int number) {
        return dotted((10 << 24 | 2 << 16 | 1 << 8) + number);
    }

    private static String dotted(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 0xff) + "." + (address >>> 8 & 0xff) + "." + (address & 0xff);
    }

    /// Writes a configuration file.
    ///
    /// @param protocols names of those that the services are for, each service for all of them
    /// @param more lines of their own, such as limits
    public String configuration(List<String> protocols, Path plugins, List<String> more) {
        List<String> lines = new ArrayList<>();
        lines.add("dpdk: {eal: [\"--no-huge\"], workers: 1}");
        lines.add("ports:");
        lines.add("  - {name: client, addresses: [10.1.0.1/16], mac: \"%s\"}".formatted(CLIENT_PORT_MAC));
        lines.add("  - {name: server, addresses: [10.2.0.1/16, %s], mac: \"%s\"}"
                .formatted(locals("/16"), SERVER_PORT_MAC));
        lines.add("routes: [{to: 100.64.0.0/10, via: 10.1.0.254}, {to: 10.3.0.0/16, via: 10.2.0.254}]");
        lines.add("neighbours:");
        lines.add("  - {address: 10.1.0.254, mac: \"%s\", port: client}".formatted(CLIENT_ROUTER_MAC));
        lines.add("  - {address: 10.2.0.254, mac: \"%s\", port: server}".formatted(SERVER_ROUTER_MAC));
        lines.add("plugins: {directory: \"%s\"}".formatted(plugins));
        lines.addAll(more);
        lines.add("services:");
        for (int service = 0; service < services; service++) {
            for (String protocol : protocols) {
                lines.add(service(protocol, service));
            }
        }
        return String.join("\n", lines) + "\n";
    }

    private String service(String protocol, int service) {
        String list = IntStream.range(0, servers)
                .mapToObj(number -> "{address: " + server(service, number) + ", port: 8080}")
                .collect(Collectors.joining(", "));
        return "  - {address: %s, protocol: %s, port: %d, local-addresses: [%s], servers: [%s]}"
                .formatted(vip(service), protocol, SERVICE_PORT, locals(""), list);
    }

    private String locals(String suffix) {
        return IntStream.range(0, locals)
                .mapToObj(number -> local(number) + suffix)
                .collect(Collectors.joining(", "));
    }
}
