package io.jpvs.kernel.plugin;

import org.jspecify.annotations.Nullable;

/// Plugins cannot be loaded at all, or a handler cannot be built; the text is for the operator.
public final class PluginException extends RuntimeException {
    /// Makes one with the text and what caused it.
    public PluginException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
