package io.jpvs.balancing;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;

/// A command that has ended.
///
/// @param text what it printed, both streams
record Shell(boolean succeeded, String text) {
    static Shell run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            return new Shell(process.waitFor() == 0, text);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(String.join(" ", command));
        }
    }

    /// Runs a command that must succeed.
    static void require(String... command) throws IOException {
        Shell ended = run(command);
        if (!ended.succeeded) {
            throw new IOException("'" + String.join(" ", command) + "' failed: " + ended.text);
        }
    }
}
