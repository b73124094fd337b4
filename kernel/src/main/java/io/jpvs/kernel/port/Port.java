package io.jpvs.kernel.port;

/// A network port with one queue pair per worker.
public interface Port {
    /// Returns the name the configuration gives it.
    String name();

    /// Returns its Ethernet address in the low 48 bits, first octet highest.
    long macAddress();

    /// Returns the largest IP packet it carries, in bytes.
    int mtuBytes();

    /// Returns whether the device is there and its link is up. Not for the packet path.
    boolean isUp();

    /// Returns the queue pair of the worker numbered from 0.
    PortQueue queue(int worker);

    /// Returns what the device itself has counted since start. Not for the packet path.
    PortStatistics statistics();
}
