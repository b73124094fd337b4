package io.jpvs.kernel.plugin;

import java.util.List;

/// What `jpvs plugin verify` found in one jar.
///
/// @param row the jar as `jpvs plugin list` would show it, were it the only one
/// @param problems all that the plugin host refuses it for; empty if it loads
/// @param cautions what loads and yet deserves a look, such as native access, which no handler needs
public record PluginReport(PluginRow row, List<String> problems, List<String> cautions) {
    /// Copies the lists.
    public PluginReport {
        problems = List.copyOf(problems);
        cautions = List.copyOf(cautions);
    }
}
