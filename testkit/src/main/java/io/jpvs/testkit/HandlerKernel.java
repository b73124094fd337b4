package io.jpvs.testkit;

import io.jpvs.api.Direction;
import io.jpvs.api.IpVersion;
import io.jpvs.api.Protocol;
import io.jpvs.api.ProtocolHandler;
import io.jpvs.api.Verdict;
import io.jpvs.kernel.config.Configuration;
import io.jpvs.kernel.config.ConfigurationReader;
import io.jpvs.kernel.config.PortSettings;
import io.jpvs.kernel.handover.Owners;
import io.jpvs.kernel.plugin.LoadedHandler;
import io.jpvs.kernel.replay.MemoryBalancer;
import io.jpvs.kernel.replay.MemoryBalancer.Team;
import io.jpvs.kernel.service.Schedulers;
import io.jpvs.kernel.worker.LoadedConnections;
import io.jpvs.kernel.worker.Tally;
import io.jpvs.kernel.worker.Worker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/// The real kernel around one handler (or a few), in memory: no DPDK, no root, no network, time from the test.
///
/// There is a client at [#CLIENT], a VIP at [#VIP] with a service for every protocol of the handlers, a local
/// address at [#LOCAL] and a server at [#SERVER]; each `6` is its twin for IPv6. Services of protocols with ports
/// listen at [#SERVICE_PORT] and their server at [#SERVER_PORT].
///
/// ```java
/// try (HandlerKernel kernel = HandlerKernel.around(UdpHandler::new)) {
///     List<byte[]> toServer = kernel.fromClient(ip(CLIENT, VIP).udp(40_000, SERVICE_PORT).bytes());
/// }
/// ```
public final class HandlerKernel implements AutoCloseable {
    /// The client.
    public static final String CLIENT = "10.1.0.2";
    /// Another client.
    public static final String CLIENT_2 = "10.1.0.3";
    /// The service's address.
    public static final String VIP = "10.1.0.100";
    /// The balancer's address towards the server.
    public static final String LOCAL = "10.2.0.1";
    /// The server.
    public static final String SERVER = "10.2.0.10";
    /// A router near the server.
    public static final String ROUTER = "10.2.0.254";
    /// The port's address on the client's side.
    public static final String PORT = "10.1.0.1";
    /// The client, IPv6.
    public static final String CLIENT6 = "fd01::2";
    /// The service's address, IPv6.
    public static final String VIP6 = "fd01::100";
    /// The balancer's address towards the server, IPv6.
    public static final String LOCAL6 = "fd02::1";
    /// The server, IPv6.
    public static final String SERVER6 = "fd02::10";
    /// The port of services.
    public static final int SERVICE_PORT = 80;
    /// The port of the server.
    public static final int SERVER_PORT = 8080;
    /// The first local port the kernel deals.
    public static final int FIRST_LOCAL_PORT = 1025;

    private static final String TOPOLOGY = """
            dpdk: {eal: ["--no-huge"], workers: 1}
            ports:
              - {name: client, addresses: [10.1.0.1/24, "fd01::1/64"], mac: "02:00:00:00:01:01"}
              - {name: server, addresses: [10.2.0.1/24, "fd02::1/64"], mac: "02:00:00:00:02:01"}
            neighbours:
              - {address: 10.1.0.2, mac: "02:00:00:00:01:02", port: client}
              - {address: 10.1.0.3, mac: "02:00:00:00:01:03", port: client}
              - {address: "fd01::2", mac: "02:00:00:00:01:02", port: client}
              - {address: 10.2.0.10, mac: "02:00:00:00:02:10", port: server}
              - {address: 10.2.0.254, mac: "02:00:00:00:02:54", port: server}
              - {address: "fd02::10", mac: "02:00:00:00:02:10", port: server}
            connections: {capacity: 70000}
            """;

    private static final int CLIENT_PORT_INDEX = 0;
    private static final int SERVER_PORT_INDEX = 1;
    private static final long OTHER_MAC = 0x0200_0000_0909L;
    private static final int ETHERNET_BYTES = 14;

    private final MemoryBalancer balancer;
    private final List<PortSettings> ports;
    private final List<byte[]> toClient = new ArrayList<>();
    private final List<byte[]> toServer = new ArrayList<>();
    private long nowNanos = 1;

    private HandlerKernel(List<Supplier<ProtocolHandler>> handlers, String yaml, Team team) {
        List<LoadedHandler> loaded = new ArrayList<>();
        for (Supplier<ProtocolHandler> supplier : handlers) {
            ProtocolHandler handler = supplier.get();
            loaded.add(new LoadedHandler(
                    "testkit", handler.protocols(), handler.hasPorts(), handler.reportsErrorsFor(), supplier::get));
        }
        Configuration configuration = read(yaml);
        ports = configuration.network().ports();
        balancer = new MemoryBalancer(configuration, loaded, LoadedConnections.NONE, team, this::sent);
    }

    /// Builds a kernel around one handler with default options.
    public static HandlerKernel around(Supplier<ProtocolHandler> handler) {
        return around(List.of(handler), "");
    }

    /// Builds a kernel around handlers.
    ///
    /// @param configuration more of the configuration, YAML: `no-service`, `protocols` and the like, each line
    /// ended
    public static HandlerKernel around(List<Supplier<ProtocolHandler>> handlers, String configuration) {
        StringBuilder services = new StringBuilder("services:\n");
        for (Supplier<ProtocolHandler> supplier : handlers) {
            ProtocolHandler handler = supplier.get();
            handler.protocols().forEach(protocol -> addServices(services, protocol, handler.hasPorts()));
        }
        return of(handlers, TOPOLOGY + configuration + services);
    }

    /// Builds a kernel from a whole configuration of the test's own.
    ///
    /// @param configuration YAML; of its two ports, each with a MAC, the first leads to clients and the second to
    /// servers
    public static HandlerKernel of(List<Supplier<ProtocolHandler>> handlers, String configuration) {
        return new HandlerKernel(handlers, configuration, Team.ALONE);
    }

    /// Builds a kernel of two workers from a whole configuration of the test's own. Every packet comes in at the first
    /// worker; every client is the second one's, and so are all local ports and identifiers it is given.
    public static HandlerKernel arrivingAtTheWrongWorker(
            List<Supplier<ProtocolHandler>> handlers, String configuration) {
        return new HandlerKernel(handlers, configuration, new Team(2, client -> 1, frame -> 0));
    }

    /// Builds a kernel of several workers from a whole configuration of the test's own. Packets come in at each worker
    /// in turn, and clients fall to all of them.
    public static HandlerKernel ofWorkers(int workers, List<Supplier<ProtocolHandler>> handlers, String configuration) {
        Team team = new Team(workers, Owners.evenly(workers), frame -> (int) (frame % workers));
        return new HandlerKernel(handlers, configuration, team);
    }

    /// Puts another configuration into force, with the same ports; connections live on.
    public void reload(String configuration) {
        balancer.reload(read(configuration));
    }

    private static void addServices(StringBuilder yaml, Protocol protocol, boolean hasPorts) {
        String port = hasPorts ? ", port: " + SERVICE_PORT : "";
        String serverPort = hasPorts ? ", port: " + SERVER_PORT : "";
        for (IpVersion version : protocol.versions()) {
            boolean ipv6 = version == IpVersion.IPV6;
            yaml.append("  - {address: \"" + (ipv6 ? VIP6 : VIP) + "\", protocol: " + protocol.name() + port
                    + ", scheduler: rr, forward: fullnat, local-addresses: [\"" + (ipv6 ? LOCAL6 : LOCAL)
                    + "\"], servers: [{address: \"" + (ipv6 ? SERVER6 : SERVER) + "\"" + serverPort
                    + ", weight: 1}]}\n");
        }
    }

    private static Configuration read(String yaml) {
        try {
            Path file = Files.createTempFile("jpvs-testkit", ".yaml");
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

    /// Lets an IP packet come in on the client's side, and returns what left towards the server because of it.
    public List<byte[]> fromClient(byte[] ipPacket) {
        receive(CLIENT_PORT_INDEX, ipPacket);
        return packets(drain(toServer));
    }

    /// Lets an IP packet come in on the server's side, and returns what left towards the client because of it.
    public List<byte[]> fromServer(byte[] ipPacket) {
        receive(SERVER_PORT_INDEX, ipPacket);
        return packets(drain(toClient));
    }

    /// Lets whole Ethernet frames come in on the client's side in one burst, at most 32 of them; they may be
    /// anything.
    public void burstFromClient(List<byte[]> frames) {
        balancer.receive(CLIENT_PORT_INDEX, frames, nowNanos);
    }

    /// Lets whole Ethernet frames come in on the server's side; see [#burstFromClient].
    public void burstFromServer(List<byte[]> frames) {
        balancer.receive(SERVER_PORT_INDEX, frames, nowNanos);
    }

    /// Returns what else has left towards the client since last asked: answers, resets, errors.
    public List<byte[]> sentToClient() {
        return packets(framesToClient());
    }

    /// Returns what else has left towards the server since last asked.
    public List<byte[]> sentToServer() {
        return packets(framesToServer());
    }

    /// Returns the whole Ethernet frames that have left towards the client since last asked.
    public List<byte[]> framesToClient() {
        return drain(toClient);
    }

    /// Returns the whole Ethernet frames that have left towards the server since last asked.
    public List<byte[]> framesToServer() {
        return drain(toServer);
    }

    /// Lets time pass, and every timer in it fire.
    public void pass(long nanos) {
        nowNanos += nanos;
        balancer.advance(nowNanos);
    }

    /// Returns how many packets have ended so.
    public long count(Verdict verdict) {
        return balancer.count(verdict);
    }

    /// Returns how many such events there were.
    public long count(Tally tally) {
        return balancer.count(tally);
    }

    /// Returns how many errors of a type have been translated, of whatever protocol, over one IP version.
    ///
    /// @param direction the way they travelled
    public long countTranslated(IpVersion version, Direction direction, int type) {
        LongAdder sum = new LongAdder();
        for (Worker worker : balancer.workers()) {
            worker.counters().forEachRelated((ipv6, protocol, way, kind, count) -> {
                if (ipv6 == (version == IpVersion.IPV6) && way == direction && kind == type) {
                    sum.add(count);
                }
            });
        }
        return sum.sum();
    }

    /// Returns how many connections there are.
    public int connections() {
        return balancer.workers().stream()
                .mapToInt(worker -> worker.table(IpVersion.IPV4).size()
                        + worker.table(IpVersion.IPV6).size())
                .sum();
    }

    /// Returns how many connections have ended and still translate errors.
    public int lingering() {
        return balancer.workers().stream()
                .mapToInt(worker -> worker.ended(IpVersion.IPV4).size()
                        + worker.ended(IpVersion.IPV6).size())
                .sum();
    }

    /// Returns whether every packet received has come to exactly one outcome and every buffer is back: the
    /// kernel's own bookkeeping, worth asserting at the end of a test.
    public boolean isBalanced() {
        long outcomes = balancer.workers().stream()
                .mapToLong(worker -> worker.counters().outcomes())
                .sum();
        return outcomes == count(Tally.RECEIVED)
                && count(Tally.HANDED_OVER) == count(Tally.TAKEN_OVER)
                && balancer.buffersOut() == 0;
    }

    @Override
    public void close() {
        balancer.close();
    }

    private void receive(int port, byte[] ipPacket) {
        ByteBuffer frame = ByteBuffer.allocate(ETHERNET_BYTES + ipPacket.length);
        putMac(frame, ports.get(port).mac().orElseThrow());
        putMac(frame, OTHER_MAC);
        boolean ipv6 = ipPacket.length > 0 && (ipPacket[0] & 0xf0) == 0x60;
        frame.putShort((short) (ipv6 ? 0x86dd : 0x0800)).put(ipPacket);
        balancer.receive(port, frame.array(), nowNanos);
    }

    private static void putMac(ByteBuffer frame, long mac) {
        frame.putShort((short) (mac >>> 32)).putInt((int) mac);
    }

    private void sent(int port, byte[] frame, long nanos) {
        (port == CLIENT_PORT_INDEX ? toClient : toServer).add(frame);
    }

    private static List<byte[]> packets(List<byte[]> frames) {
        return frames.stream()
                .map(frame -> Arrays.copyOfRange(frame, ETHERNET_BYTES, frame.length))
                .toList();
    }

    private static List<byte[]> drain(List<byte[]> sent) {
        List<byte[]> drained = List.copyOf(sent);
        sent.clear();
        return drained;
    }
}
