package io.jpvs.kernel.dpdk;

/// What a software port is laid over, and is dead without.
sealed interface Underlay permits KernelInterface, TapDescriptor {
    /// Returns the interface's name when it was found.
    String name();

    boolean exists();

    /// Returns whether it can carry traffic.
    ///
    /// @param deviceIsUp what DPDK says of the link, which drivers find out more or less well
    boolean isUp(boolean deviceIsUp);

    /// Returns its MTU in bytes, or -1 if that cannot be told.
    int mtuBytes();
}
