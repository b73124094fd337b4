package io.jpvs.kernel.plugin;

/// What plugins see of this process: the JDK, the SPI and the few libraries whose types the SPI or every handler
/// uses. All else is hidden, so that a plugin compiles and runs against the SPI alone and brings its own
/// libraries.
///
/// Among the hidden is [io.jpvs.api.PacketCursor], with which a packet could be put over any memory.
final class SpiClassLoader extends ClassLoader {
    /// For messages.
    static final String VISIBLE =
            "the JDK, io.jpvs.api without PacketCursor, org.pf4j, org.slf4j, jakarta.inject, org.jspecify";

    private static final String[] SHARED = {
        "io.jpvs.api.", "org.pf4j.", "org.slf4j.", "jakarta.inject.", "org.jspecify."
    };
    private static final String CURSOR = "io.jpvs.api.PacketCursor";

    private final ClassLoader kernel;

    SpiClassLoader() {
        super("jpvs-spi", ClassLoader.getPlatformClassLoader());
        kernel = SpiClassLoader.class.getClassLoader();
    }

    /// Returns whether a class of this name always is the kernel's, even if the plugin carries one too.
    static boolean isShared(String className) {
        for (String shared : SHARED) {
            if (className.startsWith(shared)) {
                return true;
            }
        }
        return false;
    }

    /// Returns whether plugins see a class of this name that they do not carry.
    boolean sees(String className) {
        try {
            loadClass(className);
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    @Override
    protected Class<?> findClass(String className) throws ClassNotFoundException {
        if (isShared(className) && !className.equals(CURSOR)) {
            return kernel.loadClass(className);
        }
        throw new ClassNotFoundException(className);
    }
}
