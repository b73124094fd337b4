package io.jpvs.kernel.config;

import io.jpvs.kernel.address.IpAddress;

/// A neighbour that need not be resolved.
///
/// @param mac in the low 48 bits, first octet highest
/// @param port the name of the port whose network holds it
public record NeighbourSettings(IpAddress address, long mac, String port) {}
