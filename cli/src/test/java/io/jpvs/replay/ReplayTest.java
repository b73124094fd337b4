package io.jpvs.replay;

import static io.jpvs.replay.Frames.ALICE;
import static io.jpvs.replay.Frames.FIRST;
import static io.jpvs.replay.Frames.LOCAL;
import static io.jpvs.replay.Frames.VIP;
import static io.jpvs.replay.Frames.fromClient;
import static io.jpvs.replay.Frames.fromServer;
import static io.jpvs.replay.Frames.routed;
import static io.jpvs.replay.Frames.text;
import static io.jpvs.replay.Frames.toAlice;
import static io.jpvs.replay.Frames.toFirst;
import static io.jpvs.replay.ReplayFixture.counter;
import static io.jpvs.replay.ReplayFixture.packets;
import static io.jpvs.replay.ReplayFixture.timed;
import static io.jpvs.replay.Scenarios.query;
import static io.jpvs.replay.Scenarios.translatedQuery;
import static io.jpvs.testkit.PacketBuilder.ip;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jpvs.kernel.pcap.PcapException;
import io.jpvs.kernel.replay.ReplayException;
import io.jpvs.kernel.replay.ReplayReport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a replay makes of its captures: their order, their times, their flaws.
class ReplayTest {
    private static final long SECOND = 1_000_000_000L;

    @TempDir
    Path folder;

    private ReplayFixture replay;

    @BeforeEach
    void begin() throws IOException {
        replay = new ReplayFixture(folder, Scenarios.UDP);
    }

    /// Ports are dealt in the order in which the flows come: by time, then by `--in`, then by file.
    @Test
    void framesOfEqualTimeGoInTheOrderOfTheInputsThenOfTheFile() {
        replay.in("client", "a.pcap", false)
                .frame(5 * SECOND, fromClient(query(ALICE, 1)))
                .frame(6 * SECOND, fromClient(query(ALICE, 4)))
                .end();
        replay.in("client", "b.pcap", false)
                .frame(5 * SECOND, fromClient(query(ALICE, 2)))
                .frame(5 * SECOND, fromClient(query(ALICE, 3)))
                .frame(6 * SECOND, fromClient(query(ALICE, 5)))
                .end();
        replay.in("client", "c.pcap", false)
                .frame(4 * SECOND, fromClient(query(ALICE, 6)))
                .end();
        replay.out("server", "out.pcap").dump("dump.tsv").run();
        List<String> times = new ArrayList<>();
        for (String frame : replay.frames("out.pcap")) {
            times.add(frame.substring(0, frame.indexOf(' ')));
        }
        assertEquals(
                List.of("4000000000", "5000000000", "5000000000", "5000000000", "6000000000", "6000000000"), times);
        assertEquals(connections("1 1026", "2 1027", "3 1028", "4 1029", "5 1030", "6 1025"), lines("dump.tsv"));
    }

    private List<String> lines(String file) {
        try {
            return replay.lines(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<String> connections(String... ports) {
        List<String> lines = new ArrayList<>();
        for (String pair : ports) {
            String[] both = pair.split(" ", 2);
            lines.add("udp\t10.1.0.2:" + both[0] + "\t10.1.0.100:53\t10.2.0.1:" + both[1] + "\t10.2.0.10:5353\t-");
        }
        return lines;
    }

    @Test
    void nanosecondsStayIfAnyInputHasThem() {
        replay.in("client", "micro.pcap", false)
                .frame(SECOND + 7_000, fromClient(query(ALICE, 40_000)))
                .end();
        replay.in("server", "nano.pcap", true)
                .frame(SECOND + 7_001, fromServer(ip(FIRST, LOCAL).udp(5353, 1025, text("x"))))
                .end();
        replay.out("client", "c.pcap").out("server", "s.pcap").run();
        assertEquals(List.of(timed(SECOND + 7_000, toFirst(translatedQuery(1025)))), replay.frames("s.pcap"));
        assertEquals(
                List.of(timed(SECOND + 7_001, toAlice(routed(VIP, ALICE).udp(53, 40_000, text("x"))))),
                replay.frames("c.pcap"));
    }

    @Test
    void aFrameEarlierThanTheOneBeforeComesAtTheSameTime() {
        replay.in("client", "in.pcap", false)
                .frame(5 * SECOND, fromClient(query(ALICE, 1)))
                .frame(3 * SECOND, fromClient(query(ALICE, 2)))
                .frame(6 * SECOND, fromClient(query(ALICE, 3)))
                .end();
        ReplayReport report = replay.out("server", "out.pcap").run();
        assertEquals(1, report.inputs().getFirst().early());
        assertEquals(
                timed(5 * SECOND, toFirst(translatedQuery(1026))),
                replay.frames("out.pcap").get(1));
        assertEquals(3, packets(report, "forwarded-in"));
    }

    @Test
    void cutFramesAreCountedAndGoTheWayOfTruncatedOnes() throws IOException {
        replay.in("client", "in.pcap", false)
                .frame(SECOND, fromClient(query(ALICE, 1)))
                .frame(SECOND, fromClient(query(ALICE, 2)))
                .end();
        Path file = folder.resolve("in.pcap");
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int frameBytes = bytes.getInt(24 + 8);
        ByteBuffer cut = ByteBuffer.wrap(Arrays.copyOf(bytes.array(), bytes.capacity() - 3));
        cut.order(ByteOrder.LITTLE_ENDIAN).putInt(24 + 16 + frameBytes + 8, frameBytes - 3);
        Files.write(file, cut.array());
        ReplayReport report = replay.run();
        assertEquals(1, report.inputs().getFirst().cut());
        assertEquals(1, packets(report, "forwarded-in"));
        assertEquals(1, packets(report, "truncated"));
    }

    @Test
    void framesLongerThanAnyBufferAreLeftOutAndOthersAreTooBig() {
        byte[] large = Arrays.copyOf(fromClient(ip(ALICE, VIP).dontFragment().udp(1, 53, new byte[65_000])), 65_407);
        replay.in("client", "in.pcap", false)
                .frame(SECOND, Arrays.copyOf(large, 65_408))
                .frame(SECOND, large)
                .frame(SECOND, fromClient(query(ALICE, 1)))
                .end();
        ReplayReport report = replay.run();
        assertEquals(3, report.inputs().getFirst().frames());
        assertEquals(1, report.inputs().getFirst().tooLong());
        assertEquals(2, report.received());
        assertEquals(1, packets(report, "too-big"));
        assertEquals(1, packets(report, "forwarded-in"));
    }

    @Test
    void aPortWithoutOutputIsCountedAndOneWithoutFramesHasAnEmptyCapture() {
        replay.in("client", "in.pcap", false)
                .frame(SECOND, fromClient(query(ALICE, 1)))
                .end();
        ReplayReport report = replay.out("client", "out.pcap").run();
        assertEquals(
                List.of(
                        new ReplayReport.Output(
                                "client", folder.resolve("out.pcap").toString(), 0),
                        new ReplayReport.Output("server", null, 1)),
                report.outputs());
        assertEquals(List.of(), replay.frames("out.pcap"));
    }

    @Test
    void aPortWithoutMacHasOneThatIsTold() throws IOException {
        ReplayFixture plain = new ReplayFixture(folder, """
                connections: {capacity: 64}
                ports:
                  - {name: client, addresses: [10.1.0.1/24]}
                  - {name: server, addresses: [10.2.0.1/24], mac: "02:00:00:00:02:01"}
                neighbours: [{address: 10.1.0.2, mac: "02:00:00:00:01:02", port: client}]
                services: []
                """);
        byte[] ping = ip(ALICE, "10.1.0.1").echoRequest(1, 1).frame("02:00:00:00:00:01", "02:00:00:00:01:02");
        plain.in("client", "in.pcap", false).frame(SECOND, ping).end();
        ReplayReport report = plain.run();
        assertEquals(1, packets(report, "answered"));
        assertEquals(
                List.of(
                        new ReplayReport.Port("client", "02:00:00:00:00:01", false),
                        new ReplayReport.Port("server", "02:00:00:00:02:01", true)),
                report.ports());
    }

    /// Neither frames nor connections: time stands at 0, and what was loaded is there.
    @Test
    void withoutFramesNoTimePasses() throws IOException {
        String line = "udp\t10.1.0.2:7\t10.1.0.100:53\t10.2.0.1:1025\t10.2.0.10:5353\t-";
        replay.startWith(line).dump("dump.tsv").run();
        assertEquals(List.of(line), replay.lines("dump.tsv"));
    }

    @Test
    void portsAreUsedUpRefusedAndReusedInTheOrderTheyWereFreed() throws IOException {
        int ports = 65_535 - 1025 + 1;
        ReplayFixture large = new ReplayFixture(
                folder,
                Scenarios.UDP.replace("capacity: 64", "capacity: 70000")
                        + "protocols: {udp: {timeouts: {idle: 10s}}}\n");
        ReplayFixture.Input in = large.in("client", "in.pcap", false);
        for (int i = 0; i < ports; i++) {
            in.frame(
                    SECOND + (i < 1000 ? 0 : 5 * SECOND),
                    fromClient(ip("10.1.0.2", VIP).udp(1 + i, 53)));
        }
        in.frame(10 * SECOND, fromClient(query("10.1.0.3", 1)));
        in.frame(11 * SECOND, fromClient(query("10.1.0.3", 2)));
        in.frame(11 * SECOND, fromClient(query("10.1.0.3", 3)));
        in.end();
        ReplayReport report = large.out("server", "out.pcap").dump("dump.tsv").run();
        assertEquals(1, packets(report, "selectors-exhausted"));
        assertEquals(1000, counter(report, "connections-expired"));
        List<String> frames = large.frames("out.pcap");
        assertEquals(ports + 2, frames.size());
        assertEquals(timed(11 * SECOND, toFirst(translatedQuery(1025))), frames.get(ports));
        assertEquals(timed(11 * SECOND, toFirst(translatedQuery(1026))), frames.get(ports + 1));
        assertEquals(0, report.lostBuffers());
    }

    @Test
    void aDamagedCaptureIsRefusedBeforeAnythingIsWritten() throws IOException {
        replay.in("client", "good.pcap", false)
                .frame(SECOND, fromClient(query(ALICE, 1)))
                .end();
        replay.in("server", "bad.pcap", false)
                .frame(2 * SECOND, fromServer(ip(FIRST, LOCAL).udp(5353, 1025)))
                .end();
        Path bad = folder.resolve("bad.pcap");
        byte[] bytes = Files.readAllBytes(bad);
        Files.write(bad, Arrays.copyOf(bytes, bytes.length - 1));
        String message = assertThrows(
                        PcapException.class,
                        () -> replay.out("server", "out.pcap").run())
                .getMessage();
        assertTrue(message.startsWith(bad + ": is cut short in record 1 at offset 24: "), message);
        assertFalse(Files.exists(folder.resolve("out.pcap")));
    }

    @Test
    void unknownPortsAndFilesNamedTwiceAreRefused() throws IOException {
        replay.in("client", "in.pcap", false).end();
        assertRefused(
                new ReplayFixture(folder, Scenarios.UDP).in("lan", folder.resolve("in.pcap")),
                "there is no port 'lan' in " + folder.resolve("jpvs.yaml") + "; fix: name one of client, server");
        assertRefused(
                new ReplayFixture(folder, Scenarios.UDP).out("client", "a.pcap").out("client", "b.pcap"),
                "there are two --out of port client; fix: remove one of them");
        assertRefused(
                new ReplayFixture(folder, Scenarios.UDP)
                        .in("client", folder.resolve("in.pcap"))
                        .out("server", "./in.pcap"),
                "--out server would overwrite " + folder.resolve("./in.pcap") + ", which is that of --in client"
                        + "; fix: name another");
        assertRefused(
                new ReplayFixture(folder, Scenarios.UDP).out("client", "a.pcap").out("server", "a.pcap"),
                "--out server would overwrite " + folder.resolve("a.pcap") + ", which is that of --out client"
                        + "; fix: name another");
        assertRefused(
                new ReplayFixture(folder, Scenarios.UDP).dump("jpvs.yaml"),
                "--dump-conns would overwrite " + folder.resolve("jpvs.yaml") + ", which is that of the configuration"
                        + "; fix: name another");
        assertRefused(
                new ReplayFixture(folder, Scenarios.UDP).in("client", Path.of("/dev/null")),
                "/dev/null: is no regular file, and has to be read twice; fix: copy it to a file first");
        new ReplayFixture(folder, Scenarios.UDP)
                .out("client", "/dev/null")
                .out("server", "/dev/null")
                .run();
    }

    private static void assertRefused(ReplayFixture refused, String message) {
        assertEquals(message, assertThrows(ReplayException.class, refused::run).getMessage());
    }
}
