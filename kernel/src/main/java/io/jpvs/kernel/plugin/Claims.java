package io.jpvs.kernel.plugin;

import io.jpvs.api.IpVersion;
import io.jpvs.api.Protocol;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Who serves what. A number and a name belong to one handler for each IP version, and each IP version's errors
/// are written by one: else it would depend on chance which of two sees a packet.
final class Claims {
    private record Claim(String what, IpVersion version) {
        @Override
        public String toString() {
            return what + " over " + (version == IpVersion.IPV4 ? "IPv4" : "IPv6");
        }
    }

    private final Map<Claim, String> takenBy = new HashMap<>();

    /// Takes all that a plugin's handlers claim, or nothing.
    ///
    /// @throws PluginRefused if one of the claims is taken
    void take(String plugin, List<LoadedHandler> handlers) throws PluginRefused {
        Map<Claim, String> claims = new LinkedHashMap<>();
        for (LoadedHandler handler : handlers) {
            for (Protocol protocol : handler.protocols()) {
                for (IpVersion version : IpVersion.values()) {
                    if (protocol.versions().contains(version)) {
                        claim(claims, new Claim("protocol number " + protocol.number(), version), plugin);
                        claim(claims, new Claim("the protocol name '" + protocol.name() + "'", version), plugin);
                    }
                }
            }
            for (IpVersion version : handler.reportsErrorsFor()) {
                claim(claims, new Claim("the writing of errors", version), plugin);
            }
        }
        takenBy.putAll(claims);
    }

    private void claim(Map<Claim, String> claims, Claim claim, String plugin) throws PluginRefused {
        String winner = takenBy.get(claim);
        if (winner != null) {
            throw new PluginRefused(claim + " is taken by " + winner);
        }
        if (claims.put(claim, plugin) != null) {
            throw new PluginRefused(claim + " is claimed twice");
        }
    }
}
