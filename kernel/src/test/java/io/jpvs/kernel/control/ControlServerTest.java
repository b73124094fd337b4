package io.jpvs.kernel.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
final class ControlServerTest {
    private static final Duration STALL_LIMIT = Duration.ofMillis(800);

    private final Path directory;
    private final FakeBalancer balancer = new FakeBalancer();
    private final Path path;
    private final ControlServer server;
    private final ControlClient client;

    ControlServerTest(@TempDir Path directory) {
        this.directory = directory;
        path = directory.resolve("jpvs.sock");
        server = ControlServer.start(path, balancer, STALL_LIMIT);
        client = new ControlClient(path);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void socketIsForItsOwnerAlone() throws IOException {
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    }

    @Test
    void answersArriveAsTheyWereGiven() {
        assertEquals(FakeBalancer.REPORT, client.statistics());
        assertEquals(FakeBalancer.PLUGINS, client.plugins());
        assertEquals(List.of(FakeBalancer.IPV4, FakeBalancer.IPV6), connections(ConnectionFilter.ALL));
        assertEquals(new Pong(1, "unknown", ProcessHandle.current().pid()), client.ping());
        client.reload();
        assertEquals(1, balancer.reloads.get());
    }

    @ParameterizedTest(name = "{0} {1} {2} {3} {4} -> {5}")
    @CsvSource({
        "stream,            ,          ,          ,                , 4",
        "     , 10.1.0.2    ,          ,          ,                , 4",
        "     , 10.1.0      ,          ,          ,                , ''",
        "     , 10.1.0.2:40000,        ,          ,                , 4",
        "     , 10.1.0.2:4000,         ,          ,                , ''",
        "     , fd01:0::2   ,          ,          ,                , 6",
        "     , [fd01::2]   ,          ,          ,                , 6",
        "     , [fd01::2]:7 ,          ,          ,                , 6",
        "     ,             , fd01::100,          ,                , 6",
        "     ,             ,          , 10.2.0.1 ,                , 4",
        "     ,             ,          ,          , 10.2.0.10:8080 , 4",
        "query, 10.1.0.2    ,          ,          ,                , ''",
    })
    void filterChoosesConnections(
            String protocol, String clientEnd, String vip, String local, String serverEnd, String expected) {
        List<ConnectionRow> rows = connections(new ConnectionFilter(protocol, clientEnd, vip, local, serverEnd));
        assertEquals(
                switch (expected) {
                    case "4" -> List.of(FakeBalancer.IPV4);
                    case "6" -> List.of(FakeBalancer.IPV6);
                    default -> List.of();
                },
                rows);
    }

    @Test
    void invalidConfigurationComesBackWithItsText() {
        balancer.isValid = false;
        ControlException e = assertThrows(ControlException.class, client::reload);
        assertEquals(ControlException.Kind.CONFIGURATION, e.kind());
        assertEquals("jpvs.yaml:7: wrong; fix: write it right", e.getMessage());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "GET / HTTP/1.1                                | is no JSON object",
                "                                              | is no JSON object",
                "{}                                            | lacks jpvs or command",
                "null                                          | lacks jpvs or command",
                "[1,2]                                         | is no JSON object",
                "{\"jpvs\":1}                                  | lacks jpvs or command",
                "{\"jpvs\":2,\"command\":\"stats\"}            | is of version 2, this balancer speaks 1",
                "{\"jpvs\":1,\"command\":\"halt\"}             | there is no such command",
                "{\"jpvs\":1,\"command\":\"stats\",\"x\":1}    | is no JSON object",
                "{\"jpvs\":1,\"command\":\"stats\"} {}         | is no JSON object",
                "{\"jpvs\":1,\"command\":\"conns\",\"filter\":{\"colour\":\"red\"}} | is no JSON object",
            })
    void garbageIsToldSoAndHarmsNothing(String request, String expected) throws IOException {
        String reply = exchange(((request == null ? "" : request) + "\n").getBytes(StandardCharsets.UTF_8));
        assertTrue(reply.startsWith("{\"error\":") && reply.contains(expected), reply);
        assertTrue(reply.contains("\"kind\":\"request\""), reply);
        assertEquals(FakeBalancer.REPORT, client.statistics());
    }

    @Test
    void requestWithoutEndIsCutOff() throws IOException {
        String reply = exchange("x".repeat(100_000).getBytes(StandardCharsets.UTF_8));
        assertTrue(reply.contains("longer than 4096 bytes"), reply);
        reply = exchange("[".repeat(4000).getBytes(StandardCharsets.UTF_8));
        assertTrue(reply.contains("does not end"), reply);
        assertEquals(FakeBalancer.REPORT, client.statistics());
    }

    @Test
    void silentClientIsClosed() throws IOException {
        try (SocketChannel silent = connect()) {
            assertEquals(-1, silent.read(ByteBuffer.allocate(1)));
        }
    }

    @Test
    void clientThatNeverReadsIsClosed() throws Exception {
        balancer.repetitions = 1_000_000;
        byte[] request = Wire.request("conns", ConnectionFilter.ALL);
        try (SocketChannel lazy = connect()) {
            lazy.write(ByteBuffer.wrap(request));
            balancer.repetitions = 1;
            Thread.sleep(STALL_LIMIT.multipliedBy(2));
            assertEquals(FakeBalancer.REPORT, client.statistics());
            Thread.sleep(STALL_LIMIT.multipliedBy(2));
            ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
            long bytes = 0;
            for (int read = 0; read >= 0; read = lazy.read(buffer.clear())) {
                bytes += read;
            }
            assertTrue(bytes < 10_000_000, "was sent " + bytes + " bytes");
        }
    }

    @Test
    void thousandClientsAtOnceHarmNothing() throws Exception {
        List<SocketChannel> silent = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(100)) {
            for (int i = 0; i < 200; i++) {
                silent.add(connect());
            }
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < 800; i++) {
                answers.add(threads.submit(() -> exchange(Wire.request("ping", ConnectionFilter.ALL))));
            }
            for (Future<String> answer : answers) {
                String text = answer.get();
                assertTrue(text.contains("\"pid\"") || text.contains("serves 64 clients already"), text);
            }
        } finally {
            Thread.sleep(STALL_LIMIT.multipliedBy(2));
            for (SocketChannel channel : silent) {
                channel.close();
            }
        }
        assertEquals(FakeBalancer.REPORT, client.statistics());
    }

    @Test
    void refusedClientIsToldWhy() throws IOException {
        List<SocketChannel> silent = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            silent.add(connect());
        }
        ControlException e = assertThrows(ControlException.class, client::ping);
        assertEquals("the balancer serves 64 clients already; fix: try again", e.getMessage());
        for (SocketChannel channel : silent) {
            channel.close();
        }
    }

    @Test
    void staleSocketIsReplaced() throws IOException {
        Path stale = directory.resolve("stale.sock");
        ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        dead.bind(UnixDomainSocketAddress.of(stale));
        dead.close();
        assertTrue(Files.exists(stale));
        ControlServer.start(stale, balancer, STALL_LIMIT).close();
        assertFalse(Files.exists(stale));
    }

    @Test
    void secondBalancerIsRefused() {
        assertEquals(
                "control socket FILE: another jpvs listens there; fix: stop it, or set control.socket", refusal(path));
        assertEquals(FakeBalancer.REPORT, client.statistics());
    }

    @Test
    void otherFileStays() throws IOException {
        Path file = Files.writeString(directory.resolve("notes"), "mine");
        assertEquals(
                "control socket FILE: the file there is no socket; fix: remove it, or set control.socket",
                refusal(file));
        assertEquals("mine", Files.readString(file));
    }

    @Test
    void missingDirectoryIsNamed() {
        Path file = directory.resolve("none/jpvs.sock");
        assertEquals(
                "control socket FILE: there is no directory " + file.getParent()
                        + "; fix: create it, or set control.socket",
                refusal(file));
    }

    @Test
    void fileIsGoneAfterStop() {
        server.close();
        assertFalse(Files.exists(path));
        ControlException e = assertThrows(ControlException.class, client::ping);
        assertEquals(
                "control socket " + path + ": no balancer runs there; fix: start one with 'jpvs run -c FILE',"
                        + " or name its socket",
                e.getMessage());
    }

    @Test
    void fileOfASuccessorStaysAfterStop() throws IOException {
        Files.delete(path);
        ControlServer successor = ControlServer.start(path, balancer, STALL_LIMIT);
        server.close();
        assertEquals(FakeBalancer.REPORT, client.statistics());
        successor.close();
        assertFalse(Files.exists(path));
    }

    @Test
    void balancerThatDoesNotAnswerIsGivenUp() throws IOException {
        Path silent = directory.resolve("silent.sock");
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(silent));
            ControlException e =
                    assertThrows(ControlException.class, () -> new ControlClient(silent, Duration.ofSeconds(1)).ping());
            assertEquals(
                    "control socket " + silent + ": no answer within 1 s; fix: look at the balancer's log",
                    e.getMessage());
        }
    }

    private String refusal(Path file) {
        return assertThrows(ControlException.class, () -> ControlServer.start(file, balancer))
                .getMessage()
                .replace(file.toString(), "FILE");
    }

    private List<ConnectionRow> connections(ConnectionFilter filter) {
        List<ConnectionRow> rows = new ArrayList<>();
        client.connections(filter, rows::add);
        return rows;
    }

    private SocketChannel connect() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(path));
    }

    /// Sends bytes, says that no more come, and returns all that comes back. A server that closes before it has read
    /// everything resets the connection; what it said arrives first.
    private String exchange(byte[] request) throws IOException {
        StringBuilder reply = new StringBuilder();
        try (SocketChannel channel = connect()) {
            ByteBuffer buffer = ByteBuffer.allocate(1 << 12);
            try {
                channel.write(ByteBuffer.wrap(request));
                channel.shutdownOutput();
            } catch (IOException e) {
                reply.setLength(0); // refused unread
            }
            try {
                while (channel.read(buffer.clear()) >= 0) {
                    reply.append(StandardCharsets.UTF_8.decode(buffer.flip()));
                }
            } catch (SocketException e) {
                return reply.toString();
            }
        }
        return reply.toString();
    }
}
