package io.jpvs.bench.memory;

import io.jpvs.kernel.memory.Memory;
import io.jpvs.kernel.port.Port;
import io.jpvs.kernel.port.PortQueue;
import io.jpvs.kernel.port.PortStatistics;

/// What ports in memory have in common: a name, a MAC, one queue, and a link that is always up.
public abstract class MemoryDevice implements Port, PortQueue {
    private static final int MTU_BYTES = 1500;
    private static final int FEW_BYTES = 128;

    private final String name;
    private final long macAddress;

    /// Makes a port.
    protected MemoryDevice(String name, long macAddress) {
        this.name = name;
        this.macAddress = macAddress;
    }

    /// Copies a frame into a buffer, in whole words.
    protected static void copy(long from, long to, int lengthBytes) {
        if (lengthBytes > FEW_BYTES) {
            Memory.copy(from, to, lengthBytes);
            return;
        }
        for (int offset = 0; offset < lengthBytes; offset += 8) {
            Memory.i64(to, offset, Memory.i64(from + offset));
        }
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final long macAddress() {
        return macAddress;
    }

    @Override
    public final int mtuBytes() {
        return MTU_BYTES;
    }

    @Override
    public final boolean isUp() {
        return true;
    }

    @Override
    public final PortQueue queue(int worker) {
        return this;
    }

    @Override
    public final PortStatistics statistics() {
        return new PortStatistics(0, 0, 0, 0, 0, 0, 0, 0);
    }
}
