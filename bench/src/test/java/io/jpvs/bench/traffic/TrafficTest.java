package io.jpvs.bench.traffic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.jpvs.api.ProtocolHandler;
import io.jpvs.kernel.config.Configuration;
import io.jpvs.kernel.config.ConfigurationReader;
import io.jpvs.kernel.pcap.CapturedFrame;
import io.jpvs.kernel.pcap.PcapReader;
import io.jpvs.kernel.pcap.PcapWriter;
import io.jpvs.kernel.plugin.LoadedHandler;
import io.jpvs.kernel.replay.Capture;
import io.jpvs.kernel.replay.Replay;
import io.jpvs.kernel.replay.ReplayReport;
import io.jpvs.kernel.replay.ReplayRequest;
import io.jpvs.kernel.service.Schedulers;
import io.jpvs.plugins.icmp.IcmpHandler;
import io.jpvs.plugins.tcp.TcpHandler;
import io.jpvs.plugins.udp.UdpHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrafficTest {
    private static final int FLOWS = 40;

    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0} over IPv6: {1}, {2} bytes")
    @CsvSource({
        "UDP, false, 60",
        "TCP, false, 60",
        "MIX, false, 60",
        "ERRORS, false, 70",
        "UDP, true, 80",
        "TCP, true, 80",
        "MIX, true, 80",
        "ERRORS, true, 110",
    })
    void balancerMakesOfEachFrameWhatItsFlowAsksFor(Kind kind, boolean ipv6, int bytes) throws IOException {
        Traffic traffic = new Traffic(new Workload(kind, ipv6, FLOWS));
        Path in = folder.resolve("in.pcap");
        Path out = folder.resolve("out.pcap");
        try (PcapWriter writer = PcapWriter.create(in, false)) {
            for (int place = 0; place < 2 * FLOWS; place++) {
                assertEquals(bytes, traffic.passage(place).arriving().length);
                writer.write(place, traffic.passage(place).arriving());
            }
        }

        ReplayReport report = replay(traffic, in, out);

        assertEquals(FLOWS, report.connections());
        try (PcapReader reader = PcapReader.open(out)) {
            for (int place = 0; place < 2 * FLOWS; place++) {
                CapturedFrame left = reader.next();
                assertNotNull(left, "frame " + place);
                assertArrayEquals(traffic.passage(place).leaving(), left.bytes(), "frame " + place);
            }
        }
    }

    private ReplayReport replay(Traffic traffic, Path in, Path out) throws IOException {
        Path connections = Files.write(
                folder.resolve("connections.tsv"),
                IntStream.range(0, FLOWS).mapToObj(traffic::connection).toList());
        Path file = Files.writeString(
                folder.resolve("jpvs.yaml"),
                new Setup(traffic)
                        .configuration(
                                List.of(), Stations.PORT_MAC, folder.resolve("plugins"), folder.resolve("sock")));
        Configuration configuration = new ConfigurationReader(Schedulers.names(), folder.resolve("plugins")).read(file);
        return Replay.run(
                configuration,
                handlers(),
                new ReplayRequest(
                        List.of(new Capture("wire", in)), List.of(new Capture("wire", out)), connections, null));
    }

    private static List<LoadedHandler> handlers() {
        List<Supplier<ProtocolHandler>> all = List.of(IcmpHandler::new, TcpHandler::new, UdpHandler::new);
        List<LoadedHandler> loaded = new ArrayList<>();
        for (Supplier<ProtocolHandler> supplier : all) {
            ProtocolHandler handler = supplier.get();
            loaded.add(new LoadedHandler(
                    "bench", handler.protocols(), handler.hasPorts(), handler.reportsErrorsFor(), supplier::get));
        }
        return loaded;
    }

    @Test
    void eachSideShowsEachFlowOnceAndNotInOrder() {
        Traffic traffic = new Traffic(new Workload(Kind.UDP, false, 1000));
        List<Integer> all = IntStream.range(0, 1000).boxed().toList();
        for (int side = 0; side < 2; side++) {
            int first = side;
            List<Integer> flows = new ArrayList<>(Stream.iterate(first, place -> place + 2)
                    .limit(1000)
                    .map(traffic::flowAt)
                    .toList());
            assertEquals(false, flows.equals(all));
            Collections.sort(flows);
            assertEquals(all, flows);
        }
    }

    @Test
    void oneFlowFillsABurst() {
        Workload workload = new Workload(Kind.UDP, false, 1);

        assertEquals(32, workload.frames());
        assertArrayEquals(
                new Traffic(workload).passage(0).arriving(),
                new Traffic(workload).passage(30).arriving());
    }
}
