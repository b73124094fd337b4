package io.jpvs.kernel.control;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers requests at a Unix domain socket of mode 0600. Clients that send garbage, stall, or come by the
/// thousand cost a thread of their own for a bounded time each, never a worker's.
public final class ControlServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);
    private static final int MOST_CLIENTS = 64;
    private static final Duration STALL_LIMIT = Duration.ofSeconds(5);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(200);
    private static final String BUSY = "the balancer serves " + MOST_CLIENTS + " clients already; fix: try again";
    private static final String NOT_ADMITTED = "the balancer runs as another user; fix: run this as that user, or root";

    private final SocketFile socket;
    private final BalancerControl control;
    private final StallGuard guard;
    private final Semaphore places = new Semaphore(MOST_CLIENTS);
    private final Set<SocketChannel> clients = ConcurrentHashMap.newKeySet();
    private final Lock reloading = new ReentrantLock();
    private final Thread acceptor;
    private volatile boolean closing;

    private ControlServer(SocketFile socket, BalancerControl control, Duration stallLimit) {
        this.socket = socket;
        this.control = control;
        this.guard = new StallGuard(stallLimit);
        this.acceptor = Thread.ofPlatform().daemon().name("jpvs-control").unstarted(this::acceptAll);
    }

    /// Checks that a server could listen at a path; changes nothing.
    ///
    /// @throws ControlException if not, for example because another balancer does
    public static void checkFree(Path path) {
        SocketFile.checkFree(path);
    }

    /// Starts listening at a path.
    ///
    /// @throws ControlException if that is not possible, for example because another balancer does
    public static ControlServer start(Path path, BalancerControl control) {
        return start(path, control, STALL_LIMIT);
    }

    static ControlServer start(Path path, BalancerControl control, Duration stallLimit) {
        ControlServer server = new ControlServer(SocketFile.listen(path), control, stallLimit);
        server.acceptor.start();
        return server;
    }

    /// Stops listening, removes the socket's file and ends all connections.
    @Override
    public void close() {
        closing = true;
        socket.remove();
        clients.forEach(ControlServer::closeQuietly);
        guard.close();
        try {
            acceptor.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void acceptAll() {
        while (!closing) {
            try {
                admit(socket.channel().accept());
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException | RuntimeException e) {
                LOG.warn("control connection not accepted: {}", e.toString());
                pause();
            }
        }
    }

    private void admit(SocketChannel client) throws IOException {
        try {
            if (!socket.admits(client)) {
                refuse(client, NOT_ADMITTED);
            } else if (!places.tryAcquire()) {
                refuse(client, BUSY);
            } else {
                clients.add(client);
                Thread.ofVirtual().name("jpvs-control-client").start(() -> serve(client));
            }
        } catch (IOException | RuntimeException e) {
            client.close();
            throw e;
        }
    }

    private void serve(SocketChannel client) {
        try (StallGuard.Watch watch = guard.watch(client)) {
            new ControlSession(client, watch, control, reloading).serve();
        } catch (IOException e) {
            LOG.debug("control client gone: {}", e.toString());
        } finally {
            closeQuietly(client);
            clients.remove(client);
            places.release();
        }
    }

    /// Says why and closes. The few bytes fit into the socket's empty buffer; if not, they are lost.
    private static void refuse(SocketChannel client, String reason) throws IOException {
        try (client) {
            client.configureBlocking(false);
            ControlException refusal = new ControlException(ControlException.Kind.OPERATION, reason);
            client.write(ByteBuffer.wrap(Wire.error(refusal)));
        }
    }

    private static void closeQuietly(SocketChannel client) {
        try {
            client.close();
        } catch (IOException e) {
            LOG.debug("closing a control connection", e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_AFTER_FAILURE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
