package io.jpvs.cli;

import io.jpvs.kernel.config.Configuration;
import io.jpvs.kernel.worker.ConnectionLoader;
import io.jpvs.kernel.worker.LoadedConnections;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Runs the balancer.
@Command(
        name = "run",
        description =
                "Run the balancer until SIGTERM or Ctrl-C. 'ready' is logged, and the control socket is there, once"
                        + " packets flow.",
        sortOptions = false)
final class RunCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

    private final RunningBalancer.Starter starter;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            required = true,
            description = "the configuration")
    private Path config = Path.of("");

    @Option(
            names = "--conns",
            paramLabel = "FILE",
            description = "connections to start with, as 'replay --dump-conns' writes them")
    private @Nullable Path conns;

    @Option(names = "--check", description = "only say whether the configuration is valid; opens no port")
    private boolean check;

    @Spec
    private @Nullable CommandSpec spec;

    RunCommand(RunningBalancer.Starter starter) {
        this.starter = starter;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (check) {
            Logging.quiet();
        }
        try (CheckedConfiguration checked = CheckedConfiguration.load(config)) {
            LoadedConnections connections = conns == null
                    ? LoadedConnections.NONE
                    : ConnectionLoader.read(conns, checked.configuration(), checked.handlers());
            if (check) {
                Objects.requireNonNull(spec)
                        .commandLine()
                        .getOut()
                        .println(config + " is valid: " + summary(checked.configuration()));
            } else {
                LOG.info("configuration {}: {}", config, summary(checked.configuration()));
                new BalancerProcess(checked, connections, starter).run();
            }
            return ExitCode.OK;
        }
    }

    private static String summary(Configuration configuration) {
        return count(configuration.network().ports().size(), "port") + ", "
                + count(configuration.services().size(), "service");
    }

    private static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
