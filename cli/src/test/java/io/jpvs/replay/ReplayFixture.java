package io.jpvs.replay;

import io.jpvs.kernel.config.Configuration;
import io.jpvs.kernel.config.ConfigurationReader;
import io.jpvs.kernel.pcap.PcapWriter;
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
import org.jspecify.annotations.Nullable;

/// A replay in the making, in a folder.
final class ReplayFixture {
    private final Path folder;
    private final Configuration configuration;
    private final List<Capture> inputs = new ArrayList<>();
    private final List<Capture> outputs = new ArrayList<>();
    private @Nullable Path connections;
    private @Nullable Path dump;

    ReplayFixture(Path folder, String yaml) throws IOException {
        this.folder = folder;
        Path file = Files.writeString(folder.resolve("jpvs.yaml"), yaml);
        this.configuration = new ConfigurationReader(Schedulers.names(), Path.of("plugins")).read(file);
    }

    /// Frames that come in, with their times.
    static final class Input {
        private final PcapWriter writer;

        private Input(PcapWriter writer) {
            this.writer = writer;
        }

        Input frame(long nanos, byte[] frame) {
            writer.write(nanos, frame);
            return this;
        }

        void end() {
            writer.close();
        }
    }

    /// Begins a capture that is read; its `end` has to be called.
    Input in(String port, String file, boolean nanosecond) {
        in(port, folder.resolve(file));
        return new Input(PcapWriter.create(folder.resolve(file), nanosecond));
    }

    ReplayFixture in(String port, Path file) {
        inputs.add(new Capture(port, file));
        return this;
    }

    ReplayFixture out(String port, String file) {
        outputs.add(new Capture(port, folder.resolve(file)));
        return this;
    }

    ReplayFixture startWith(String... lines) throws IOException {
        connections = Files.writeString(folder.resolve("before.tsv"), String.join("\n", lines));
        return this;
    }

    ReplayFixture dump(String file) {
        dump = folder.resolve(file);
        return this;
    }

    ReplayReport run() {
        return Replay.run(configuration, Handlers.shipped(), new ReplayRequest(inputs, outputs, connections, dump));
    }

    /// Returns the lines of what was written.
    List<String> lines(String file) throws IOException {
        return Files.readAllLines(folder.resolve(file));
    }

    /// Returns the frames of what was written, each with its time.
    List<String> frames(String file) {
        return Capturing.describe(folder.resolve(file));
    }

    static String timed(long nanos, byte[] frame) {
        return nanos + " " + java.util.HexFormat.of().formatHex(frame);
    }

    static long packets(ReplayReport report, String outcome) {
        return report.outcomes().stream()
                .filter(one -> one.name().equals(outcome))
                .findFirst()
                .orElseThrow()
                .packets();
    }

    static long counter(ReplayReport report, String name) {
        return report.counters().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value();
    }
}
