package io.jpvs.cli;

import io.jpvs.kernel.config.Configuration;
import io.jpvs.kernel.control.ConnectionRow;
import io.jpvs.kernel.control.StatisticsReport;
import io.jpvs.kernel.plugin.LoadedPlugins;
import io.jpvs.kernel.worker.LoadedConnections;
import java.util.function.Consumer;

/// What the command line needs of the kernel while it runs. Any thread may call, several at a time.
interface RunningBalancer extends AutoCloseable {
    /// Starts the kernel.
    @FunctionalInterface
    interface Starter {
        /// Returns when packets flow.
        ///
        /// @param configuration checked against the plugins
        /// @param connections to start with
        RunningBalancer start(Configuration configuration, LoadedPlugins plugins, LoadedConnections connections);
    }

    /// Returns what was counted up to about now.
    StatisticsReport statistics();

    /// Hands over every connection; the consumer may block.
    void connections(Consumer<ConnectionRow> consumer);

    /// Puts a configuration in force, or throws and leaves the old one.
    ///
    /// @param next checked against the plugins and the one in force
    void apply(Configuration next);

    /// Stops, and returns when it has.
    @Override
    void close();
}
