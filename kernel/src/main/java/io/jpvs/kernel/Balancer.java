package io.jpvs.kernel;

import io.jpvs.kernel.config.Configuration;
import io.jpvs.kernel.config.DpdkSettings;
import io.jpvs.kernel.config.PortSettings;
import io.jpvs.kernel.control.StatisticsReport;
import io.jpvs.kernel.dpdk.Dpdk;
import io.jpvs.kernel.dpdk.DpdkPort;
import io.jpvs.kernel.dpdk.Mempool;
import io.jpvs.kernel.handover.Mesh;
import io.jpvs.kernel.plugin.LoadedPlugins;
import io.jpvs.kernel.port.Port;
import io.jpvs.kernel.worker.ConnectionLister;
import io.jpvs.kernel.worker.ListedConnection;
import io.jpvs.kernel.worker.LoadedConnections;
import io.jpvs.kernel.worker.RateLimits;
import io.jpvs.kernel.worker.Tables;
import io.jpvs.kernel.worker.Worker;
import io.jpvs.kernel.worker.WorkerConfigurator;
import io.jpvs.kernel.worker.WorkerGroup;
import java.lang.foreign.Arena;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running balancer on DPDK ports.
public final class Balancer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Balancer.class);
    private static final int DESCRIPTORS = 1024;
    private static final int SPARE_BUFFERS = 4096;
    private static final int ETHERNET_BYTES = 18; // header and one VLAN tag
    private static final int STANDARD_MTU = 1500;

    /// What RTE_MBUF_DEFAULT_BUF_SIZE has beside the headroom; net_af_packet's slots are of this size.
    private static final int LEAST_FRAME_BYTES = 2048;

    private final long startNanos = System.nanoTime();
    private final Dpdk dpdk;
    private final Arena arena = Arena.ofShared();
    private final List<DpdkPort> ports = new ArrayList<>();
    private final LinkWatch linkWatch = new LinkWatch(ports);
    private final List<WorkerThread> threads = new ArrayList<>();
    private final List<Worker> workers = new ArrayList<>();
    private final List<WorkerConfigurator> configurators = new ArrayList<>();
    private final LoadedPlugins plugins;
    private volatile Configuration configuration;

    private Balancer(Dpdk dpdk, Configuration configuration, LoadedPlugins plugins) {
        this.dpdk = dpdk;
        this.configuration = configuration;
        this.plugins = plugins;
    }

    /// Starts DPDK, opens the ports, and starts the workers. Possible once in the life of a process.
    ///
    /// @param configuration read and checked against the plugins
    /// @param connections to start with
    /// @throws DpdkException if DPDK or a port does not start; nothing is left running then
    public static Balancer start(Configuration configuration, LoadedPlugins plugins, LoadedConnections connections) {
        Dpdk dpdk = Dpdk.start(configuration.dpdk().eal());
        Balancer balancer = new Balancer(dpdk, configuration, plugins);
        try {
            balancer.openPorts();
            balancer.startWorkers();
            balancer.apply(configuration, connections);
            balancer.linkWatch.start();
            return balancer;
        } catch (RuntimeException e) {
            balancer.close();
            throw e;
        }
    }

    private void openPorts() {
        List<PortSettings> wanted = configuration.network().ports();
        dpdk.requirePorts(wanted.stream().map(PortSettings::name).toList());
        int queues = configuration.dpdk().workers();
        Mempool mempool = createPool(wanted, configuration.dpdk());
        for (int index = 0; index < wanted.size(); index++) {
            PortSettings port = wanted.get(index);
            ports.add(dpdk.openPort(
                    new io.jpvs.kernel.dpdk.PortSettings(
                            port.name(),
                            index,
                            queues,
                            DESCRIPTORS,
                            DESCRIPTORS,
                            port.mtuBytes().orElse(0),
                            port.mac().orElse(0)),
                    mempool));
            DpdkPort opened = ports.getLast();
            LOG.info("port {} is {}, MTU {}", opened.name(), opened.device(), opened.mtuBytes());
        }
        WorkerGroup group = group(queues);
        for (int number = 0; number < queues; number++) {
            int worker = number;
            threads.add(new WorkerThread(
                    worker,
                    dpdk,
                    mempool,
                    pool -> new Worker(arena, worker, group, List.<Port>copyOf(ports), pool, tables())));
        }
    }

    private Mempool createPool(List<PortSettings> wanted, DpdkSettings settings) {
        int largestMtu = wanted.stream()
                .mapToInt(port -> port.mtuBytes().orElse(STANDARD_MTU))
                .max()
                .orElse(STANDARD_MTU);
        int frameBytes = Math.max(largestMtu + ETHERNET_BYTES, LEAST_FRAME_BYTES);
        int workers = settings.workers();
        int buffers = wanted.size() * workers * 2 * DESCRIPTORS + Mesh.mostFrames(workers) + SPARE_BUFFERS - 1;
        return dpdk.createPool(
                "frames",
                settings.buffers().orElse(buffers),
                settings.bufferBytes().orElse(frameBytes));
    }

    private WorkerGroup group(int workers) {
        RateLimits limits = new RateLimits(
                configuration.ownPacketRate().perPrefixPerSecond(),
                configuration.ownPacketRate().totalPerSecond(),
                configuration.ownPacketRate().burst());
        return new WorkerGroup(workers, limits, new SecureRandom().nextLong());
    }

    private Tables tables() {
        return Tables.create(arena, configuration.connections(), configuration.fragments(), new SecureRandom());
    }

    private void startWorkers() {
        for (WorkerThread thread : threads) {
            Worker worker = thread.start();
            workers.add(worker);
            configurators.add(new WorkerConfigurator(worker));
        }
    }

    /// Puts services, servers, routes, policies and handler options in force, or throws and leaves the old ones.
    /// Ports and all that DPDK was started with stay as they are. Any thread may call.
    ///
    /// @param next checked against the plugins
    public void apply(Configuration next) {
        apply(next, LoadedConnections.NONE);
    }

    private synchronized void apply(Configuration next, LoadedConnections connections) {
        List<Runnable> ready = new ArrayList<>();
        for (WorkerConfigurator configurator : configurators) {
            ready.add(configurator.prepare(next, plugins.handlers(), connections));
        }
        ready.forEach(Runnable::run);
        configuration = next;
    }

    /// Returns what was counted up to about now. Any thread may call.
    public StatisticsReport statistics() {
        return new StatisticsCollector(startNanos, ports, workers, configurators, plugins.handlers())
                .collect(configuration);
    }

    /// Hands over every connection; one that comes or goes meanwhile may be there or not. Any thread may call.
    public void connections(Consumer<ListedConnection> consumer) {
        ConnectionLister lister = new ConnectionLister(configuration, plugins.handlers());
        for (Worker worker : workers) {
            lister.list(worker, System.nanoTime(), consumer);
        }
    }

    /// Stops the workers and DPDK.
    @Override
    public void close() {
        linkWatch.close();
        threads.forEach(WorkerThread::stop);
        threads.clear();
        dpdk.close();
        arena.close();
    }
}
