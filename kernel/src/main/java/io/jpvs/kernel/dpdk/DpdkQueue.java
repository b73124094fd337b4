package io.jpvs.kernel.dpdk;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.jpvs.kernel.memory.Memory;
import io.jpvs.kernel.port.FrameVector;
import io.jpvs.kernel.port.PortQueue;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// A queue pair: does what DPDK's inline `rte_eth_rx_burst` and `rte_eth_tx_burst` do.
///
/// The calls are ordinary downcalls: a critical one would hold up every safepoint of the JVM while a driver sits in a
/// system call.
@SuppressWarnings("restricted") // downcallHandle
final class DpdkQueue implements PortQueue {
    /// `uint16_t (void *queue, struct rte_mbuf **frames, uint16_t count)`
    private static final MethodHandle BURST =
            Linker.nativeLinker().downcallHandle(FunctionDescriptor.of(JAVA_SHORT, JAVA_LONG, JAVA_LONG, JAVA_SHORT));

    private static final MethodHandle RECEIVE_CALLBACKS = Linker.nativeLinker()
            .downcallHandle(FunctionDescriptor.of(
                    JAVA_SHORT, JAVA_SHORT, JAVA_SHORT, JAVA_LONG, JAVA_SHORT, JAVA_SHORT, JAVA_LONG));

    private static final MethodHandle TRANSMIT_CALLBACKS = Linker.nativeLinker()
            .downcallHandle(
                    FunctionDescriptor.of(JAVA_SHORT, JAVA_SHORT, JAVA_SHORT, JAVA_LONG, JAVA_SHORT, JAVA_LONG));

    private final DpdkPort owner;
    private final short port;
    private final short queue;
    private final MemorySegment receive;
    private final MemorySegment transmit;
    private final MemorySegment callReceiveCallbacks;
    private final MemorySegment callTransmitCallbacks;
    private final long receiveQueue;
    private final long transmitQueue;
    private final long receiveCallbacks;
    private final long transmitCallbacks;

    /// Reads the functions of a started port: before, they are dummies.
    DpdkQueue(DpdkPort owner, Ethdev ethdev, int port, int queue) {
        this.owner = owner;
        this.port = (short) port;
        this.queue = (short) queue;
        Layout layout = ethdev.layout();
        long fastPath = ethdev.fastPath(port);
        receive = MemorySegment.ofAddress(Memory.i64(fastPath, layout.receiveBurst()));
        transmit = MemorySegment.ofAddress(Memory.i64(fastPath, layout.transmitBurst()));
        receiveQueue = Memory.i64(Memory.i64(fastPath, layout.receiveQueues()), 8L * queue);
        transmitQueue = Memory.i64(Memory.i64(fastPath, layout.transmitQueues()), 8L * queue);
        receiveCallbacks = Memory.i64(fastPath, layout.receiveCallbacks()) + 8L * queue;
        transmitCallbacks = Memory.i64(fastPath, layout.transmitCallbacks()) + 8L * queue;
        callReceiveCallbacks = ethdev.receiveCallbacks();
        callTransmitCallbacks = ethdev.transmitCallbacks();
    }

    @Override
    public int receive(FrameVector frames) {
        if (!owner.isOpen()) {
            frames.clear();
            return 0;
        }
        try {
            short count = (short) BURST.invokeExact(receive, receiveQueue, frames.address(), (short) frames.capacity());
            long callbacks = Memory.i64(receiveCallbacks);
            if (callbacks != 0) {
                count = (short) RECEIVE_CALLBACKS.invokeExact(
                        callReceiveCallbacks,
                        port,
                        queue,
                        frames.address(),
                        count,
                        (short) frames.capacity(),
                        callbacks);
            }
            frames.size(count & 0xffff);
            return count & 0xffff;
        } catch (Throwable t) {
            throw new AssertionError(t); // a downcall throws nothing
        }
    }

    @Override
    public int transmit(FrameVector frames) {
        if (!owner.isOpen()) {
            return 0;
        }
        try {
            short count = (short) frames.size();
            long callbacks = Memory.i64(transmitCallbacks);
            if (callbacks != 0) {
                count = (short) TRANSMIT_CALLBACKS.invokeExact(
                        callTransmitCallbacks, port, queue, frames.address(), count, callbacks);
            }
            return (short) BURST.invokeExact(transmit, transmitQueue, frames.address(), count) & 0xffff;
        } catch (Throwable t) {
            throw new AssertionError(t); // a downcall throws nothing
        }
    }
}
