package io.jpvs.cli;

import io.jpvs.kernel.Balancer;
import io.jpvs.kernel.config.Configuration;
import io.jpvs.kernel.control.ConnectionRow;
import io.jpvs.kernel.control.StatisticsReport;
import io.jpvs.kernel.plugin.LoadedPlugins;
import java.util.function.Consumer;

/// The kernel on DPDK ports; the only class of the command line that knows it.
final class LiveBalancer implements RunningBalancer {
    private final Balancer balancer;

    private LiveBalancer(Balancer balancer) {
        this.balancer = balancer;
    }

    static RunningBalancer start(Configuration configuration, LoadedPlugins plugins) {
        return new LiveBalancer(Balancer.start(configuration, plugins));
    }

    @Override
    public StatisticsReport statistics() {
        throw new UnsupportedOperationException("statistics are not wired yet");
    }

    @Override
    public void connections(Consumer<ConnectionRow> consumer) {
        throw new UnsupportedOperationException("connections are not wired yet");
    }

    @Override
    public void apply(Configuration next) {
        throw new UnsupportedOperationException("reload is not wired yet");
    }

    @Override
    public void close() {
        balancer.close();
    }
}
