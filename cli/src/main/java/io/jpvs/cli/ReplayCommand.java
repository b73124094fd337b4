package io.jpvs.cli;

import io.jpvs.kernel.replay.Capture;
import io.jpvs.kernel.replay.Replay;
import io.jpvs.kernel.replay.ReplayReport;
import io.jpvs.kernel.replay.ReplayRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// Runs captures through the balancer, without DPDK, root or network.
@Command(
        name = "replay",
        description =
                "Run captures through the balancer, without DPDK, root or network. Time is that of the captures; the"
                        + " same captures give the same output. docs/replay.md says more.",
        sortOptions = false)
final class ReplayCommand implements Callable<Integer> {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            required = true,
            description = "the configuration")
    private Path config = Path.of("");

    @Option(
            names = "--in",
            paramLabel = "PORT=FILE",
            converter = CaptureConverter.class,
            description = "a pcap of what comes in on a port; may be given several times, also for one port")
    private List<Capture> inputs = new ArrayList<>();

    @Option(
            names = "--out",
            paramLabel = "PORT=FILE",
            converter = CaptureConverter.class,
            description = "the pcap to write what leaves a port to; without one it is not kept")
    private List<Capture> outputs = new ArrayList<>();

    @Option(
            names = "--conns",
            paramLabel = "FILE",
            description = "connections to start with, as --dump-conns writes them")
    private @Nullable Path connections;

    @Option(
            names = "--dump-conns",
            paramLabel = "FILE",
            description = "where to write the connections there are at the end: protocol, client, vip, local, server,"
                    + " state, with tabs between")
    private @Nullable Path dump;

    @Option(names = "--json", description = "print the summary for programs")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    /// Made by picocli.
    ReplayCommand() {}

    @Override
    public Integer call() {
        Logging.quiet();
        CommandLine command = Objects.requireNonNull(spec).commandLine();
        ReplayRequest request = new ReplayRequest(inputs, outputs, connections, dump);
        try (CheckedConfiguration checked = CheckedConfiguration.load(config)) {
            ReplayReport report = Replay.run(checked.configuration(), checked.handlers(), request);
            if (json) {
                Json.print(command.getOut(), report);
            } else {
                ReplaySummary.print(command.getOut(), report);
            }
            ReplaySummary.cautions(report).forEach(command.getErr()::println);
            return ExitCode.OK;
        } finally {
            command.getOut().flush();
            command.getErr().flush();
        }
    }

    /// Reads `PORT=FILE`.
    static final class CaptureConverter implements ITypeConverter<Capture> {
        /// Made by picocli.
        CaptureConverter() {}

        @Override
        public Capture convert(String value) {
            int equals = value.indexOf('=');
            if (equals < 1 || equals == value.length() - 1) {
                throw new TypeConversionException("'" + value + "' is not of the form PORT=FILE");
            }
            return new Capture(value.substring(0, equals), Path.of(value.substring(equals + 1)));
        }
    }
}
