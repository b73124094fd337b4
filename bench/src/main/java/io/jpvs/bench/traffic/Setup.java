package io.jpvs.bench.traffic;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The configuration file that serves a workload: an ordinary one.
public final class Setup {
    private static final int SPARE_BUFFERS = 16_384;

    /// The smallest MTU that a port may have: small buffers let a million frames fit into memory.
    private static final int MTU = 128;

    private static final int MTU_V6 = 1280; // RFC 8200, section 5
    private static final int ETHERNET_BYTES = 18;
    private static final int HEADROOM_BYTES = 128;
    private static final int MBUF_BYTES = 128;
    private static final int POOL_BYTES = 192; // header of an object, and what the pool spreads them by
    private static final int OTHER_MEGABYTES = 96;

    private final Workload workload;
    private final Stations stations;

    /// Makes the set-up of a workload.
    public Setup(Traffic traffic) {
        this.workload = traffic.workload();
        this.stations = traffic.stations();
    }

    /// Returns how many buffers the frames and the rings need.
    public int buffers() {
        return workload.frames() + SPARE_BUFFERS - 1;
    }

    /// Returns the size of a buffer without its headroom.
    public int bufferBytes() {
        return mtu() + ETHERNET_BYTES;
    }

    /// Returns the size of a buffer with its headroom.
    public int roomBytes() {
        return bufferBytes() + HEADROOM_BYTES;
    }

    /// Returns the memory that DPDK needs for them.
    public int megabytes() {
        long each = (long) roomBytes() + MBUF_BYTES + POOL_BYTES;
        return (int) (buffers() * each >>> 20) + OTHER_MEGABYTES;
    }

    private int mtu() {
        return workload.ipv6() ? MTU_V6 : MTU;
    }

    /// Writes the configuration.
    ///
    /// @param eal EAL's arguments
    /// @param mac of the port; empty for the device's own
    /// @param plugins the folder of plugins
    public String configuration(List<String> eal, String mac, Path plugins, Path socket) {
        String bits = stations.ipv6() ? "/64" : "/16";
        String locals = IntStream.range(0, stations.locals(workload.flows()))
                .mapToObj(index -> quoted(stations.localAt(index)))
                .collect(Collectors.joining(", "));
        String own = IntStream.range(0, stations.locals(workload.flows()))
                .mapToObj(index -> quoted(stations.localAt(index) + bits))
                .collect(Collectors.joining(", "));
        String wire = stations.ipv6() ? "fd01::1/64" : "10.1.0.1/16";
        StringBuilder yaml = new StringBuilder();
        yaml.append("dpdk:\n  eal: ").append(eal.stream().map(Setup::quoted).toList());
        yaml.append("\n  buffers: ").append(buffers());
        yaml.append("\n  buffer-bytes: ").append(bufferBytes());
        yaml.append("\nports:\n  - {name: wire, mtu: ").append(mtu());
        yaml.append(mac.isEmpty() ? "" : ", mac: " + quoted(mac));
        yaml.append(", addresses: [")
                .append(quoted(wire))
                .append(", ")
                .append(own)
                .append("]}\n");
        yaml.append("routes:\n  - {to: ").append(quoted(stations.ipv6() ? "2001:db8::/32" : "100.64.0.0/10"));
        yaml.append(", via: ").append(quoted(stations.router())).append("}\n");
        yaml.append("neighbours:\n");
        neighbour(yaml, stations.router(), Stations.ROUTER_MAC);
        neighbour(yaml, stations.server(), Stations.SERVER_MAC);
        yaml.append("connections: {capacity: ")
                .append(Math.max(2 * workload.flows(), 1024))
                .append("}\n");
        yaml.append("services:\n");
        transports().forEach(transport -> service(yaml, transport, locals));
        // The loop of the capture refreshes every flow, but not while another program is measured.
        yaml.append("protocols:\n");
        transports()
                .forEach(transport ->
                        yaml.append("  ").append(transport.longLife()).append('\n'));
        yaml.append("plugins: {directory: ").append(quoted(plugins.toString())).append("}\n");
        yaml.append("control: {socket: ").append(quoted(socket.toString())).append("}\n");
        return yaml.toString();
    }

    private Set<Transport> transports() {
        Set<Transport> transports = EnumSet.noneOf(Transport.class);
        for (int flow = 0; flow < workload.kind().leastFlows(); flow++) {
            transports.add(workload.kind().transport(flow));
        }
        return transports;
    }

    private void service(StringBuilder yaml, Transport transport, String locals) {
        boolean ports = transport.servicePort() != 0;
        yaml.append("  - address: ").append(quoted(stations.vip()));
        yaml.append("\n    protocol: ").append(transport.service(stations.ipv6()));
        yaml.append(ports ? "\n    port: " + transport.servicePort() : "");
        yaml.append("\n    local-addresses: [").append(locals).append("]\n    servers:\n      - {address: ");
        yaml.append(quoted(stations.server())).append(ports ? ", port: " + transport.serverPort() : "");
        yaml.append("}\n");
    }

    private static void neighbour(StringBuilder yaml, String address, String mac) {
        yaml.append("  - {address: ").append(quoted(address));
        yaml.append(", mac: ").append(quoted(mac)).append(", port: wire}\n");
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }
}
