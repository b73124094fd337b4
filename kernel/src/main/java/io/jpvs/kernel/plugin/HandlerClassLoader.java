package io.jpvs.kernel.plugin;

import org.pf4j.PluginClassLoader;
import org.pf4j.PluginDescriptor;
import org.pf4j.PluginManager;

/// Loads the classes of one jar: the SPI's from the kernel, others from the jar first.
final class HandlerClassLoader extends PluginClassLoader {
    HandlerClassLoader(PluginManager manager, PluginDescriptor descriptor, SpiClassLoader parent) {
        super(manager, descriptor, parent);
    }

    @Override
    public Class<?> loadClass(String className) throws ClassNotFoundException {
        try {
            return super.loadClass(className);
        } catch (ClassNotFoundException e) {
            throw new ClassNotFoundException(
                    className + " is neither in the jar nor visible to plugins, which see " + SpiClassLoader.VISIBLE);
        }
    }

    @Override
    protected boolean shouldDelegateToParent(String className) {
        return SpiClassLoader.isShared(className);
    }
}
