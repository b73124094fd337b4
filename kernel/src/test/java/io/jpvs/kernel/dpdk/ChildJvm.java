package io.jpvs.kernel.dpdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A `main` of a test class run in a JVM of its own: EAL starts once per process, and what it breaks breaks there.
///
/// @param output what it printed, both streams
record ChildJvm(int exitCode, String output) {
    private static final int SKIPPED = 77;
    private static final int PATIENCE_SECONDS = 60;
    private static final String SKIP_MARK = "SKIPPED: ";

    /// @param prefix the command to put in front, such as `ip netns exec x`
    static ChildJvm run(List<String> prefix, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        try {
            Path log = Files.createTempFile("jpvs-child", ".log");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            try {
                boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
                String output = Files.readString(log);
                assertTrue(ended, () -> "does not end:\n" + output);
                return new ChildJvm(process.exitValue(), output);
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                Files.delete(log);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    static ChildJvm run(Class<?> main, String... arguments) {
        return run(List.of(), main, arguments);
    }

    /// Passes, fails or skips the calling test as the child did.
    void assertPassed() {
        if (exitCode == SKIPPED) {
            abort(output.lines()
                    .filter(line -> line.startsWith(SKIP_MARK))
                    .findFirst()
                    .orElse(output));
        }
        assertEquals(0, exitCode, output);
    }

    /// In the child: ends it, and skips the test.
    static void skip(String reason) {
        System.out.println(SKIP_MARK + reason);
        System.exit(SKIPPED);
    }
}
