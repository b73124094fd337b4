package io.jpvs.api;

/// What [ProtocolHandler#reject] decided.
public enum Rejection {
    /// Send nothing.
    SILENT,
    /// The packet has been turned into the handler's own answer: send it back.
    ANSWERED,
    /// Let the error reporter of the IP version say that the port is unreachable.
    PORT_UNREACHABLE,
    /// Let the error reporter of the IP version say that the packet is administratively prohibited.
    ADMINISTRATIVELY_PROHIBITED
}
