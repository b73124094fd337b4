package io.jpvs.bench.memory;

import io.jpvs.kernel.memory.Memory;
import java.lang.foreign.Arena;
import java.util.List;

/// Frames of one length off the heap, to be received again and again.
public final class FrameStore {
    private static final int LINE_BYTES = 64;

    private final long frames;
    private final int slotBytes;
    private final int count;
    private int lengthBytes;

    /// Makes room for frames.
    ///
    /// @param mostBytes of each
    public FrameStore(Arena arena, int count, int mostBytes) {
        this.count = count;
        this.slotBytes = slotBytes(mostBytes);
        this.frames = arena.allocate((long) slotBytes * count, LINE_BYTES).address();
    }

    static int slotBytes(int frameBytes) {
        return frameBytes + LINE_BYTES - 1 & -LINE_BYTES;
    }

    /// Returns how many there are.
    public int count() {
        return count;
    }

    /// Returns the length of each.
    public int lengthBytes() {
        return lengthBytes;
    }

    /// Returns the address of a frame.
    public long at(int number) {
        return frames + (long) slotBytes * number;
    }

    /// Enters a frame; all have the length of the last one.
    public void put(int number, byte[] frame) {
        lengthBytes = frame.length;
        for (int i = 0; i < frame.length; i++) {
            Memory.u8(at(number), i, frame[i]);
        }
    }

    /// Enters a copy of a frame that stands elsewhere off the heap.
    public void copy(int number, long frame, int bytes) {
        lengthBytes = bytes;
        Memory.copy(frame, at(number), bytes);
    }

    /// Makes a store in which the frames of several take turns.
    public static FrameStore inTurn(Arena arena, List<FrameStore> stores) {
        int each = stores.getFirst().count;
        FrameStore all = new FrameStore(arena, each * stores.size(), stores.getFirst().slotBytes);
        for (int i = 0; i < all.count; i++) {
            FrameStore of = stores.get(i % stores.size());
            all.copy(i, of.at(i / stores.size()), of.lengthBytes);
        }
        return all;
    }
}
