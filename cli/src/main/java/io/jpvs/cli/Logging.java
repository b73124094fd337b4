package io.jpvs.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/// How much is logged, to stderr; `run` logs what it does.
final class Logging {
    private Logging() {}

    /// For commands that answer on stdout: only what the user has to know.
    static void quiet() {
        set(Level.WARN);
    }

    /// For commands whose answer says all.
    static void silent() {
        set(Level.OFF);
    }

    static void debug() {
        set(Level.DEBUG);
    }

    private static void set(Level level) {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        if (root.getLevel() != Level.DEBUG) {
            root.setLevel(level);
        }
    }
}
