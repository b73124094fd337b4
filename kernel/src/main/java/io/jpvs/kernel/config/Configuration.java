package io.jpvs.kernel.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A configuration file whose contents fit together, as far as that can be told without the plugins; see
/// [ConfigurationCheck] for the rest. Each component is a section of the file, its defaults filled in.
///
/// @param file where it was read
/// @param dpdk `dpdk`
/// @param network `ports`, `routes` and `neighbours`
/// @param pluginDirectory `plugins.directory`
/// @param connections `connections`
/// @param fragments `fragments`
/// @param protocols `protocols`, by name
/// @param noService `no-service`: what a packet to a VIP without such a service gets
/// @param noServer `no-server`: what a packet to a service without usable server gets
/// @param ttl `ttl`
/// @param ownPacketRate `icmp-rate`
/// @param services `services`
/// @param controlSocket `control.socket`
/// @param lines where the sections stand
public record Configuration(
        Path file,
        DpdkSettings dpdk,
        Network network,
        Path pluginDirectory,
        ConnectionSettings connections,
        FragmentSettings fragments,
        Map<String, ProtocolSection> protocols,
        Response noService,
        Response noServer,
        TtlPolicy ttl,
        RateSettings ownPacketRate,
        List<ServiceSettings> services,
        Path controlSocket,
        SourceLines lines) {
    /// Copies the collections.
    public Configuration {
        protocols = Map.copyOf(protocols);
        services = List.copyOf(services);
    }

    /// Returns the options of a handler, empty ones if there are none; for one instance of the handler.
    ///
    /// @param name the first of the handler's protocols
    public SectionOptions options(String name) {
        ProtocolSection section = protocols.get(name);
        return section == null ? SectionOptions.empty(file, name) : section.options();
    }
}
