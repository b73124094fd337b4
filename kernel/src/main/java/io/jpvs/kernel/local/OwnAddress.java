package io.jpvs.kernel.local;

/// What one of the balancer's addresses is for.
public enum OwnAddress {
    /// The address of services.
    VIP,
    /// Connections to servers leave from it.
    LOCAL,
    /// The address of a port.
    PORT
}
