package io.jpvs.bench.rig;

import io.jpvs.bench.traffic.Passage;
import io.jpvs.bench.traffic.Setup;
import io.jpvs.bench.traffic.Stations;
import io.jpvs.bench.traffic.Traffic;
import io.jpvs.bench.traffic.Workload;
import io.jpvs.kernel.pcap.PcapWriter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The files of a row: capture, connections, and configuration, and the same for a sample of the frames.
final class Stage implements AutoCloseable {
    /// Frames of the sample whose translation is checked.
    static final int SAMPLE_FRAMES = 4096;

    private final Traffic traffic;
    private final Path home;
    private final Setup setup;
    private final WorkFolder folder;

    /// Writes the files.
    ///
    /// @param home of jpvs
    /// @param folder for them; the stage's own
    Stage(Traffic traffic, Path home, WorkFolder folder) {
        this.traffic = traffic;
        this.home = home;
        this.setup = new Setup(traffic);
        this.folder = folder;
        try {
            int frames = traffic.workload().frames();
            int sample = Math.min(frames, SAMPLE_FRAMES);
            writeCapture(capture(), frames);
            writeCapture(sample(), sample);
            writeConnections(
                    connections(), IntStream.range(0, traffic.workload().flows()));
            writeConnections(
                    sampleConnections(),
                    IntStream.range(0, sample).map(traffic::flowAt).distinct());
            Files.writeString(
                    sampleConfiguration(),
                    setup.configuration(List.of(), Stations.PORT_MAC, plugins(), file("sample.sock")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void writeCapture(Path file, int frames) {
        try (PcapWriter writer = PcapWriter.create(file, false)) {
            for (int place = 0; place < frames; place++) {
                writer.write(1_000L * place, traffic.passage(place).arriving());
            }
        }
    }

    private void writeConnections(Path file, IntStream flows) throws IOException {
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            for (int flow : flows.toArray()) {
                writer.write(traffic.connection(flow));
                writer.newLine();
            }
        }
    }

    private List<String> eal() {
        return List.of(
                "--no-huge",
                "-m",
                String.valueOf(setup.megabytes()),
                "--no-shconf",
                "--no-pci",
                "--no-telemetry",
                device());
    }

    /// Returns the device that both programs run on: it plays the capture for ever, and drops what is sent.
    String device() {
        return "--vdev=net_pcap0,rx_pcap=" + capture() + ",infinite_rx=1";
    }

    Setup setup() {
        return setup;
    }

    Path file(String name) {
        return folder.path().resolve(name);
    }

    /// Returns the command `jpvs`.
    String launcher() {
        return home.resolve("jpvs").toString();
    }

    /// Returns the workload.
    Workload workload() {
        return traffic.workload();
    }

    /// Writes a configuration.
    ///
    /// @param socket the control socket
    /// @param without the plugin that is to be left out; empty for none
    Path configuration(Path socket, String without) {
        Path plugins = without.isEmpty() ? plugins() : copyPlugins(without);
        try {
            return Files.writeString(
                    file(socket.getFileName() + ".yaml"), setup.configuration(eal(), "", plugins, socket));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path copyPlugins(String without) {
        Path copies = file("plugins");
        String leftOut = "jpvs-" + without + "-";
        try (Stream<Path> jars = Files.list(plugins())) {
            Files.createDirectories(copies);
            for (Path jar : jars.toList()) {
                if (!String.valueOf(jar.getFileName()).startsWith(leftOut)) {
                    Files.copy(
                            jar,
                            copies.resolve(String.valueOf(jar.getFileName())),
                            StandardCopyOption.REPLACE_EXISTING);
                }
            }
            return copies;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path plugins() {
        return home.resolve("cli/target/dist/plugins");
    }

    Path connections() {
        return file("connections.tsv");
    }

    Path sample() {
        return file("sample.pcap");
    }

    Path sampleConnections() {
        return file("sample.tsv");
    }

    Path sampleConfiguration() {
        return file("sample.yaml");
    }

    Passage passage(int place) {
        return traffic.passage(place);
    }

    int sampleFrames() {
        return Math.min(traffic.workload().frames(), SAMPLE_FRAMES);
    }

    private Path capture() {
        return file("frames.pcap");
    }

    @Override
    public void close() {
        folder.close();
    }
}
