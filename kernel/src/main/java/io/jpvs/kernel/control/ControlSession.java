package io.jpvs.kernel.control;

import io.jpvs.kernel.config.ConfigurationException;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.Lock;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One client: reads its request, answers, and ends.
final class ControlSession {
    private static final Logger LOG = LoggerFactory.getLogger(ControlSession.class);
    private static final int BUFFER_BYTES = 16 << 10;

    private final SocketChannel channel;
    private final StallGuard.Watch watch;
    private final BalancerControl control;
    private final Lock reloading;
    private final OutputStream out;

    ControlSession(SocketChannel channel, StallGuard.Watch watch, BalancerControl control, Lock reloading) {
        this.channel = channel;
        this.watch = watch;
        this.control = control;
        this.reloading = reloading;
        this.out = new BufferedOutputStream(new Watched(), BUFFER_BYTES);
    }

    /// Serves the client; fails only if the client is gone or stalls.
    void serve() throws IOException {
        try {
            answer(Wire.parseRequest(readLine()));
            out.write(Wire.done());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (ControlException e) {
            out.write(Wire.error(e));
        } catch (ConfigurationException e) {
            out.write(Wire.error(new ControlException(ControlException.Kind.CONFIGURATION, e.getMessage())));
        } catch (RuntimeException e) {
            LOG.error("control request failed", e);
            out.write(
                    Wire.error(new ControlException(ControlException.Kind.OPERATION, "the balancer failed with " + e)));
        }
        out.flush();
    }

    private void answer(Wire.Request request) throws IOException {
        switch (request.command()) {
            case "ping" -> out.write(Wire.data(pong()));
            case "stats" -> out.write(Wire.data(control.statistics()));
            case "conns" -> writeConnections(request.filter() == null ? ConnectionFilter.ALL : request.filter());
            case "plugins" -> {
                for (Object row : control.plugins()) {
                    out.write(Wire.data(row));
                }
            }
            case "reload" -> reload();
            case null, default ->
                throw new ControlException(
                        ControlException.Kind.REQUEST,
                        "there is no such command; there are ping, stats, conns, plugins, reload");
        }
    }

    private void writeConnections(ConnectionFilter filter) {
        Predicate<ConnectionRow> wanted = filter.predicate();
        control.connections(row -> {
            if (wanted.test(row)) {
                try {
                    out.write(Wire.data(row));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
    }

    private void reload() {
        reloading.lock();
        try {
            control.reload();
        } finally {
            reloading.unlock();
        }
    }

    private static Pong pong() {
        String version = ControlSession.class.getPackage().getImplementationVersion();
        return new Pong(
                Wire.VERSION,
                version == null ? "unknown" : version,
                ProcessHandle.current().pid());
    }

    /// Reads the first line; the whole of it has to come within the guard's limit.
    private byte[] readLine() throws IOException {
        watch.begin();
        try {
            return readUpToLineFeed();
        } finally {
            watch.end();
        }
    }

    private byte[] readUpToLineFeed() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(512);
        while (channel.read(buffer.clear()) >= 0) {
            buffer.flip();
            while (buffer.hasRemaining()) {
                byte next = buffer.get();
                if (next == '\n') {
                    return line.toByteArray();
                }
                line.write(next);
            }
            if (line.size() > Wire.MOST_REQUEST_BYTES) {
                throw new ControlException(
                        ControlException.Kind.REQUEST,
                        "the request is longer than " + Wire.MOST_REQUEST_BYTES + " bytes");
            }
        }
        throw new ControlException(ControlException.Kind.REQUEST, "the request does not end with a line feed");
    }

    private final class Watched extends OutputStream {
        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            ByteBuffer rest = ByteBuffer.wrap(bytes, offset, length);
            while (rest.hasRemaining()) {
                watch.begin();
                try {
                    channel.write(rest);
                } finally {
                    watch.end();
                }
            }
        }
    }
}
