package io.jpvs.cli;

import io.jpvs.kernel.control.ConnectionFilter;
import io.jpvs.kernel.control.ConnectionRow;
import io.jpvs.kernel.control.ControlClient;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Lists the connections of a running balancer, with the columns of `ipvsadm -Lnc`.
@Command(
        name = "conns",
        description = "List the connections of a running balancer, as 'ipvsadm -Lnc' does. END is an address, or an"
                + " address and port: 10.1.0.2, 10.1.0.2:40000, [fd01::2]:40000.",
        sortOptions = false)
final class ConnsCommand implements Callable<Integer> {
    @Mixin
    private ControlSocketOptions socket = new ControlSocketOptions();

    @Option(names = "--protocol", paramLabel = "NAME", description = "only those of a protocol")
    private @Nullable String protocol;

    @Option(names = "--client", paramLabel = "END", description = "only those of a client")
    private @Nullable String clientEnd;

    @Option(names = "--vip", paramLabel = "END", description = "only those to a service")
    private @Nullable String vip;

    @Option(names = "--local", paramLabel = "END", description = "only those with this end towards the server")
    private @Nullable String local;

    @Option(names = "--server", paramLabel = "END", description = "only those to a server")
    private @Nullable String server;

    @Option(names = "--json", description = "one JSON object a line, for programs")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    /// Made by picocli.
    ConnsCommand() {}

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        ControlClient client = socket.client();
        ConnectionFilter filter = new ConnectionFilter(protocol, clientEnd, vip, local, server);
        if (json) {
            client.connections(filter, row -> Json.print(out, row));
            return ExitCode.OK;
        }
        TextTable table = new TextTable(out, "pro", ">expire", "state", "source", "virtual", "local", "destination");
        client.connections(filter, row -> add(table, row));
        table.end();
        return ExitCode.OK;
    }

    private static void add(TextTable table, ConnectionRow row) {
        table.row(
                row.protocol(),
                String.format("%02d:%02d", row.secondsLeft() / 60, row.secondsLeft() % 60),
                row.state(),
                row.client(),
                row.vip(),
                row.local(),
                row.server());
    }
}
