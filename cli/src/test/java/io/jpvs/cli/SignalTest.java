package io.jpvs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A process of its own that is asked to stop.
@Timeout(120)
final class SignalTest {
    /// The command line over a kernel without packets.
    static final class FakeMain {
        private FakeMain() {}

        public static void main(String[] arguments) {
            FakeBalancer kernel = new FakeBalancer();
            System.exit(Main.commandLine((configuration, plugins, connections) -> kernel.start(configuration))
                    .execute(arguments));
        }
    }

    @TempDir
    Path directory;

    @Test
    void termStopsCleanly() throws IOException, InterruptedException {
        Path file = Files.writeString(
                directory.resolve("jpvs.yaml"),
                "ports: [{name: a, addresses: [10.1.0.1/24]}]\nplugins: {directory: .}\ncontrol: {socket: s}\n");
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FakeMain.class.getName(),
                        "run",
                        "-c",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader log = process.inputReader()) {
            List<String> lines = new ArrayList<>();
            for (String line = log.readLine(); line != null; line = log.readLine()) {
                lines.add(line.replaceFirst("^[0-9:.]+ ", ""));
                if (line.endsWith("ready")) {
                    assertTrue(Files.exists(directory.resolve("s")));
                    process.toHandle().destroy(); // SIGTERM; leaves the stream open
                }
            }
            assertEquals(
                    List.of(
                            "WARN  no protocol is served: there is no jar in " + directory,
                            "INFO  configuration " + file + ": 1 port, 0 services",
                            "INFO  control socket " + directory.resolve("s"),
                            "INFO  ready",
                            "INFO  stopping",
                            "INFO  stopped"),
                    lines);
        } finally {
            process.waitFor(30, TimeUnit.SECONDS);
            process.destroyForcibly();
        }
        assertEquals(0, process.exitValue());
        assertFalse(Files.exists(directory.resolve("s")));
    }
}
