package io.jpvs.kernel.plugin;

import java.util.List;

/// What a plugin folder holds, as read at one time.
///
/// @param handlers the handlers that serve, no two of which claim the same protocol
/// @param rows one for each jar, in the order of their names
public record LoadedPlugins(List<LoadedHandler> handlers, List<PluginRow> rows) {
    /// Copies the lists.
    public LoadedPlugins {
        handlers = List.copyOf(handlers);
        rows = List.copyOf(rows);
    }
}
