package io.jpvs.api;

/// Why a packet for a service is refused; the argument of [ProtocolHandler#reject].
public enum Refusal {
    /// The address is a VIP, but no service of it wants the packet.
    NO_SERVICE,
    /// The service has no usable server.
    NO_SERVER,
    /// The packet continues a connection that does not exist.
    NO_CONNECTION,
    /// Local ports or identifiers have run out, or the connection table is full.
    EXHAUSTED
}
