package io.jpvs.kernel.control;

import io.jpvs.kernel.plugin.PluginRow;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// Asks a running balancer. Each method makes a connection of its own and throws a [ControlException] if no
/// balancer listens, or it refuses or breaks off.
public final class ControlClient {
    private static final Logger LOG = LoggerFactory.getLogger(ControlClient.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path socket;
    private final Duration patience;

    /// Makes a client of the balancer at that socket; asks nothing yet.
    public ControlClient(Path socket) {
        this(socket, PATIENCE);
    }

    ControlClient(Path socket, Duration patience) {
        this.socket = socket;
        this.patience = patience;
    }

    /// Asks what it is.
    public Pong ping() {
        return single("ping", Pong.class);
    }

    /// Asks what it has counted.
    public StatisticsReport statistics() {
        return single("stats", StatisticsReport.class);
    }

    /// Asks for connections; they are handed over one by one as they come.
    public void connections(ConnectionFilter filter, Consumer<ConnectionRow> consumer) {
        ask("conns", filter, data -> consumer.accept(Wire.as(data, ConnectionRow.class)));
    }

    /// Asks for its plugins.
    public List<PluginRow> plugins() {
        List<PluginRow> rows = new ArrayList<>();
        ask("plugins", ConnectionFilter.ALL, data -> rows.add(Wire.as(data, PluginRow.class)));
        return rows;
    }

    /// Has it read its configuration again; returns when that is in force.
    public void reload() {
        ask("reload", ConnectionFilter.ALL, data -> {});
    }

    private <T> T single(String command, Class<T> type) {
        List<T> answers = new ArrayList<>();
        ask(command, ConnectionFilter.ALL, data -> answers.add(Wire.as(data, type)));
        if (answers.size() != 1) {
            throw failure("the balancer gave " + answers.size() + " answers", "use the same release for both");
        }
        return answers.getFirst();
    }

    private void ask(String command, ConnectionFilter filter, Consumer<JsonNode> consumer) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                StallGuard guard = new StallGuard(patience);
                StallGuard.Watch watch = guard.watch(channel)) {
            connect(channel, watch);
            try {
                send(channel, Wire.request(command, filter));
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
                JsonNode data = readLine(lines, watch);
                while (data != null) {
                    consumer.accept(data);
                    data = readLine(lines, watch);
                }
            } catch (IOException e) {
                throw watch.wasCut()
                        ? noAnswer()
                        : failure("the connection broke (" + e.getMessage() + ")", "look at the balancer's log");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // from opening or closing, where nothing is done yet or any more
        }
    }

    private @Nullable JsonNode readLine(BufferedReader lines, StallGuard.Watch watch) throws IOException {
        watch.begin();
        String line = lines.readLine();
        watch.end();
        if (line == null) {
            throw failure("the balancer broke off its answer", "look at the balancer's log");
        }
        return Wire.parseReply(line);
    }

    /// Writes a request. A balancer that refuses a client at once does not read it, but says why.
    private static void send(SocketChannel channel, byte[] request) {
        try {
            channel.write(ByteBuffer.wrap(request));
        } catch (IOException e) {
            LOG.debug("request not read", e);
        }
    }

    private void connect(SocketChannel channel, StallGuard.Watch watch) {
        watch.begin();
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            throw watch.wasCut() ? noAnswer() : unreachable(e);
        } finally {
            watch.end();
        }
    }

    private ControlException unreachable(IOException e) {
        if (!Files.exists(socket) || e instanceof ConnectException) {
            return failure("no balancer runs there", "start one with 'jpvs run -c FILE', or name its socket");
        }
        return Files.isWritable(socket)
                ? failure("cannot be reached (" + e.getMessage() + ")", "name the socket of a running balancer")
                : failure("belongs to another user", "run this as the user of the balancer, or root");
    }

    private ControlException noAnswer() {
        return failure("no answer within " + patience.toSeconds() + " s", "look at the balancer's log");
    }

    private ControlException failure(String problem, String fix) {
        return new ControlException(
                ControlException.Kind.OPERATION, "control socket " + socket + ": " + problem + "; fix: " + fix);
    }
}
