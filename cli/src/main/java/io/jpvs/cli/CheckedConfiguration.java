package io.jpvs.cli;

import io.jpvs.kernel.config.Configuration;
import io.jpvs.kernel.config.ConfigurationCheck;
import io.jpvs.kernel.config.ConfigurationException;
import io.jpvs.kernel.config.ConfigurationReader;
import io.jpvs.kernel.config.ReloadCheck;
import io.jpvs.kernel.config.ServedHandler;
import io.jpvs.kernel.plugin.LoadedHandler;
import io.jpvs.kernel.plugin.PluginHost;
import io.jpvs.kernel.service.Schedulers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A configuration with the plugins that it names, held against each other.
///
/// @param configuration as read
/// @param host the plugins; to be closed when the last handler is out of use
record CheckedConfiguration(Configuration configuration, PluginHost host) implements AutoCloseable {
    /// Reads a configuration, loads its plugins, and checks one against the other.
    ///
    /// @throws RuntimeException whose text is the line to show
    static CheckedConfiguration load(Path file) {
        Configuration configuration = read(file);
        PluginHost host = PluginHost.load(configuration.pluginDirectory());
        try {
            ConfigurationCheck.check(configuration, served(host.plugins().handlers()));
            return new CheckedConfiguration(configuration, host);
        } catch (RuntimeException e) {
            host.close();
            throw e;
        }
    }

    /// Reads a configuration alone.
    ///
    /// @throws ConfigurationException for the first thing that is wrong
    static Configuration read(Path file) {
        return new ConfigurationReader(Schedulers.names(), shippedPlugins()).read(file);
    }

    /// Reads the file again and checks it against the plugins and against this one.
    ///
    /// @throws ConfigurationException for the first thing that is wrong or cannot change
    Configuration reread() {
        Configuration next = read(configuration.file());
        ConfigurationCheck.check(next, served(handlers()));
        ReloadCheck.check(configuration, next);
        return next;
    }

    List<LoadedHandler> handlers() {
        return host.plugins().handlers();
    }

    private static List<ServedHandler> served(List<LoadedHandler> handlers) {
        List<ServedHandler> served = new ArrayList<>();
        for (LoadedHandler handler : handlers) {
            served.add(new ServedHandler(handler.protocols(), handler.hasPorts(), handler::newHandler));
        }
        return served;
    }

    /// Returns the folder of the plugins that come with jpvs; the launcher says where jpvs is.
    static Path shippedPlugins() {
        return Path.of(System.getProperty("jpvs.home", "."), "cli", "target", "dist", "plugins");
    }

    @Override
    public void close() {
        host.close();
    }
}
