package io.jpvs.kernel.plugin;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.jpvs.api.ProtocolHandler;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.pf4j.AbstractPluginManager;
import org.pf4j.DefaultPluginFactory;
import org.pf4j.DefaultVersionManager;
import org.pf4j.ExtensionFactory;
import org.pf4j.ExtensionFinder;
import org.pf4j.IndexedExtensionFinder;
import org.pf4j.JarPluginLoader;
import org.pf4j.JarPluginRepository;
import org.pf4j.ManifestPluginDescriptorFinder;
import org.pf4j.PluginClassLoader;
import org.pf4j.PluginDescriptor;
import org.pf4j.PluginDescriptorFinder;
import org.pf4j.PluginFactory;
import org.pf4j.PluginLoader;
import org.pf4j.PluginRepository;
import org.pf4j.PluginRuntimeException;
import org.pf4j.PluginStatusProvider;
import org.pf4j.VersionManager;
import org.slf4j.LoggerFactory;

/// PF4J cut down to jars: nothing is unpacked, there is no development mode, no system property is read and no
/// `disabled.txt`, and no class of a plugin runs but its handlers. Not thread-safe.
final class JarPlugins extends AbstractPluginManager {
    static {
        // It tells each step; the host tells what matters. A level that configuration sets stays.
        if (LoggerFactory.getLogger("org.pf4j") instanceof Logger pf4j && pf4j.getLevel() == null) {
            pf4j.setLevel(Level.WARN);
        }
    }

    /// Loads a jar and returns its handler classes, in the order of their names.
    ///
    /// @throws PluginRefused if PF4J does not take it, or a class is no handler
    List<Class<? extends ProtocolHandler>> load(JarInspection jar) throws PluginRefused {
        if (getPlugin(jar.id()) != null) {
            throw new PluginRefused("the plugin id '" + jar.id() + "' is taken by "
                    + getPlugin(jar.id()).getPluginPath().getFileName());
        }
        try {
            loadPlugin(jar.path());
        } catch (PluginRuntimeException e) {
            throw new PluginRefused(Failure.describe(e));
        }
        List<Class<? extends ProtocolHandler>> handlers = new ArrayList<>();
        for (String className : new TreeSet<>(getExtensionClassNames(jar.id()))) {
            handlers.add(handlerClass(getPluginClassLoader(jar.id()), className));
        }
        return handlers;
    }

    /// Unloads a jar, if it is loaded, and closes its file.
    void discard(JarInspection jar) {
        String id = idForPath(jar.path());
        if (id != null) {
            unloadPlugin(id);
        }
    }

    /// Returns the way to instances of a handler class.
    HandlerFactory factory(Class<? extends ProtocolHandler> type) {
        ExtensionFactory factory = getExtensionFactory();
        return () -> factory.create(type);
    }

    private static Class<? extends ProtocolHandler> handlerClass(ClassLoader loader, String className)
            throws PluginRefused {
        Class<?> type = Failure.refuseOn("loading " + className, () -> {
            try {
                return Class.forName(className, true, loader);
            } catch (ClassNotFoundException e) {
                throw new PluginException("extensions.idx names a class that cannot be loaded: " + e.getMessage(), e);
            }
        });
        if (!ProtocolHandler.class.isAssignableFrom(type)) {
            throw new PluginRefused(className + " is an extension, but no " + ProtocolHandler.class.getName()
                    + ", the only kind there is");
        }
        if (Modifier.isAbstract(type.getModifiers())) {
            throw new PluginRefused(className + " is abstract");
        }
        return type.asSubclass(ProtocolHandler.class);
    }

    @Override
    protected List<Path> createPluginsRoot() {
        return List.of(); // jars are named one by one
    }

    @Override
    protected PluginRepository createPluginRepository() {
        return new JarPluginRepository(getPluginsRoots());
    }

    @Override
    protected PluginDescriptorFinder createPluginDescriptorFinder() {
        return new ManifestPluginDescriptorFinder();
    }

    @Override
    protected PluginLoader createPluginLoader() {
        SpiClassLoader spi = new SpiClassLoader();
        return new JarPluginLoader(this) {
            @Override
            protected PluginClassLoader createPluginClassLoader(Path path, PluginDescriptor descriptor) {
                return new HandlerClassLoader(pluginManager, descriptor, spi);
            }
        };
    }

    @Override
    protected ExtensionFinder createExtensionFinder() {
        IndexedExtensionFinder finder = new IndexedExtensionFinder(this);
        addPluginStateListener(finder);
        return finder;
    }

    @Override
    protected ExtensionFactory createExtensionFactory() {
        return new GuiceExtensionFactory();
    }

    @Override
    protected PluginFactory createPluginFactory() {
        return new DefaultPluginFactory();
    }

    @Override
    protected VersionManager createVersionManager() {
        return new DefaultVersionManager();
    }

    @Override
    protected PluginStatusProvider createPluginStatusProvider() {
        return new PluginStatusProvider() {
            @Override
            public boolean isPluginDisabled(String pluginId) {
                return false;
            }

            @Override
            public void disablePlugin(String pluginId) {
                throw new UnsupportedOperationException("remove the jar instead");
            }

            @Override
            public void enablePlugin(String pluginId) {}
        };
    }
}
