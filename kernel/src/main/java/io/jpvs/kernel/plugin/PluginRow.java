package io.jpvs.kernel.plugin;

import io.jpvs.api.Protocol;
import java.util.List;

/// One line of `jpvs plugin list`: a jar of the plugin folder and what became of it.
///
/// @param file the jar's file name
/// @param id `Plugin-Id` of its manifest, empty if that could not be read
/// @param version `Plugin-Version` of its manifest, empty if that could not be read
/// @param spiVersion `Jpvs-Spi-Version` of its manifest, empty if that could not be read
/// @param protocols what its handlers claim, as far as they could be asked
/// @param state whether its handlers serve
/// @param reason why it was refused; empty if it was not
public record PluginRow(
        String file,
        String id,
        String version,
        String spiVersion,
        List<Protocol> protocols,
        State state,
        String reason) {
    /// Copies the protocols.
    public PluginRow {
        protocols = List.copyOf(protocols);
    }

    /// What became of a jar.
    public enum State {
        /// Its handlers serve.
        LOADED,
        /// None of its handlers serves.
        REFUSED
    }
}
