package io.jpvs.kernel.config;

import io.jpvs.kernel.address.IpAddress;
import java.util.OptionalInt;

/// A real server of a service.
///
/// @param port absent to keep the port or identifier that the client asked for
/// @param weight its share of new connections; 0 for none
/// @param lines where it stands
public record ServerSettings(IpAddress address, OptionalInt port, int weight, SourceLines lines) {}
