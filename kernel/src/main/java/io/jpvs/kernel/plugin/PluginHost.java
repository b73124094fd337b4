package io.jpvs.kernel.plugin;

import io.jpvs.api.IpVersion;
import io.jpvs.api.Options;
import io.jpvs.api.Protocol;
import io.jpvs.api.ProtocolHandler;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The jars of one folder, loaded: those that can serve do, each other one has a row that says why not.
///
/// Jars are taken in the order of their file names, so that of two that claim the same the same one wins on every
/// machine. A new look at the folder is a new host; the old one is closed when its last handler is out of use.
public final class PluginHost implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PluginHost.class);
    private static final Options DEFAULTS = new DefaultOptions();

    private final Object lock = new Object(); // PF4J is not thread-safe
    private final JarPlugins jars;
    private final LoadedPlugins plugins;

    private PluginHost(List<JarInspection> inspections) {
        jars = new JarPlugins();
        plugins = admitAll(inspections);
    }

    /// Loads all jars of a folder.
    ///
    /// @throws PluginException if there is no such folder or it cannot be read
    public static PluginHost load(Path directory) {
        List<JarInspection> inspections = new ArrayList<>();
        for (Path jar : jarsIn(directory)) {
            inspections.add(JarInspection.of(jar));
        }
        if (inspections.isEmpty()) {
            LOG.warn("no protocol is served: there is no jar in {}", directory.toAbsolutePath());
        }
        PluginHost host = new PluginHost(inspections);
        for (JarInspection inspection : inspections) {
            inspection.cautions().forEach(caution -> LOG.warn("plugin {}: {}", inspection.file(), caution));
        }
        for (PluginRow row : host.plugins.rows()) {
            switch (row.state()) {
                case LOADED -> LOG.info("plugin {} {} serves {}", row.id(), row.version(), names(row.protocols()));
                case REFUSED -> LOG.warn("plugin {} refused: {}", row.file(), row.reason());
            }
        }
        return host;
    }

    /// Says all that is wrong with a jar, loading it alone if nothing forbids to.
    public static PluginReport verify(Path jar) {
        JarInspection inspection = JarInspection.of(jar);
        try (PluginHost host = new PluginHost(List.of(inspection))) {
            PluginRow row = host.plugins.rows().getFirst();
            List<String> problems = inspection.problems();
            if (problems.isEmpty() && row.state() == PluginRow.State.REFUSED) {
                problems = List.of(row.reason());
            }
            return new PluginReport(row, problems, inspection.cautions());
        }
    }

    /// Returns what was loaded and refused.
    public LoadedPlugins plugins() {
        return plugins;
    }

    /// Unloads all plugins and closes their jars. Handlers must be out of use: a class that one needs for the
    /// first time after this is not found.
    @Override
    public void close() {
        synchronized (lock) {
            jars.unloadPlugins();
        }
    }

    private static List<Path> jarsIn(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new PluginException(
                    "plugin folder " + directory.toAbsolutePath()
                            + (Files.exists(directory) ? " is not a folder" : " does not exist")
                            + ": name the folder of the protocols' jars in plugins.directory",
                    null);
        }
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, "*.jar")) {
            stream.forEach(found::add);
        } catch (IOException e) {
            throw new PluginException(
                    "plugin folder " + directory.toAbsolutePath() + " cannot be read: " + Failure.describe(e), e);
        }
        found.sort(Comparator.comparing(path -> path.getFileName().toString()));
        return found;
    }

    private LoadedPlugins admitAll(List<JarInspection> inspections) {
        Claims claims = new Claims();
        List<LoadedHandler> handlers = new ArrayList<>();
        List<PluginRow> rows = new ArrayList<>();
        synchronized (lock) {
            for (JarInspection inspection : inspections) {
                List<LoadedHandler> found = new ArrayList<>();
                try {
                    admit(inspection, claims, found);
                    handlers.addAll(found);
                    rows.add(inspection.loaded(protocols(found)));
                } catch (PluginRefused e) {
                    jars.discard(inspection);
                    rows.add(inspection.refused(protocols(found), e.reason()));
                }
            }
        }
        return new LoadedPlugins(handlers, rows);
    }

    private void admit(JarInspection inspection, Claims claims, List<LoadedHandler> found) throws PluginRefused {
        if (!inspection.problems().isEmpty()) {
            throw new PluginRefused(String.join("; ", inspection.problems()));
        }
        for (Class<? extends ProtocolHandler> type : jars.load(inspection)) {
            found.add(probe(inspection.file(), type));
        }
        claims.take(inspection.file(), found);
    }

    /// Builds one instance and asks it everything that is asked once, so that a handler which fails does so here.
    private LoadedHandler probe(String file, Class<? extends ProtocolHandler> type) throws PluginRefused {
        String name = type.getName();
        HandlerFactory factory = jars.factory(type);
        ProtocolHandler handler = Failure.refuseOn("the constructor of " + name, factory::create);
        List<Protocol> protocols = Failure.copyOrRefuse(name + ".protocols()", handler::protocols);
        if (protocols.isEmpty()) {
            throw new PluginRefused(name + ".protocols() is empty");
        }
        for (Protocol protocol : protocols) {
            if (protocol.versions().isEmpty()) {
                throw new PluginRefused(name + " serves '" + protocol.name() + "' over no IP version");
            }
        }
        boolean hasPorts = Failure.refuseOn(name + ".hasPorts()", handler::hasPorts);
        List<IpVersion> reports = Failure.copyOrRefuse(name + ".reportsErrorsFor()", handler::reportsErrorsFor);
        Failure.refuseOn(name + ".localSelectors()", handler::localSelectors);
        Failure.refuseOn(name + ".configure() without options", () -> {
            handler.configure(DEFAULTS);
            return handler;
        });
        return new LoadedHandler(file, protocols, hasPorts, Set.copyOf(reports), factory);
    }

    private static List<Protocol> protocols(List<LoadedHandler> handlers) {
        return handlers.stream()
                .flatMap(handler -> handler.protocols().stream())
                .toList();
    }

    private static String names(List<Protocol> protocols) {
        return String.join(", ", protocols.stream().map(Protocol::name).toList());
    }
}
