package io.jpvs.kernel.port;

import io.jpvs.kernel.memory.Memory;
import java.lang.foreign.Arena;

/// Frame buffers without DPDK, laid out like DPDK's; for replay, tests and benchmarks. When they run out there are
/// more: time does not press here, and what a capture shows should not depend on them.
public final class ArenaFramePool implements FramePool {
    private static final int NO_FILL = -1;
    private static final int GUARD_BYTES = 64;

    private final Arena arena;
    private final int step;
    private final int roomBytes;
    private final int fill;
    private final int stride;
    private long[] free = {};
    private int freeCount;

    /// Makes a pool.
    ///
    /// @param arena owns the memory
    /// @param frames how many buffers, and how many more each time they run out
    /// @param roomBytes data room of each, headroom included; at most 65535
    public ArenaFramePool(Arena arena, int frames, int roomBytes) {
        this(arena, frames, roomBytes, NO_FILL);
    }

    /// Makes a pool that betrays who reads or writes where he should not: a buffer is given out filled with a byte
    /// of the caller's choice, so that what an earlier frame left or what lies behind a frame is never by chance
    /// right, and is followed by [#isIntact] guards.
    ///
    /// @param fill 0 to 255
    public static ArenaFramePool guarded(Arena arena, int frames, int roomBytes, int fill) {
        return new ArenaFramePool(arena, frames, roomBytes, fill & 0xff);
    }

    private ArenaFramePool(Arena arena, int frames, int roomBytes, int fill) {
        this.arena = arena;
        this.step = frames;
        this.roomBytes = roomBytes;
        this.fill = fill;
        this.stride = (Frame.HEADER_BYTES + roomBytes + (fill == NO_FILL ? 0 : GUARD_BYTES) + 63) & ~63;
        grow();
    }

    private void grow() {
        long base = arena.allocate((long) stride * step, 64).address();
        if (fill != NO_FILL) {
            Memory.fill(base, (long) stride * step, fill);
        }
        free = new long[free.length + step];
        for (int i = 0; i < step; i++) {
            long frame = base + (long) stride * (step - 1 - i);
            Frame.format(frame, roomBytes);
            free[freeCount++] = frame;
        }
    }

    @Override
    public long allocate() {
        if (freeCount == 0) {
            grow();
        }
        long frame = free[--freeCount];
        Frame.reset(frame);
        if (fill != NO_FILL) {
            Memory.fill(frame + Frame.HEADER_BYTES, roomBytes, fill);
        }
        return frame;
    }

    /// Returns whether nobody has written behind a buffer; of those that are free.
    public boolean isIntact() {
        for (int i = 0; fill != NO_FILL && i < freeCount; i++) {
            for (long at = free[i] + Frame.HEADER_BYTES + roomBytes; at < free[i] + stride; at++) {
                if (Memory.u8(at) != fill) {
                    return false;
                }
            }
        }
        return true;
    }

    @Override
    public void free(FrameVector frames) {
        for (int i = 0; i < frames.size(); i++) {
            free(frames.get(i));
        }
        frames.clear();
    }

    @Override
    public void free(long frame) {
        free[freeCount++] = frame;
    }

    /// Returns how many buffers are free.
    public int available() {
        return freeCount;
    }

    @Override
    public int capacity() {
        return free.length;
    }
}
