package io.jpvs.kernel.dpdk;

/// How a port is to be set up.
///
/// @param name                the name the configuration gives it
/// @param index               its place in the order in which EAL numbers ports, from 0
/// @param queues              queue pairs, one for each worker
/// @param receiveDescriptors  size of a receive ring; the device may want another and gets it
/// @param transmitDescriptors size of a transmit ring, likewise
/// @param mtuBytes            instead of the device's own; 0 keeps that
/// @param macAddress          instead of the device's own, in the low 48 bits; 0 keeps that
public record PortSettings(
        String name,
        int index,
        int queues,
        int receiveDescriptors,
        int transmitDescriptors,
        int mtuBytes,
        long macAddress) {

    private static final int DESCRIPTORS = 1024;

    /// Everything else as the device has it.
    public PortSettings(String name, int index, int queues) {
        this(name, index, queues, DESCRIPTORS, DESCRIPTORS, 0, 0);
    }
}
