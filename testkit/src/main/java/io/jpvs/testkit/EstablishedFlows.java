package io.jpvs.testkit;

import io.jpvs.api.ProtocolHandler;
import io.jpvs.kernel.config.Configuration;
import io.jpvs.kernel.config.ConfigurationReader;
import io.jpvs.kernel.plugin.LoadedHandler;
import io.jpvs.kernel.port.ArenaFramePool;
import io.jpvs.kernel.service.Schedulers;
import io.jpvs.kernel.worker.RateLimits;
import io.jpvs.kernel.worker.Tables;
import io.jpvs.kernel.worker.Worker;
import io.jpvs.kernel.worker.WorkerConfigurator;
import io.jpvs.kernel.worker.WorkerGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/// A worker in memory with established flows, and the packets of both directions coming in for ever, in random
/// order: what allocation tests and benchmarks run on. Flows came to exist by their own first packets through the
/// real path.
public final class EstablishedFlows implements AutoCloseable {
    private static final int CLIENTS_PER_ADDRESS = 50_000;
    private static final int FIRST_CLIENT_PORT = 10_000;
    private static final int FRAMES = 1024;
    private static final int ROOM_BYTES = 512;
    private static final long CLIENT_PORT_MAC = 0x0200_0000_0101L;
    private static final long SERVER_PORT_MAC = 0x0200_0000_0201L;
    private static final String CLIENT_PORT_MAC_TEXT = "02:00:00:00:01:01";
    private static final String SERVER_PORT_MAC_TEXT = "02:00:00:00:02:01";
    private static final String CLIENT_MAC_TEXT = "02:00:00:00:01:02";
    private static final String SERVER_MAC_TEXT = "02:00:00:00:02:10";
    private static final String VIP = "10.1.0.100";

    private static final String TOPOLOGY = """
            dpdk: {eal: ["--no-huge"], workers: 1}
            ports:
              - {name: client, addresses: [10.1.0.1/24], mac: "02:00:00:00:01:01"}
              - {name: server, addresses: [10.2.0.1/24, 10.2.0.2/24, 10.2.0.3/24, 10.2.0.4/24], mac: "02:00:00:00:02:01"}
            routes:
              - {to: 10.128.0.0/9, via: 10.1.0.254}
            neighbours:
              - {address: 10.1.0.254, mac: "02:00:00:00:01:02", port: client}
              - {address: 10.2.0.10, mac: "02:00:00:00:02:10", port: server}
            """;

    /// What a flow's packets are.
    public enum Kind {
        /// Datagrams.
        UDP("udp", true),
        /// Segments of an established connection.
        TCP("tcp", true),
        /// Echo requests and replies.
        ECHO("icmp", false),
        /// ICMP errors of either side about the datagrams of the other: port unreachable, eight bytes quoted.
        ERROR("udp", true);

        private final String service;
        private final boolean hasPort;

        Kind(String service, boolean hasPort) {
            this.service = service;
            this.hasPort = hasPort;
        }
    }

    private final Arena arena = Arena.ofConfined();
    private final ArenaFramePool pool = new ArenaFramePool(arena, FRAMES, ROOM_BYTES);
    private final CyclingPort client = new CyclingPort("client", CLIENT_PORT_MAC, pool);
    private final CyclingPort server = new CyclingPort("server", SERVER_PORT_MAC, pool);
    private final Worker worker;
    private long nowNanos = 1_000_000_000L;

    /// Builds a worker and opens the flows.
    ///
    /// @param flows how many of each kind
    /// @param handlers those to load, at least the ones that serve the kinds
    public EstablishedFlows(int flows, List<Kind> kinds, List<Supplier<ProtocolHandler>> handlers) {
        List<LoadedHandler> loaded = new ArrayList<>();
        for (Supplier<ProtocolHandler> supplier : handlers) {
            ProtocolHandler handler = supplier.get();
            loaded.add(new LoadedHandler(
                    "testkit", handler.protocols(), handler.hasPorts(), handler.reportsErrorsFor(), supplier::get));
        }
        int capacity = flows * kinds.size() + 16;
        Configuration configuration = configuration(capacity, kinds);
        Tables tables =
                Tables.create(arena, configuration.connections(), configuration.fragments(), new SplittableRandom(1));
        WorkerGroup alone = new WorkerGroup(1, new RateLimits(0, 0, 1), 1);
        worker = new Worker(arena, 0, alone, List.of(client, server), pool, tables);
        new WorkerConfigurator(worker).prepare(configuration, loaded).run();
        List<byte[]> requests = new ArrayList<>();
        List<byte[]> replies = new ArrayList<>();
        for (Kind kind : kinds) {
            open(flows, kind, requests, replies);
        }
        Collections.shuffle(requests, new Random(1));
        Collections.shuffle(replies, new Random(2));
        client.play(arena, requests);
        server.play(arena, replies);
    }

    private static Configuration configuration(int capacity, List<Kind> kinds) {
        StringBuilder yaml = new StringBuilder(TOPOLOGY);
        yaml.append("connections: {capacity: " + capacity + "}\nservices:\n");
        for (Kind kind : kinds) {
            yaml.append("  - {address: " + VIP + ", protocol: " + kind.service + (kind.hasPort ? ", port: 80" : "")
                    + ", scheduler: rr, forward: fullnat"
                    + ", local-addresses: [10.2.0.1, 10.2.0.2, 10.2.0.3, 10.2.0.4]"
                    + ", servers: [{address: 10.2.0.10" + (kind.hasPort ? ", port: 8080" : "") + ", weight: 1}]}\n");
        }
        try {
            Path file = Files.createTempFile("jpvs-flows", ".yaml");
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

    /// Opens flows by their first packets and derives the steady packets of both directions from what comes out.
    private void open(int flows, Kind kind, List<byte[]> requests, List<byte[]> replies) {
        List<byte[]> opening = new ArrayList<>();
        for (int flow = 0; flow < flows; flow++) {
            opening.add(request(kind, flow, true));
            requests.add(request(kind, flow, false));
        }
        List<byte[]> atServer = pass(client, opening, server);
        if (atServer.size() != flows) {
            throw new IllegalStateException("of " + flows + " flows " + atServer.size() + " opened");
        }
        if (kind == Kind.TCP) {
            pass(
                    server,
                    atServer.stream().map(frame -> reply(kind, frame, true)).toList(),
                    client);
        }
        for (byte[] frame : atServer) {
            replies.add(reply(kind, frame, false));
        }
    }

    private List<byte[]> pass(CyclingPort from, List<byte[]> frames, CyclingPort to) {
        to.capture();
        from.playOnce(arena, frames);
        for (int left = frames.size(); left > 0; ) {
            left -= worker.poll(++nowNanos);
        }
        return to.captured();
    }

    private static byte[] request(Kind kind, int flow, boolean opening) {
        int host = flow / CLIENTS_PER_ADDRESS;
        int port = FIRST_CLIENT_PORT + flow % CLIENTS_PER_ADDRESS;
        String client = "10.128." + (host >>> 8) + "." + (1 + (host & 0xff));
        PacketBuilder packet = PacketBuilder.ip(client, VIP);
        return (switch (kind) {
                    case UDP -> packet.udp(port, 80, new byte[18]);
                    case TCP ->
                        opening
                                ? packet.tcp(port, 80, 0x02).sequence(999)
                                : packet.tcp(port, 80, 0x10, new byte[6])
                                        .sequence(1000)
                                        .acknowledgment(5000);
                    case ECHO -> packet.echoRequest(port, 1, new byte[18]);
                    case ERROR ->
                        opening
                                ? packet.udp(port, 80, new byte[18])
                                : unreachable(
                                        packet, PacketBuilder.ip(VIP, client).udp(80, port, new byte[18]));
                })
                .frame(CLIENT_PORT_MAC_TEXT, CLIENT_MAC_TEXT);
    }

    /// Returns what the server answers to a frame that has reached it.
    private static byte[] reply(Kind kind, byte[] frame, boolean opening) {
        String local = "10.2.0." + (frame[29] & 0xff);
        int selector = kind == Kind.ECHO ? u16(frame, 38) : u16(frame, 34);
        PacketBuilder packet = PacketBuilder.ip("10.2.0.10", local);
        return (switch (kind) {
                    case UDP -> packet.udp(8080, selector, new byte[18]);
                    case TCP ->
                        opening
                                ? packet.tcp(8080, selector, 0x12)
                                        .sequence(4999)
                                        .acknowledgment(1000)
                                : packet.tcp(8080, selector, 0x10, new byte[6])
                                        .sequence(5000)
                                        .acknowledgment(1000);
                    case ECHO -> packet.echoReply(selector, 1, new byte[18]);
                    case ERROR ->
                        unreachable(packet, PacketBuilder.ip(local, "10.2.0.10").udp(selector, 8080, new byte[18]));
                })
                .frame(SERVER_PORT_MAC_TEXT, SERVER_MAC_TEXT);
    }

    private static PacketBuilder unreachable(PacketBuilder packet, PacketBuilder about) {
        return packet.icmp(3, 3, 0, PacketBuilder.quote(about.bytes(), 8));
    }

    private static int u16(byte[] bytes, int offset) {
        return (bytes[offset] & 0xff) << 8 | bytes[offset + 1] & 0xff;
    }

    /// Lets one burst of each direction through.
    ///
    /// @return how many packets came in
    public int poll() {
        nowNanos += 1_000;
        return worker.poll(nowNanos);
    }

    /// Returns the worker.
    public Worker worker() {
        return worker;
    }

    /// Returns the client's and the server's port.
    public List<CyclingPort> ports() {
        return List.of(client, server);
    }

    /// Returns the arena that holds it all.
    public Arena arena() {
        return arena;
    }

    @Override
    public void close() {
        worker.close();
        arena.close();
    }
}
