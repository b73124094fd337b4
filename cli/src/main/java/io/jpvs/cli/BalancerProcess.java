package io.jpvs.cli;

import io.jpvs.kernel.control.BalancerControl;
import io.jpvs.kernel.control.ConnectionRow;
import io.jpvs.kernel.control.ControlServer;
import io.jpvs.kernel.control.StatisticsReport;
import io.jpvs.kernel.plugin.PluginRow;
import io.jpvs.kernel.worker.LoadedConnections;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The balancer and its control server, from start to stop.
final class BalancerProcess {
    private static final Logger LOG = LoggerFactory.getLogger(BalancerProcess.class);

    private final CheckedConfiguration checked;
    private final LoadedConnections connections;
    private final RunningBalancer.Starter starter;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private @Nullable RunningBalancer balancer;
    private @Nullable ControlServer server;
    private boolean isStopping;

    BalancerProcess(CheckedConfiguration checked, LoadedConnections connections, RunningBalancer.Starter starter) {
        this.checked = checked;
        this.connections = connections;
        this.starter = starter;
    }

    /// Runs until another thread calls [#stop]. A signal does, and then ends the process with status 0: to be
    /// asked to stop is no failure.
    void run() throws InterruptedException {
        Thread onSignal = new Thread(
                () -> {
                    stop();
                    Runtime.getRuntime().halt(0);
                },
                "jpvs-stop");
        Runtime.getRuntime().addShutdownHook(onSignal);
        try {
            start();
        } catch (RuntimeException | Error e) {
            forget(onSignal);
            stop();
            throw e;
        }
        stopped.await();
        forget(onSignal);
    }

    /// Starts both, the control server last: once its socket is there, packets flow. Does nothing after [#stop].
    synchronized void start() {
        if (isStopping) {
            return;
        }
        Path socket = checked.configuration().controlSocket();
        ControlServer.checkFree(socket);
        RunningBalancer started =
                starter.start(checked.configuration(), checked.host().plugins(), connections);
        balancer = started;
        server = ControlServer.start(socket, new Control(checked, started));
        LOG.info("control socket {}", socket);
        LOG.info("ready");
    }

    /// Stops both and returns when they have; waits for a start that is under way.
    synchronized void stop() {
        if (isStopping) {
            return;
        }
        isStopping = true;
        try {
            closeBoth();
        } finally {
            stopped.countDown();
        }
    }

    private synchronized void closeBoth() {
        if (balancer == null) {
            return;
        }
        LOG.info("stopping");
        try {
            if (server != null) {
                server.close();
            }
        } finally {
            balancer.close();
        }
        LOG.info("stopped");
    }

    private static void forget(Thread onSignal) {
        try {
            Runtime.getRuntime().removeShutdownHook(onSignal);
        } catch (IllegalStateException e) {
            LOG.debug("a signal came already", e);
        }
    }

    /// What clients of the control socket may ask.
    private static final class Control implements BalancerControl {
        private final RunningBalancer balancer;
        private CheckedConfiguration inForce;

        Control(CheckedConfiguration inForce, RunningBalancer balancer) {
            this.inForce = inForce;
            this.balancer = balancer;
        }

        @Override
        public StatisticsReport statistics() {
            return balancer.statistics();
        }

        @Override
        public void connections(Consumer<ConnectionRow> consumer) {
            balancer.connections(consumer);
        }

        @Override
        public List<PluginRow> plugins() {
            return inForce.host().plugins().rows();
        }

        @Override
        public void reload() {
            CheckedConfiguration next = new CheckedConfiguration(inForce.reread(), inForce.host());
            balancer.apply(next.configuration());
            inForce = next;
            LOG.info("configuration {} is in force", next.configuration().file());
        }
    }
}
