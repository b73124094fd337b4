package io.jpvs.cli;

import io.jpvs.kernel.Balancer;
import io.jpvs.kernel.config.Configuration;
import io.jpvs.kernel.control.ConnectionRow;
import io.jpvs.kernel.control.StatisticsReport;
import io.jpvs.kernel.plugin.LoadedPlugins;
import io.jpvs.kernel.worker.LoadedConnections;
import java.util.function.Consumer;

/// The kernel on DPDK ports; the only class of the command line that knows it.
final class LiveBalancer implements RunningBalancer {
    private final Balancer balancer;

    private LiveBalancer(Balancer balancer) {
        this.balancer = balancer;
    }

    static RunningBalancer start(Configuration configuration, LoadedPlugins plugins, LoadedConnections connections) {
        return new LiveBalancer(Balancer.start(configuration, plugins, connections));
    }

    @Override
    public StatisticsReport statistics() {
        return balancer.statistics();
    }

    @Override
    public void connections(Consumer<ConnectionRow> consumer) {
        balancer.connections(connection -> consumer.accept(new ConnectionRow(
                connection.protocol(),
                connection.client().toString(),
                connection.vip().toString(),
                connection.local().toString(),
                connection.server().toString(),
                connection.state(),
                connection.secondsLeft())));
    }

    @Override
    public void apply(Configuration next) {
        balancer.apply(next);
    }

    @Override
    public void close() {
        balancer.close();
    }
}
