package io.jpvs.kernel.port;

import io.jpvs.kernel.memory.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A growable-up-to-capacity list of frames in native memory, in the form DPDK's burst calls take (`struct
/// rte_mbuf
/// **`).
///
/// Belongs to one thread. The memory lives as long as the arena it was made in.
public final class FrameVector {
    private final long address;
    private final int capacity;
    private int size;

    /// Makes an empty vector for at most `capacity` frames.
    public FrameVector(Arena arena, int capacity) {
        MemorySegment slots = arena.allocate(8L * capacity, 64);
        this.address = slots.address();
        this.capacity = capacity;
    }

    /// Returns the address of the first of the frame pointers.
    public long address() {
        return address;
    }

    /// Returns the address of the frame at `index`, which must be below [#size].
    public long get(int index) {
        return Memory.i64(address, 8L * index);
    }

    /// Returns the number of frames held.
    public int size() {
        return size;
    }

    /// Returns how many frames it can hold.
    public int capacity() {
        return capacity;
    }

    /// Returns whether no further frame fits.
    public boolean isFull() {
        return size == capacity;
    }

    /// Appends a frame; the caller has checked [#isFull].
    public void add(long frame) {
        Memory.i64(address, 8L * size++, frame);
    }

    /// Forgets all frames.
    public void clear() {
        size = 0;
    }

    /// Sets the number of frames after a native call filled the first `size` slots.
    public void size(int size) {
        this.size = size;
    }

    /// Forgets the first `count` frames and moves the rest to the front.
    public void removeFirst(int count) {
        size -= count;
        if (size > 0) {
            Memory.copy(address + 8L * count, address, 8L * size);
        }
    }
}
