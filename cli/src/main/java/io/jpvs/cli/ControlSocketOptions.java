package io.jpvs.cli;

import io.jpvs.kernel.control.ControlClient;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/// Which running balancer is meant.
final class ControlSocketOptions {
    private static final Path USUAL = Path.of("/run/jpvs.sock");

    @ArgGroup
    private @Nullable Choice choice;

    /// Made by picocli.
    ControlSocketOptions() {}

    private static final class Choice {
        @Option(
                names = {"-c", "--config"},
                paramLabel = "FILE",
                description = "the configuration of the balancer to ask, for its control.socket")
        private @Nullable Path config;

        @Option(
                names = "--socket",
                paramLabel = "PATH",
                description = "the control socket of the balancer to ask (/run/jpvs.sock)")
        private @Nullable Path socket;
    }

    ControlClient client() {
        return new ControlClient(path());
    }

    private Path path() {
        if (choice == null) {
            return USUAL;
        }
        if (choice.socket != null) {
            return choice.socket;
        }
        return choice.config == null
                ? USUAL
                : CheckedConfiguration.read(choice.config).controlSocket();
    }
}
