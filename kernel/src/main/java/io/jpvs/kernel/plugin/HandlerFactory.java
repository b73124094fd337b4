package io.jpvs.kernel.plugin;

import io.jpvs.api.ProtocolHandler;

/// Builds instances of one handler class.
@FunctionalInterface
public interface HandlerFactory {
    /// Builds a new instance, not configured yet. Any thread may call.
    ///
    /// @throws PluginException if its constructor fails
    ProtocolHandler create();
}
