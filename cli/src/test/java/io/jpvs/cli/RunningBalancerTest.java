package io.jpvs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jpvs.kernel.config.TtlPolicy;
import io.jpvs.kernel.control.ControlException;
import io.jpvs.kernel.control.StatisticsReport;
import io.jpvs.kernel.worker.LoadedConnections;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Commands against a process that runs: all but the packets is real.
@Timeout(60)
final class RunningBalancerTest {
    private static final String CONFIGURATION = """
            ports: [{name: a, addresses: [10.1.0.1/24]}]
            plugins: {directory: .}
            control: {socket: jpvs.sock}
            """;

    private final Path file;
    private final Path socket;
    private final FakeBalancer kernel = new FakeBalancer();
    private final CheckedConfiguration checked;
    private final BalancerProcess process;

    RunningBalancerTest(@TempDir Path directory) throws IOException {
        file = Files.writeString(directory.resolve("jpvs.yaml"), CONFIGURATION);
        socket = directory.resolve("jpvs.sock");
        checked = CheckedConfiguration.load(file);
        process = new BalancerProcess(
                checked, LoadedConnections.NONE, (configuration, plugins, connections) -> kernel.start(configuration));
        process.start();
    }

    @AfterEach
    void stop() {
        process.stop();
        checked.close();
    }

    @Test
    void statsAreTablesForPeople() {
        assertEquals("""
                up 1:02:03, 1 worker, 10 frames received, 4 of 100 connections, 1 of 50 lingering (3200 bytes)

                port    link  mac                 mtu  packets-in  bytes-in  packets-out  bytes-out  missed  errors-in  errors-out  no-buffer
                client  up    02:00:00:00:00:01  1500           1         3            2          4       5          6           7          8

                outcome       packets  lost  meaning
                forwarded-in        7        client to server, sent on
                no-route            3  yes   no route

                counter                 events  meaning
                related{code=4,type=3}       2  errors translated

                service               scheduler  forward  server          weight  active  connections  packets-in  bytes-in  packets-out  bytes-out
                stream 10.1.0.100:80  rr         fullnat  10.2.0.10:8080       1       4            9          20      2000           18       1800
                stream 10.1.0.100:80  rr         fullnat  10.2.0.11           10       0            0           0         0            0          0
                query fd01::100       wrr        fullnat  none

                neighbour  mac                port    state
                10.2.0.10  02:00:00:00:02:02  server  reachable
                10.2.0.11  -                  server  incomplete
                """, answer("stats"));
    }

    @Test
    void statsAreJsonForPrograms() {
        assertEquals("""
                {"uptimeSeconds":3723,"workers":1,"receivedFrames":10,\
                "outcomes":[\
                {"name":"forwarded-in","description":"client to server, sent on","drop":false,"packets":7},\
                {"name":"forwarded-out","description":"server to client, sent on","drop":false,"packets":0},\
                {"name":"no-route","description":"no route","drop":true,"packets":3}],\
                "counters":[\
                {"name":"originated","labels":{},"description":"packets originated","value":0},\
                {"name":"related","labels":{"code":"4","type":"3"},"description":"errors translated","value":2}],\
                "ports":[{"name":"client","up":true,"mac":"02:00:00:00:00:01","mtuBytes":1500,"statistics":{\
                "receivedPackets":1,"transmittedPackets":2,"receivedBytes":3,"transmittedBytes":4,"missedPackets":5,\
                "receiveErrors":6,"transmitErrors":7,"allocationFailures":8}}],\
                "connections":{"active":4,"capacity":100,"lingering":1,"lingerCapacity":50,"lingerBytes":3200},\
                "services":[\
                {"protocol":"stream","address":"10.1.0.100","port":80,"scheduler":"rr","forward":"fullnat","servers":[\
                {"address":"10.2.0.10","port":8080,"weight":1,"activeConnections":4,"connections":9,\
                "packetsIn":20,"packetsOut":18,"bytesIn":2000,"bytesOut":1800},\
                {"address":"10.2.0.11","port":null,"weight":10,"activeConnections":0,"connections":0,\
                "packetsIn":0,"packetsOut":0,"bytesIn":0,"bytesOut":0}]},\
                {"protocol":"query","address":"fd01::100","port":null,"scheduler":"wrr","forward":"fullnat",\
                "servers":[]}],\
                "neighbours":[\
                {"address":"10.2.0.10","mac":"02:00:00:00:02:02","port":"server","state":"reachable"},\
                {"address":"10.2.0.11","mac":null,"port":"server","state":"incomplete"}]}
                """, answer("stats", "--json"));
    }

    @Test
    void connectionsHaveTheColumnsOfIpvsadm() {
        assertEquals("""
                pro     expire  state        source          virtual        local          destination
                stream   01:30  established  10.1.0.2:40000  10.1.0.100:80  10.2.0.1:1025  10.2.0.10:8080
                query    60:05  -            [fd01::2]:7     [fd01::100]:7  [fd02::1]:1    [fd02::10]:1
                """, answer("conns"));
    }

    @Test
    void connectionsCanBeChosen() {
        assertEquals("""
                {"protocol":"query","client":"[fd01::2]:7","vip":"[fd01::100]:7","local":"[fd02::1]:1",\
                "server":"[fd02::10]:1","state":"-","secondsLeft":3605}
                """, answer("conns", "--json", "--client", "fd01::2"));
        assertEquals(
                "pro  expire  state  source  virtual  local  destination\n", answer("conns", "--protocol", "nothing"));
    }

    @Test
    void socketIsFoundByTheConfiguration() {
        Invocation plugins = Invocation.of("plugin", "list", "--socket", socket.toString());
        assertEquals(new Invocation(0, "plugin  version  protocols  state  file  reason\n", ""), plugins);
        Invocation conns = Invocation.of("conns", "--json", "-c", file.toString());
        assertEquals(2, conns.out().lines().count());
    }

    @Test
    void reloadPutsAValidConfigurationInForce() throws IOException {
        Files.writeString(file, CONFIGURATION + "ttl: keep\n");
        assertEquals("the configuration is in force\n", answer("reload"));
        assertEquals(TtlPolicy.KEEP, kernel.inForce.get().ttl());
    }

    @Test
    void reloadRefusesAnotherOne() throws IOException {
        Files.writeString(file, CONFIGURATION + "ttl: kep\n");
        assertEquals(
                new Invocation(2, "", file + ":4: ttl: there is no 'kep'; fix: write 'keep'\n"),
                Invocation.of("reload", "--socket", socket.toString()));
        Files.writeString(file, CONFIGURATION + "connections: {capacity: 1}\n");
        assertEquals(
                new Invocation(
                        2,
                        "",
                        file + ":4: connections cannot change while the balancer runs;"
                                + " fix: restart jpvs, or change it back\n"),
                Invocation.of("reload", "--socket", socket.toString()));
        assertEquals(TtlPolicy.DECREMENT, kernel.inForce.get().ttl());
    }

    @Test
    void stopEndsItAll() {
        process.stop();
        assertTrue(kernel.isClosed.get());
        assertFalse(Files.exists(socket));
    }

    @Test
    void emptyTablesAreLeftOut() {
        StringWriter text = new StringWriter();
        new StatisticsText(new PrintWriter(text, true))
                .print(new StatisticsReport(
                        0,
                        2,
                        0,
                        List.of(new StatisticsReport.Outcome("no-route", "no route", true, 0)),
                        List.of(),
                        List.of(),
                        new StatisticsReport.Connections(0, 10, 0, 0, 0),
                        List.of(),
                        List.of()));
        assertEquals("""
                up 0:00:00, 2 workers, 0 frames received, 0 of 10 connections, none may linger

                port  link  mac  mtu  packets-in  bytes-in  packets-out  bytes-out  missed  errors-in  errors-out  \
                no-buffer
                """, text.toString());
    }

    @Test
    void secondBalancerIsRefusedBeforeItTouchesAPort() {
        FakeBalancer second = new FakeBalancer();
        BalancerProcess other = new BalancerProcess(
                checked, LoadedConnections.NONE, (configuration, plugins, connections) -> second.start(configuration));
        assertThrows(ControlException.class, other::start);
        assertEquals(null, second.inForce.get());
    }

    private String answer(String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--socket";
        all[arguments.length + 1] = socket.toString();
        Invocation invocation = Invocation.of(all);
        assertEquals(List.of("", 0), List.of(invocation.err(), invocation.exitCode()));
        return invocation.out();
    }
}
