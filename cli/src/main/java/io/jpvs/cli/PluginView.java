package io.jpvs.cli;

import io.jpvs.api.Protocol;
import io.jpvs.kernel.plugin.PluginRow;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// A row of `plugin list` as `--json` prints it: programs rely on its names.
///
/// @param state `loaded` or `refused`
/// @param reason why it was refused; empty if it was not
record PluginView(
        String file,
        String id,
        String version,
        String spiVersion,
        List<ProtocolView> protocols,
        String state,
        String reason) {
    /// A protocol that the plugin serves.
    ///
    /// @param number the IANA number
    /// @param ipVersions `ipv4`, `ipv6` or both, in this order
    record ProtocolView(int number, String name, List<String> ipVersions) {}

    static PluginView of(PluginRow row) {
        return new PluginView(
                row.file(),
                row.id(),
                row.version(),
                row.spiVersion(),
                row.protocols().stream().map(PluginView::protocol).toList(),
                lowerCase(row.state()),
                row.reason());
    }

    /// Returns the names of the protocols, for people.
    String protocolNames() {
        return protocols.stream().map(ProtocolView::name).collect(Collectors.joining(", "));
    }

    private static ProtocolView protocol(Protocol protocol) {
        return new ProtocolView(
                protocol.number(),
                protocol.name(),
                protocol.versions().stream().sorted().map(PluginView::lowerCase).toList());
    }

    private static String lowerCase(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
