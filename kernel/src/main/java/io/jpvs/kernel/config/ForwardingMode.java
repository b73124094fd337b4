package io.jpvs.kernel.config;

/// How packets reach the servers of a service.
public enum ForwardingMode {
    /// Source and destination are translated.
    FULLNAT(true),
    /// The destination is translated.
    NAT(false),
    /// Neither; the server holds the VIP.
    DR(false),
    /// Neither; the packet travels inside another.
    TUNNEL(false),
    /// The source is translated, for connections from the servers.
    SNAT(false);

    private final boolean supported;

    ForwardingMode(boolean supported) {
        this.supported = supported;
    }

    /// Returns whether this version has it.
    boolean isSupported() {
        return supported;
    }
}
