package io.jpvs.kernel.config;

import io.jpvs.kernel.address.IpAddress;
import io.jpvs.kernel.address.IpPrefix;

/// A static route.
///
/// @param to the destinations
/// @param via the gateway, which lies in the network of the port
/// @param port the port's name
public record RouteSettings(IpPrefix to, IpAddress via, String port) {}
