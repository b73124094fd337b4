package io.jpvs.api;

/// Why an error has to be sent, in words that no protocol owns; [ProtocolHandler#originate] puts it on the wire.
public enum ErrorCause {
    /// The packet may not travel further.
    HOP_LIMIT_EXCEEDED,
    /// The packet does not fit the leg it must leave on and may not be cut; the MTU of that leg goes along.
    PACKET_TOO_BIG,
    /// Nothing listens at that port.
    PORT_UNREACHABLE,
    /// The host behind the address cannot be reached.
    HOST_UNREACHABLE,
    /// The packet is refused on purpose, or for want of ports, identifiers or servers.
    ADMINISTRATIVELY_PROHIBITED
}
