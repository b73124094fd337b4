package io.jpvs.replay;

import static io.jpvs.testkit.PacketBuilder.ip;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jpvs.api.IpVersion;
import io.jpvs.kernel.config.Configuration;
import io.jpvs.kernel.config.ConfigurationReader;
import io.jpvs.kernel.handover.Owners;
import io.jpvs.kernel.plugin.LoadedHandler;
import io.jpvs.kernel.replay.MemoryBalancer;
import io.jpvs.kernel.replay.MemoryBalancer.Team;
import io.jpvs.kernel.service.Schedulers;
import io.jpvs.kernel.worker.ConnectionLister;
import io.jpvs.kernel.worker.ConnectionLoader;
import io.jpvs.kernel.worker.LoadedConnections;
import io.jpvs.kernel.worker.Tally;
import io.jpvs.testkit.PacketBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Connections from a file with several workers: the file knows nothing of them.
class PreloadedWorkersTest {
    private static final int CLIENTS = 50;
    private static final int FIRST_LOCAL_PORT = 1025;
    private static final long UDP_IDLE_NANOS = 300_000_000_000L;
    private static final String CLIENT_SIDE = "02:00:00:00:01:01";
    private static final String SERVER_SIDE = "02:00:00:00:02:01";
    private static final String CONFIGURATION = """
            ports:
              - {name: client, addresses: [10.1.0.1/24], mac: "02:00:00:00:01:01"}
              - {name: server, addresses: [10.2.0.1/24], mac: "02:00:00:00:02:01"}
            neighbours:
              - {address: 10.1.0.2, mac: "02:00:00:00:01:02", port: client}
              - {address: 10.2.0.10, mac: "02:00:00:00:02:10", port: server}
            services:
              - address: 10.1.0.100
                protocol: udp
                port: 53
                local-addresses: [10.2.0.1]
                servers: [{address: 10.2.0.10, port: 5353}]
            """;

    @TempDir
    Path folder;

    private final List<byte[]> sent = new ArrayList<>();

    private byte[] pass(MemoryBalancer balancer, int port, byte[] frame, long nanos) {
        sent.clear();
        balancer.receive(port, frame, nanos);
        assertEquals(1, sent.size(), "packets sent");
        return sent.getFirst();
    }

    private byte[] request(MemoryBalancer balancer, int client, long nanos) {
        byte[] frame = ip("10.1.0.2", "10.1.0.100").udp(40_000 + client, 53).frame(CLIENT_SIDE, "02:00:00:00:01:02");
        return pass(balancer, 0, frame, nanos);
    }

    private byte[] reply(MemoryBalancer balancer, int local, long nanos) {
        byte[] frame = ip("10.2.0.10", "10.2.0.1").udp(5353, local).frame(SERVER_SIDE, "02:00:00:00:02:10");
        return pass(balancer, 1, frame, nanos);
    }

    private static byte[] translated(PacketBuilder packet, boolean toServer) {
        return toServer
                ? packet.frame("02:00:00:00:02:10", SERVER_SIDE)
                : packet.frame("02:00:00:00:01:02", CLIENT_SIDE);
    }

    /// As written by one worker: local ports in the order of the clients.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void connectionsOfAnyNumberOfWorkersAreCarried(int workers) throws IOException {
        Path file = Files.writeString(folder.resolve("jpvs.yaml"), CONFIGURATION);
        Configuration configuration = new ConfigurationReader(Schedulers.names(), folder).read(file);
        List<LoadedHandler> handlers = Handlers.shipped();
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            lines.add("udp\t10.1.0.2:" + (40_000 + i) + "\t10.1.0.100:53\t10.2.0.1:" + (FIRST_LOCAL_PORT + i)
                    + "\t10.2.0.10:5353\t-");
        }
        Path conns = Files.write(folder.resolve("conns.tsv"), lines);
        LoadedConnections loaded = ConnectionLoader.read(conns, configuration, handlers);
        Team team = new Team(workers, Owners.evenly(workers), frame -> (int) (frame % workers));
        try (MemoryBalancer balancer =
                new MemoryBalancer(configuration, handlers, loaded, team, (port, frame, nanos) -> sent.add(frame))) {
            balancer.advance(1);
            assertEquals(lines, dump(balancer, configuration, handlers));
            carryAll(balancer, 1);
            assertEquals(CLIENTS, balancer.count(Tally.CONNECTIONS_LOADED));
            assertEquals(0, balancer.count(Tally.CONNECTIONS_OPENED));

            long later = 2 + UDP_IDLE_NANOS;
            for (int i = 0; i < CLIENTS; i++) {
                byte[] atServer = request(balancer, i, later);
                int local = (atServer[34] & 0xff) << 8 | atServer[35] & 0xff;
                assertTrue(local >= FIRST_LOCAL_PORT + CLIENTS, "freed ports come last, not " + local);
                byte[] expected =
                        translated(ip("10.1.0.100", "10.1.0.2").hopLimit(63).udp(53, 40_000 + i), false);
                assertArrayEquals(expected, reply(balancer, local, later));
            }
            assertEquals(CLIENTS, balancer.count(Tally.CONNECTIONS_EXPIRED));
            assertEquals(CLIENTS, balancer.count(Tally.CONNECTIONS_OPENED));
            assertEquals(0, balancer.buffersOut());
        }
    }

    private void carryAll(MemoryBalancer balancer, long nanos) {
        for (int i = 0; i < CLIENTS; i++) {
            byte[] toServer =
                    translated(ip("10.2.0.1", "10.2.0.10").hopLimit(63).udp(FIRST_LOCAL_PORT + i, 5353), true);
            assertArrayEquals(toServer, request(balancer, i, nanos));
            byte[] toClient =
                    translated(ip("10.1.0.100", "10.1.0.2").hopLimit(63).udp(53, 40_000 + i), false);
            assertArrayEquals(toClient, reply(balancer, FIRST_LOCAL_PORT + i, nanos));
        }
        for (int i = 0; i < CLIENTS; i++) { // the other way round, so that each comes to another worker
            reply(balancer, FIRST_LOCAL_PORT + i, nanos);
        }
        for (int i = 0; i < CLIENTS; i++) {
            request(balancer, i, nanos);
        }
    }

    /// Listings add up over workers.
    private static List<String> dump(
            MemoryBalancer balancer, Configuration configuration, List<LoadedHandler> handlers) {
        List<String> lines = new ArrayList<>();
        int inTables = 0;
        for (var worker : balancer.workers()) {
            new ConnectionLister(configuration, handlers).list(worker, 1, row -> lines.add(row.line()));
            inTables += worker.table(IpVersion.IPV4).size();
        }
        assertEquals(CLIENTS, inTables);
        return lines.stream().sorted().toList();
    }
}
