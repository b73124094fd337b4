package io.jpvs.kernel.config;

import io.jpvs.kernel.address.IpAddress;
import io.jpvs.kernel.address.IpPrefix;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// A network port.
///
/// @param addresses the port's own addresses with their networks; at least one
/// @param mac what to use in place of the device's own
/// @param mtuBytes largest IP packet, in place of the device's own
public record PortSettings(String name, List<IpPrefix> addresses, OptionalLong mac, OptionalInt mtuBytes) {
    /// Copies the addresses.
    public PortSettings {
        addresses = List.copyOf(addresses);
    }

    /// Returns whether the address is the port's own.
    public boolean owns(IpAddress address) {
        return addresses.stream().anyMatch(own -> own.address().equals(address));
    }
}
