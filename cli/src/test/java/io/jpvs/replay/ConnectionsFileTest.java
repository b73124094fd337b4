package io.jpvs.replay;

import static io.jpvs.replay.Frames.ALICE;
import static io.jpvs.replay.Frames.VIP;
import static io.jpvs.replay.Frames.fromClient;
import static io.jpvs.replay.ReplayFixture.counter;
import static io.jpvs.replay.ReplayFixture.packets;
import static io.jpvs.testkit.PacketBuilder.ip;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jpvs.kernel.config.ConfigurationException;
import io.jpvs.kernel.replay.ReplayReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Connections in files: read, written, refused.
class ConnectionsFileTest {
    private static final String CONFIGURATION = """
            connections: {capacity: 5}
            ports:
              - {name: client, addresses: [10.1.0.1/24, "fd01::1/64"], mac: "02:00:00:00:01:01"}
              - {name: server, addresses: [10.2.0.1/24, 10.2.0.2/24, "fd02::1/64"], mac: "02:00:00:00:02:01"}
            services:
              - address: 10.1.0.100
                protocol: tcp
                port: 80
                local-addresses: [10.2.0.1]
                servers: [{address: 10.2.0.10, port: 8080}, {address: 10.2.0.11}]
              - {address: 10.1.0.100, protocol: udp, servers: [{address: 10.2.0.10}]}
              - {address: 10.1.0.100, protocol: icmp, servers: [{address: 10.2.0.10}]}
              - {address: "fd01::100", protocol: udp, port: 53, servers: [{address: "fd02::10", port: 53}]}
            """;

    private static final String TCP = "tcp\t10.1.0.2:1\t10.1.0.100:80\t10.2.0.1:1025\t10.2.0.10:8080\tESTABLISHED";

    @TempDir
    Path folder;

    /// Every kind of line there can be, sorted as a dump is.
    private static final List<String> LINES = List.of(
            "icmp\t10.1.0.2:77\t10.1.0.100:8\t10.2.0.1:1\t10.2.0.10:8\t-",
            TCP,
            "tcp\t10.1.0.2:2\t10.1.0.100:80\t10.2.0.1:1025\t10.2.0.11:80\tTIME_WAIT",
            "udp\t192.0.2.1:65535\t10.1.0.100:12345\t10.2.0.2:65535\t10.2.0.10:12345\t-",
            "udp\t[2001:db8::1]:5\t[fd01::100]:53\t[fd02::1]:1025\t[fd02::10]:53\t-");

    @Test
    void whatIsLoadedIsDumped() throws IOException {
        ReplayFixture replay = new ReplayFixture(folder, CONFIGURATION)
                .startWith("# a comment\n\n" + String.join("\n", LINES))
                .dump("dump.tsv");
        ReplayReport report = replay.run();
        assertEquals(LINES, replay.lines("dump.tsv"));
        assertEquals(5, report.connections());
        assertEquals(5, counter(report, "connections-loaded"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NONE",
                "SYN_SENT",
                "SYN_RECV",
                "ESTABLISHED",
                "FIN_WAIT",
                "CLOSE_WAIT",
                "LAST_ACK",
                "TIME_WAIT",
                "CLOSE"
            })
    void everyStateIsGivenBack(String state) throws IOException {
        String line = TCP.replace("ESTABLISHED", state);
        ReplayFixture replay =
                new ReplayFixture(folder, CONFIGURATION).startWith(line).dump("dump.tsv");
        replay.run();
        assertEquals(List.of(line), replay.lines("dump.tsv"));
    }

    /// Loaded connections fill the table as others do, and make room when they end.
    @Test
    void loadedConnectionsCountAgainstTheCapacity() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            lines.add("tcp\t10.1.0.2:%d\t10.1.0.100:80\t10.2.0.1:%d\t10.2.0.10:8080\tCLOSE".formatted(i, 1024 + i));
        }
        ReplayFixture replay = new ReplayFixture(folder, CONFIGURATION).startWith(lines.toArray(String[]::new));
        replay.in("client", "in.pcap", false)
                .frame(1_000_000_000L, fromClient(ip(ALICE, VIP).tcp(9, 80, Scenarios.SYN)))
                .frame(4_000_000_000L, fromClient(ip(ALICE, VIP).tcp(9, 80, Scenarios.SYN)))
                .end();
        ReplayReport report = replay.run();
        assertEquals(1, packets(report, "table-full"));
        assertEquals(5, counter(report, "connections-expired"));
        assertEquals(1, report.connections());
    }

    record Bad(String name, String line, String expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Bad> badLines() {
        return List.of(
                new Bad("five fields", TCP.replace("\tESTABLISHED", ""), "has 5 fields, not 6"),
                new Bad("seven fields", TCP + "\t", "has 7 fields, not 6"),
                new Bad("spaces", TCP.replace('\t', ' '), "has 1 fields, not 6"),
                new Bad("protocol", TCP.replace("tcp", "sctp"), "no loaded plugin serves 'sctp'"),
                new Bad("client", TCP.replace("10.1.0.2:1", "10.1.0.2"), "client: '10.1.0.2' is not of the form"),
                new Bad("vip", TCP.replace("10.1.0.100:80", "x:80"), "vip: 'x' is not an IPv4 or IPv6 address"),
                new Bad("local", TCP.replace(":1025", ":"), "local: '10.2.0.1:' is not of the form"),
                new Bad("server", TCP.replace(":8080", ":-1"), "server: '10.2.0.10:-1' is not of the form"),
                new Bad(
                        "mixed versions",
                        TCP.replace("10.1.0.2:", "[fd01::2]:"),
                        "'tcp' cannot run between addresses of these IP versions"),
                new Bad(
                        "wrong version",
                        "icmp\t[fd01::2]:1\t[fd01::100]:8\t[fd02::1]:1\t[fd02::10]:8\t-",
                        "'icmp' cannot run between addresses of these IP versions"),
                new Bad("service", TCP.replace(":80\t", ":81\t"), "there is no service tcp 10.1.0.100:81 in "),
                new Bad(
                        "server's address",
                        TCP.replace("10.2.0.10", "10.2.0.12"),
                        "the service tcp 10.1.0.100:80 has no server 10.2.0.12:8080 in "),
                new Bad(
                        "server's port",
                        TCP.replace("8080", "80"),
                        "the service tcp 10.1.0.100:80 has no server 10.2.0.10:80"),
                new Bad(
                        "local address",
                        TCP.replace("10.2.0.1:", "10.2.0.2:"),
                        "the service tcp 10.1.0.100:80 has no local address 10.2.0.2, but [10.2.0.1]"),
                new Bad(
                        "state",
                        TCP.replace("ESTABLISHED", "ODD"),
                        "the handler cannot put a connection into state 'ODD'"),
                new Bad(
                        "client twice",
                        "tcp\t10.1.0.9:9\t10.1.0.100:80\t10.2.0.1:2000\t10.2.0.10:8080\tCLOSE",
                        "an earlier line has client 10.1.0.9:9 and vip 10.1.0.100:80 already"),
                new Bad(
                        "local end twice",
                        "tcp\t10.1.0.9:8\t10.1.0.100:80\t10.2.0.1:1999\t10.2.0.10:8080\tCLOSE",
                        "an earlier line has local end 10.2.0.1:1999 and server 10.2.0.10:8080 already"));
    }

    @ParameterizedTest
    @MethodSource("badLines")
    void aBadLineRefusesTheFileInOneLine(Bad bad) throws IOException {
        String first = "tcp\t10.1.0.9:9\t10.1.0.100:80\t10.2.0.1:1999\t10.2.0.10:8080\tCLOSE";
        ReplayFixture replay = new ReplayFixture(folder, CONFIGURATION)
                .startWith(first, "# next", bad.line())
                .dump("dump.tsv");
        String message = assertThrows(ConfigurationException.class, replay::run).getMessage();
        assertTrue(message.startsWith(folder.resolve("before.tsv") + ":3: " + bad.expected()), message);
        assertTrue(message.contains("; fix: "), message);
        assertEquals(1, message.lines().count());
        assertFalse(Files.exists(folder.resolve("dump.tsv")));
    }

    @Test
    void moreThanTheTableHoldsIsRefused() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 1; i <= 6; i++) {
            lines.add("tcp\t10.1.0.2:%d\t10.1.0.100:80\t10.2.0.1:%d\t10.2.0.10:8080\tCLOSE".formatted(i, 1024 + i));
        }
        ReplayFixture replay = new ReplayFixture(folder, CONFIGURATION).startWith(lines.toArray(String[]::new));
        assertEquals(
                folder.resolve("before.tsv") + ":6: this connection is more than the table holds"
                        + "; fix: raise connections.capacity, now 5",
                assertThrows(ConfigurationException.class, replay::run).getMessage());
    }

    @Test
    void aFileThatIsNoTextIsRefused() throws IOException {
        ReplayFixture replay = new ReplayFixture(folder, CONFIGURATION).startWith(TCP);
        Files.write(folder.resolve("before.tsv"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        String message = assertThrows(ConfigurationException.class, replay::run).getMessage();
        assertTrue(message.startsWith(folder.resolve("before.tsv") + ": cannot be read: "), message);
    }
}
