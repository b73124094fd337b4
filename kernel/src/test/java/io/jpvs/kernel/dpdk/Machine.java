package io.jpvs.kernel.dpdk;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// What a test needs of the machine it runs on. Where that is missing, the test is skipped with the reason.
final class Machine {
    private Machine() {}

    static void assumeDpdk() {
        String reason = "";
        try {
            Libraries.open(Libraries.KNOWN_ABIS);
        } catch (DpdkException e) {
            reason = e.getMessage();
        }
        assumeTrue(reason.isEmpty(), reason);
    }

    static void assumeRoot() {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root, for network and mount namespaces");
    }

    static void assumeWorks(String... command) {
        String failure = run(command);
        assumeTrue(failure.isEmpty(), failure);
    }

    /// Runs a command, which must succeed.
    static void command(String... command) {
        String failure = run(command);
        if (!failure.isEmpty()) {
            throw new AssertionError(failure);
        }
    }

    /// Returns what went wrong, or nothing.
    private static String run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? "" : "'" + String.join(" ", command) + "' does not work here: " + output;
        } catch (IOException e) {
            return String.valueOf(e.getMessage()); // no such program
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
