package io.jpvs.bench.memory;

import io.jpvs.bench.rig.WorkFolder;
import io.jpvs.kernel.config.Configuration;
import io.jpvs.kernel.config.ConfigurationReader;
import io.jpvs.kernel.plugin.LoadedHandler;
import io.jpvs.kernel.plugin.PluginHost;
import io.jpvs.kernel.port.FramePool;
import io.jpvs.kernel.port.Port;
import io.jpvs.kernel.service.Schedulers;
import io.jpvs.kernel.worker.RateLimits;
import io.jpvs.kernel.worker.Tables;
import io.jpvs.kernel.worker.Worker;
import io.jpvs.kernel.worker.WorkerConfigurator;
import io.jpvs.kernel.worker.WorkerGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// A worker on ports in memory, with plugins from their jars and a configuration from a file. Used by one thread.
public final class MemoryWorker implements AutoCloseable {
    private static final long SEED = 20_231;

    private final WorkFolder folder;
    private final PluginHost host;
    private final Worker worker;

    /// Makes a worker.
    ///
    /// @param home of jpvs, where the plugins of a build are
    /// @param handlers loaded, see [Layout]
    /// @param more lines of the configuration beside those of the stations
    /// @param pool of the ports' frames
    public MemoryWorker(
            Path home,
            int handlers,
            Stations stations,
            List<String> more,
            Arena arena,
            FramePool pool,
            List<Port> ports) {
        folder = WorkFolder.temporary();
        Path plugins = plugins(home, handlers);
        host = PluginHost.load(plugins);
        List<LoadedHandler> loaded = host.plugins().handlers();
        Configuration configuration = read(stations.configuration(protocols(handlers), plugins, more));
        Tables tables = Tables.create(
                arena, configuration.connections(), configuration.fragments(), new SplittableRandom(SEED));
        WorkerGroup alone = new WorkerGroup(1, new RateLimits(100, 1000, 50), SEED);
        worker = new Worker(arena, 0, alone, ports, pool, tables);
        new WorkerConfigurator(worker).prepare(configuration, loaded).run();
    }

    /// Returns the names of the protocols that have services.
    static List<String> protocols(int handlers) {
        List<String> names = new ArrayList<>(List.of("udp", "tcp"));
        for (int extra = 0; extra < handlers - Layout.SHIPPED_HANDLERS; extra++) {
            names.add(ExtraPlugin.name(extra));
        }
        return names;
    }

    private Path plugins(Path home, int handlers) {
        try (Stream<Path> jars = Files.list(home.resolve("cli/target/dist/plugins"))) {
            Path plugins = Files.createDirectory(folder.path().resolve("plugins"));
            for (Path jar : jars.toList()) {
                Path copy = Files.copy(jar, plugins.resolve(String.valueOf(jar.getFileName())));
                boolean isUdp = String.valueOf(jar.getFileName()).startsWith("jpvs-udp-");
                for (int extra = 0; isUdp && extra < handlers - Layout.SHIPPED_HANDLERS; extra++) {
                    ExtraPlugin.write(copy, plugins, extra);
                }
            }
            return plugins;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Configuration read(String yaml) {
        try {
            Path file = Files.writeString(folder.path().resolve("jpvs.yaml"), yaml);
            return new ConfigurationReader(Schedulers.names(), file.resolveSibling("plugins")).read(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Returns the worker.
    public Worker worker() {
        return worker;
    }

    @Override
    public void close() {
        worker.close();
        host.close();
        folder.close();
    }
}
