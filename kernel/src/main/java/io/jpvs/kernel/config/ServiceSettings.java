package io.jpvs.kernel.config;

import io.jpvs.kernel.address.IpAddress;
import java.util.List;
import java.util.OptionalInt;

/// A service.
///
/// @param address the VIP
/// @param protocol the name that a handler gives itself
/// @param port absent if the service takes every port, or its protocol has none
/// @param scheduler the scheduler's name
/// @param localAddresses own addresses to contact servers from; if there are none see [Network#localAddresses]
/// @param servers may be none
/// @param lines where it stands
public record ServiceSettings(
        IpAddress address,
        String protocol,
        OptionalInt port,
        String scheduler,
        ForwardingMode forward,
        List<IpAddress> localAddresses,
        List<ServerSettings> servers,
        SourceLines lines) {
    /// Copies the lists.
    public ServiceSettings {
        localAddresses = List.copyOf(localAddresses);
        servers = List.copyOf(servers);
    }

    /// Returns the service as people write it: `tcp 10.1.0.100:80`, `icmp 10.1.0.100`.
    @Override
    public String toString() {
        return protocol + " " + (port.isPresent() ? address.inAuthority() + ":" + port.getAsInt() : address);
    }
}
