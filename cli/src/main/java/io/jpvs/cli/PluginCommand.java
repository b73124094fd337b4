package io.jpvs.cli;

import io.jpvs.kernel.control.ControlClient;
import io.jpvs.kernel.plugin.PluginHost;
import io.jpvs.kernel.plugin.PluginReport;
import io.jpvs.kernel.plugin.PluginRow;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Shows and checks plugins. Needs no running balancer.
@Command(name = "plugin", description = "Show and check the plugins, each a jar that serves protocols.")
final class PluginCommand {
    @Spec
    private @Nullable CommandSpec spec;

    /// Made by picocli.
    PluginCommand() {}

    @Command(name = "list", description = "List the jars of the plugin folder, and why one is refused.")
    int list(
            @Option(
                            names = {"-c", "--config"},
                            paramLabel = "FILE",
                            description = "take the plugin folder of this configuration, not that of jpvs itself")
                    @Nullable
                    Path config,
            @Option(
                            names = "--socket",
                            paramLabel = "PATH",
                            description = "list what the balancer at that control socket has loaded")
                    @Nullable
                    Path socket,
            @Option(names = "--json", description = "one JSON object a line, for programs") boolean json) {
        Logging.silent();
        if (config != null && socket != null) {
            throw new ParameterException(command("list"), "--config and --socket exclude each other");
        }
        List<PluginView> plugins = (socket == null ? rows(config) : new ControlClient(socket).plugins())
                .stream().map(PluginView::of).toList();
        if (json) {
            plugins.forEach(plugin -> Json.print(out(), plugin));
        } else {
            printTable(plugins);
        }
        return ExitCode.OK;
    }

    @Command(name = "verify", description = "Say all that is wrong with a jar. Ends with 1 if there is anything.")
    int verify(@Parameters(paramLabel = "JAR", arity = "1..*", description = "the jars to look at") List<Path> jars) {
        Logging.silent();
        for (Path jar : jars) {
            if (!Files.isReadable(jar)) {
                throw new ParameterException(command("verify"), "'" + jar + "' is no readable file");
            }
        }
        boolean isGood = true;
        for (Path jar : jars) {
            PluginReport report = PluginHost.verify(jar);
            isGood &= report.problems().isEmpty();
            out().println(jar + ": "
                    + (report.problems().isEmpty()
                            ? "good, serves " + PluginView.of(report.row()).protocolNames()
                            : "refused"));
            report.problems().forEach(problem -> out().println("  problem: " + problem));
            report.cautions().forEach(caution -> out().println("  caution: " + caution));
        }
        return isGood ? ExitCode.OK : ExitCode.FAILED;
    }

    private static List<PluginRow> rows(@Nullable Path config) {
        Path folder = config == null
                ? CheckedConfiguration.shippedPlugins()
                : CheckedConfiguration.read(config).pluginDirectory();
        try (PluginHost host = PluginHost.load(folder)) {
            return host.plugins().rows();
        }
    }

    private void printTable(List<PluginView> plugins) {
        TextTable table = new TextTable(out(), "plugin", "version", "protocols", "state", "file", "reason");
        for (PluginView plugin : plugins) {
            table.row(
                    orDash(plugin.id()),
                    orDash(plugin.version()),
                    orDash(plugin.protocolNames()),
                    plugin.state(),
                    plugin.file(),
                    plugin.reason());
        }
        table.end();
    }

    private static String orDash(String text) {
        return text.isEmpty() ? "-" : text;
    }

    private CommandLine command(String subcommand) {
        CommandLine command = Objects.requireNonNull(spec).subcommands().get(subcommand);
        return Objects.requireNonNull(command, subcommand);
    }

    private PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }
}
