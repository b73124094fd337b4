package io.jpvs.kernel.dpdk;

/// What a software port is laid over, and is dead without.
sealed interface Underlay permits KernelInterface, TapDescriptor {
    /// Returns the interface's name when it was found.
    String name();

    boolean exists();

    /// Returns whether it can carry traffic, as far as it can tell.
    boolean isUp();

    /// Returns its MTU in bytes, or -1 if that cannot be told.
    int mtuBytes();
}
