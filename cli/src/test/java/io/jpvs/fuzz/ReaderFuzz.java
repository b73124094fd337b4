package io.jpvs.fuzz;

import static io.jpvs.fuzz.Property.holds;

import io.jpvs.kernel.config.Configuration;
import io.jpvs.kernel.config.ConfigurationException;
import io.jpvs.kernel.config.ConfigurationReader;
import io.jpvs.kernel.pcap.CapturedFrame;
import io.jpvs.kernel.pcap.PcapException;
import io.jpvs.kernel.pcap.PcapReader;
import io.jpvs.kernel.service.Schedulers;
import io.jpvs.kernel.worker.ConnectionLoader;
import io.jpvs.replay.Handlers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// Files that people hand in: captures, configurations, and lists of connections, chosen by the first byte. They are
/// read, or refused in words that name the file.
final class ReaderFuzz {
    private static final Path FILE = temporaryFile();

    private ReaderFuzz() {}

    private static Path temporaryFile() {
        try {
            Path file = Files.createTempFile("jpvs-fuzz", ".file");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Called by the fuzzer.
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        if (input.length == 0) {
            return;
        }
        Files.write(FILE, Arrays.copyOfRange(input, 1, input.length));
        try {
            switch (input[0] % 3) {
                case 0 -> readCapture(input.length);
                case 1 -> readConfiguration();
                default -> ConnectionLoader.read(FILE, Configurations.choose(0), Handlers.shipped());
            }
        } catch (PcapException | ConfigurationException refused) {
            holds(refused.toString().contains(FILE.toString()), () -> "names no file: " + refused);
        }
    }

    private static void readCapture(int length) {
        long bytes = 0;
        try (PcapReader reader = PcapReader.open(FILE)) {
            for (CapturedFrame frame = reader.next(); frame != null; frame = reader.next()) {
                bytes += frame.bytes().length;
            }
        }
        long read = bytes;
        holds(read <= length, () -> read + " bytes read of " + length);
    }

    private static void readConfiguration() {
        Configuration configuration = new ConfigurationReader(Schedulers.names(), Path.of("plugins")).read(FILE);
        holds(configuration.network() != null, () -> "no network");
    }
}
