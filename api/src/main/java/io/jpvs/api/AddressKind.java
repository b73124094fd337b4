package io.jpvs.api;

/// What an address is to the balancer, told to [ProtocolHandler#answer].
public enum AddressKind {
    /// The address of at least one service, one of which has a usable server.
    VIP_WITH_SERVER,
    /// The address of at least one service, none of which has a usable server.
    VIP_WITHOUT_SERVER,
    /// An address that connections to servers leave from.
    LOCAL,
    /// An address of a port.
    PORT
}
