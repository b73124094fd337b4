package io.jpvs.kernel.dpdk;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.jpvs.kernel.memory.Memory;
import io.jpvs.kernel.port.Frame;
import io.jpvs.kernel.port.FramePool;
import io.jpvs.kernel.port.FrameVector;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// One worker's access to a [Mempool], with a few buffers at hand so that not every allocation is a native call.
@SuppressWarnings("restricted") // downcallHandle
public final class MbufPool implements FramePool, AutoCloseable {
    private static final int REFILL = 64;

    private static final MethodHandle DEQUEUE =
            Linker.nativeLinker().downcallHandle(FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
    private static final MethodHandle FREE_BULK =
            Linker.nativeLinker().downcallHandle(FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_INT));

    private final Arena arena = Arena.ofShared();
    private final Mempool stock;
    private final long pool;
    private final MemorySegment dequeue;
    private final MemorySegment freeBulk;
    private final long cached;
    private final long single;
    private int cachedCount;

    MbufPool(MempoolCalls calls, Mempool stock) {
        this.stock = stock;
        pool = stock.address();
        dequeue = calls.dequeue(pool);
        freeBulk = calls.freeBulk();
        cached = arena.allocate(8L * REFILL, 64).address();
        single = arena.allocate(8L, 64).address();
    }

    @Override
    public long allocate() {
        int count = cachedCount;
        if (count == 0) {
            count = refill();
            if (count == 0) {
                return 0;
            }
        }
        cachedCount = count - 1;
        long frame = Memory.i64(cached, 8L * (count - 1));
        Frame.reset(frame);
        return frame;
    }

    @Override
    public int capacity() {
        return stock.capacity();
    }

    @Override
    public void free(FrameVector frames) {
        if (frames.size() > 0) {
            freeBulk(frames.address(), frames.size());
            frames.clear();
        }
    }

    @Override
    public void free(long frame) {
        Memory.i64(single, 0, frame);
        freeBulk(single, 1);
    }

    /// Gives back what is at hand. Call it when the worker has ended.
    @Override
    public void close() {
        freeBulk(cached, cachedCount);
        cachedCount = 0;
        stock.forget(this);
        arena.close();
    }

    int cachedCount() {
        return cachedCount;
    }

    /// A dequeue is all or nothing, so the last buffers of a pool come in smaller portions.
    private int refill() {
        for (int count = REFILL; count > 0; count /= 4) {
            if (dequeue(count) == 0) {
                return count;
            }
        }
        return 0;
    }

    private int dequeue(int count) {
        try {
            return (int) DEQUEUE.invokeExact(dequeue, pool, cached, count);
        } catch (Throwable t) {
            throw new AssertionError(t); // a downcall throws nothing
        }
    }

    private void freeBulk(long frames, int count) {
        try {
            FREE_BULK.invokeExact(freeBulk, frames, count);
        } catch (Throwable t) {
            throw new AssertionError(t); // a downcall throws nothing
        }
    }
}
