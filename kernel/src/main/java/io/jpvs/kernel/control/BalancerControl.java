package io.jpvs.kernel.control;

import io.jpvs.kernel.plugin.PluginRow;
import java.util.List;
import java.util.function.Consumer;

/// What can be asked of a running balancer. Called by the threads of the control server, several at a time, except
/// for [#reload], which is called by one at a time.
public interface BalancerControl {
    /// Returns what was counted up to about now.
    StatisticsReport statistics();

    /// Hands over every connection. The consumer may block for long, since a client reads as slowly as it likes.
    void connections(Consumer<ConnectionRow> consumer);

    /// Returns a row for each jar of the plugin folder.
    List<PluginRow> plugins();

    /// Reads the configuration file again and puts it in force.
    ///
    /// @throws ConfigurationException if it is not valid; the old one stays in force
    void reload();
}
