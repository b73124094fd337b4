package io.jpvs.kernel.config;

import java.nio.file.Path;
import java.util.Objects;

/// A configuration that cannot be used. Its text is one line, `FILE:LINE: what is wrong; fix: what to write`, made
/// to be shown as it is.
public final class ConfigurationException extends RuntimeException {
    /// Makes one that is about the whole file.
    public ConfigurationException(Path file, String problem, String fix) {
        super(file + ": " + problem + "; fix: " + fix);
    }

    /// Makes one that is about a line, counted from 1.
    public ConfigurationException(Path file, int line, String problem, String fix) {
        super(file + ":" + line + ": " + problem + "; fix: " + fix);
    }

    /// Returns the line to show.
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
