package io.jpvs.kernel.plugin;

import com.google.inject.ConfigurationException;
import com.google.inject.Guice;
import com.google.inject.ProvisionException;
import com.google.inject.spi.Message;
import java.util.Collection;
import org.pf4j.ExtensionFactory;

/// Where PF4J meets Guice: an extension is built with what its constructor injects from its own jar.
///
/// Each instance has an injector of its own, so not even a `@Singleton` is shared between two workers.
final class GuiceExtensionFactory implements ExtensionFactory {
    static {
        // The few objects built here gain nothing from the code that Guice generates with sun.misc.Unsafe, which
        // the JDK warns of. Read when Guice is first used.
        System.setProperty("guice_bytecode_gen_option", "DISABLED");
    }

    @Override
    public <T> T create(Class<T> extensionClass) {
        try {
            return Guice.createInjector().getInstance(extensionClass);
        } catch (ProvisionException e) {
            throw failed(extensionClass, e, e.getErrorMessages());
        } catch (ConfigurationException e) {
            throw failed(extensionClass, e, e.getErrorMessages());
        } catch (LinkageError | StackOverflowError e) {
            throw new PluginException("building " + extensionClass.getName() + " threw " + Failure.describe(e), e);
        }
    }

    private static PluginException failed(Class<?> extensionClass, RuntimeException e, Collection<Message> errors) {
        Throwable cause = errors.iterator().next().getCause();
        if (cause instanceof OutOfMemoryError outOfMemory) {
            throw outOfMemory;
        }
        if (cause != null) {
            return new PluginException(
                    "the constructor of " + extensionClass.getName() + " threw " + Failure.describe(cause), cause);
        }
        return new PluginException(
                extensionClass.getName() + " cannot be built: "
                        + errors.iterator()
                                .next()
                                .getMessage()
                                .lines()
                                .findFirst()
                                .orElse(""),
                e);
    }
}
