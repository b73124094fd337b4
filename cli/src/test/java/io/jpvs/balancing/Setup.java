package io.jpvs.balancing;

import io.jpvs.api.ProtocolHandler;
import io.jpvs.plugins.icmp.IcmpHandler;
import io.jpvs.plugins.tcp.TcpHandler;
import io.jpvs.plugins.udp.UdpHandler;
import io.jpvs.testkit.HandlerKernel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// A configuration of the real kernel in memory, around the shipped handlers: by default every kind of [Traffic]
/// has its service, with one server.
final class Setup {
    /// A network far behind the client side's router, for clients by the thousand.
    static final String FAR_CLIENTS = "100.64.0.0/10";

    /// The same, IPv6.
    static final String FAR_CLIENTS6 = "fd64::/16";

    static final String CLIENT_SIDE_MAC = "02:00:00:00:01:01";
    static final String SERVER_SIDE_MAC = "02:00:00:00:02:01";

    /// 1 or 2.
    static final int WORKERS = Integer.getInteger("jpvs.test.workers", 1);

    private static final String NETWORK = """
            ports:
              - {name: client, addresses: [10.1.0.1/24, "fd01::1/64"], mac: "02:00:00:00:01:01", mtu: CLIENT_MTU}
              - {name: server, addresses: [10.2.0.1/24, 10.2.0.2/24, "fd02::1/64", "fd02::2/64"],
                 mac: "02:00:00:00:02:01", mtu: SERVER_MTU}
            routes:
              - {to: 100.64.0.0/10, via: 10.1.0.254}
              - {to: "fd64::/16", via: "fd01::fe"}
            neighbours:
              - {address: 10.1.0.2, mac: "02:00:00:00:01:02", port: client}
              - {address: 10.1.0.3, mac: "02:00:00:00:01:03", port: client}
              - {address: 10.1.0.254, mac: "02:00:00:00:01:fe", port: client}
              - {address: "fd01::2", mac: "02:00:00:00:01:02", port: client}
              - {address: "fd01::3", mac: "02:00:00:00:01:03", port: client}
              - {address: "fd01::fe", mac: "02:00:00:00:01:fe", port: client}
              - {address: 10.2.0.10, mac: "02:00:00:00:02:10", port: server}
              - {address: 10.2.0.11, mac: "02:00:00:00:02:11", port: server}
              - {address: "fd02::10", mac: "02:00:00:00:02:10", port: server}
              - {address: "fd02::11", mac: "02:00:00:00:02:11", port: server}
            connections: {capacity: CAPACITY, linger: LINGER}
            """;

    private final List<Supplier<ProtocolHandler>> handlers = new ArrayList<>();
    private final StringBuilder more = new StringBuilder();
    private final StringBuilder services = new StringBuilder();
    private boolean withoutServices;
    private int clientMtu = 1500;
    private int serverMtu = 1500;
    private int capacity = 256;
    private String linger = "60s";

    private Setup(List<Supplier<ProtocolHandler>> handlers) {
        this.handlers.addAll(handlers);
    }

    static Setup shipped() {
        return new Setup(List.of(TcpHandler::new, UdpHandler::new, IcmpHandler::new));
    }

    /// Starts from two handlers and no service.
    static Setup only(Supplier<ProtocolHandler> one, Supplier<ProtocolHandler> other) {
        return new Setup(List.of(one, other)).withoutServices();
    }

    /// Starts the shipped handlers with all defaults.
    static HandlerKernel kernel() {
        return shipped().start();
    }

    Setup handler(Supplier<ProtocolHandler> added) {
        handlers.add(added);
        return this;
    }

    /// Adds a line of the configuration's top level.
    Setup with(String line) {
        more.append(line).append('\n');
        return this;
    }

    Setup mtu(Side side, int bytes) {
        if (side == Side.CLIENT) {
            clientMtu = bytes;
        } else {
            serverMtu = bytes;
        }
        return this;
    }

    Setup capacity(int connections) {
        capacity = connections;
        return this;
    }

    /// Lets nothing be known of a connection that has ended: R-8.
    Setup withoutLinger() {
        linger = "0s";
        return this;
    }

    Setup withoutServices() {
        withoutServices = true;
        return this;
    }

    /// Adds a service; once there is one, the default ones are gone.
    ///
    /// @param keys its keys, in YAML's flow style
    Setup service(String keys) {
        services.append("  - {").append(keys).append("}\n");
        return this;
    }

    /// Adds the default service of a kind of traffic.
    Setup service(Traffic traffic, Family family) {
        return service(traffic, family, 1, family.server);
    }

    /// Adds a service with several servers, all of one weight.
    Setup service(Traffic traffic, Family family, int weight, String... servers) {
        String port = traffic.isQuery() ? "" : ", port: " + Traffic.SERVICE_PORT;
        String serverPort = traffic.isQuery() ? "" : ", port: " + Traffic.SERVER_PORT;
        List<String> list = new ArrayList<>();
        for (String server : servers) {
            list.add("{address: \"" + server + "\"" + serverPort + ", weight: " + weight + "}");
        }
        return service("address: \"" + family.vip + "\", protocol: " + traffic.protocol(family) + port
                + ", scheduler: rr, forward: fullnat, local-addresses: [\"" + family.local + "\"], servers: " + list);
    }

    String yaml() {
        if (services.isEmpty() && !withoutServices) {
            for (Family family : Family.values()) {
                service(Traffic.UDP, family).service(Traffic.TCP, family).service(Traffic.ECHO, family);
            }
        }
        String list = services.isEmpty() ? "" : "services:\n" + services;
        return NETWORK.replace("CLIENT_MTU", Integer.toString(clientMtu))
                        .replace("SERVER_MTU", Integer.toString(serverMtu))
                        .replace("CAPACITY", Integer.toString(capacity))
                        .replace("LINGER", linger)
                + more
                + list;
    }

    /// Starts it with several workers, whom packets come to in turn.
    HandlerKernel start(int workers) {
        return HandlerKernel.ofWorkers(workers, handlers, yaml());
    }

    /// Starts it. The build runs these tests twice: with one worker, and with two of which everything arrives at the
    /// one that does not own it.
    HandlerKernel start() {
        return WORKERS == 1
                ? HandlerKernel.of(handlers, yaml())
                : HandlerKernel.arrivingAtTheWrongWorker(handlers, yaml());
    }
}
