package io.jpvs.kernel.route;

import io.jpvs.kernel.address.IpAddress;
import io.jpvs.kernel.address.IpPrefix;
import org.jspecify.annotations.Nullable;

/// A route.
///
/// @param to the destinations
/// @param port index of the port they are reached by
/// @param gateway the next hop, or null for destinations on the link itself
public record Route(IpPrefix to, int port, @Nullable IpAddress gateway) {}
