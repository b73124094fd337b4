package io.jpvs.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jpvs.kernel.config.Configuration;
import io.jpvs.kernel.config.ConfigurationReader;
import io.jpvs.kernel.replay.Capture;
import io.jpvs.kernel.replay.Replay;
import io.jpvs.kernel.replay.ReplayReport;
import io.jpvs.kernel.replay.ReplayRequest;
import io.jpvs.kernel.service.Schedulers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Replays every golden. What has to leave was written by hand, see [Scenarios]; what does leave is compared byte
/// for byte, and its checksums are summed once more by [NaiveChecksums].
class GoldenReplayTest {
    private static final Path GOLDENS = Path.of("src", "test", "resources", "replay");
    private static final List<String> PORTS = List.of(Scenario.CLIENT, Scenario.SERVER);

    @TempDir
    Path folder;

    static List<Scenario> scenarios() {
        return Scenarios.all();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void whatLeavesIsWhatHasToLeave(Scenario scenario) throws IOException {
        Path golden = GOLDENS.resolve(scenario.name());
        ReplayReport report = replay(scenario, folder);
        for (String port : PORTS) {
            assertEquals(
                    String.join("\n", Capturing.describe(golden.resolve(port + "-out.pcap"))),
                    String.join("\n", Capturing.describe(folder.resolve(port + "-out.pcap"))),
                    port);
            assertArrayEquals(
                    Files.readAllBytes(golden.resolve(port + "-out.pcap")),
                    Files.readAllBytes(folder.resolve(port + "-out.pcap")),
                    port);
        }
        assertEquals(Files.readString(golden.resolve("outcomes.txt")), outcomes(report));
        assertEquals(
                Files.readString(golden.resolve("connections.tsv")),
                Files.readString(folder.resolve("connections.tsv")));
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void everyFrameIsAccountedFor(Scenario scenario) throws IOException {
        ReplayReport report = replay(scenario, folder);
        long frames =
                report.inputs().stream().mapToLong(ReplayReport.Input::frames).sum();
        long outcomes = report.outcomes().stream()
                .mapToLong(ReplayReport.Outcome::packets)
                .sum();
        assertEquals(frames, report.received());
        assertEquals(report.received() - report.held(), outcomes);
        assertEquals(0, report.lostBuffers());
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void checksumsOfWhatLeavesAreRight(Scenario scenario) throws IOException {
        replay(scenario, folder);
        int wrong = 0;
        for (String port : PORTS) {
            for (byte[] frame : Capturing.frames(folder.resolve(port + "-out.pcap"))) {
                wrong += NaiveChecksums.areRight(frame) ? 0 : 1;
            }
        }
        assertEquals(scenario.areChecksumsRight(), wrong == 0, wrong + " wrong");
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void twoRunsGiveTheSameFiles(Scenario scenario) throws IOException {
        Path second = Files.createDirectory(folder.resolve("second"));
        replay(scenario, folder);
        replay(scenario, second);
        for (String file : List.of("client-out.pcap", "server-out.pcap", "connections.tsv")) {
            assertArrayEquals(Files.readAllBytes(folder.resolve(file)), Files.readAllBytes(second.resolve(file)), file);
        }
    }

    /// What is stored is what the generator makes, so that its source can be read in place of the captures.
    @ParameterizedTest
    @MethodSource("scenarios")
    void theStoredFilesAreThoseOfTheGenerator(Scenario scenario) throws IOException {
        scenario.write(folder);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path made : files.toList()) {
                Path stored = GOLDENS.resolve(scenario.name()).resolve(made.getFileName());
                assertArrayEquals(Files.readAllBytes(made), Files.readAllBytes(stored), stored.toString());
            }
        }
    }

    @Test
    void theReadmeTellsOfEveryGolden() throws IOException {
        String readme = Files.readString(GOLDENS.resolve("README.md"));
        List<String> untold = new ArrayList<>();
        try (Stream<Path> folders = Files.list(GOLDENS)) {
            for (Path golden : folders.filter(Files::isDirectory).toList()) {
                if (!readme.contains("`" + golden.getFileName() + "`")) {
                    untold.add(golden.getFileName().toString());
                }
            }
        }
        assertTrue(untold.isEmpty(), untold + " are not in the README");
    }

    private static ReplayReport replay(Scenario scenario, Path into) throws IOException {
        Path golden = GOLDENS.resolve(scenario.name());
        Configuration configuration =
                new ConfigurationReader(Schedulers.names(), Path.of("plugins")).read(golden.resolve("jpvs.yaml"));
        List<Capture> inputs = new ArrayList<>();
        List<Capture> outputs = new ArrayList<>();
        for (String port : PORTS) {
            inputs.add(new Capture(port, golden.resolve(port + "-in.pcap")));
            outputs.add(new Capture(port, into.resolve(port + "-out.pcap")));
        }
        Path before = scenario.hasConnectionsBefore() ? golden.resolve("connections-before.tsv") : null;
        ReplayRequest request = new ReplayRequest(inputs, outputs, before, into.resolve("connections.tsv"));
        return Replay.run(configuration, Handlers.shipped(), request);
    }

    private static String outcomes(ReplayReport report) {
        List<String> lines = new ArrayList<>();
        for (ReplayReport.Outcome outcome : report.outcomes()) {
            if (outcome.packets() > 0) {
                lines.add(outcome.name() + " " + outcome.packets() + "\n");
            }
        }
        return new String(lines.stream().sorted().reduce("", String::concat).getBytes(UTF_8), UTF_8);
    }
}
