package io.jpvs.kernel;

import io.jpvs.kernel.port.Port;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks every port once a second whether its link is up. A port that has vanished is found out by being asked, and its
/// queues are disabled then; the others carry on.
final class LinkWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LinkWatch.class);
    private static final long PERIOD_SECONDS = 1;

    private final List<? extends Port> ports;
    private final Map<Port, Boolean> wasUp = new HashMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("link-watch").daemon().factory());

    /// Watches the ports that the list holds when [#start] is called.
    LinkWatch(List<? extends Port> ports) {
        this.ports = ports;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it ends with the clock
    void start() {
        clock.scheduleWithFixedDelay(this::look, 0, PERIOD_SECONDS, TimeUnit.SECONDS);
    }

    private void look() {
        try {
            ports.forEach(this::look);
        } catch (RuntimeException e) {
            LOG.error("the ports cannot be asked whether their links are up", e);
        }
    }

    private void look(Port port) {
        boolean up = port.isUp();
        Boolean before = wasUp.put(port, up);
        if (before != null && before != up) {
            LOG.warn("port {}: link {}", port.name(), up ? "up" : "down");
        }
    }

    /// Stops; no port is asked after it returns.
    @Override
    public void close() {
        clock.shutdown();
        try {
            if (!clock.awaitTermination(PERIOD_SECONDS * 5, TimeUnit.SECONDS)) {
                LOG.warn("a port does not answer whether its link is up");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
