package io.jpvs.kernel.port;

import java.lang.foreign.Arena;

/// Frame buffers without DPDK, laid out like DPDK's; for replay, tests and benchmarks. When they run out there are
/// more: time does not press here, and what a capture shows should not depend on them.
public final class ArenaFramePool implements FramePool {
    private final Arena arena;
    private final int step;
    private final int roomBytes;
    private long[] free = {};
    private int freeCount;

    /// Makes a pool.
    ///
    /// @param arena owns the memory
    /// @param frames how many buffers, and how many more each time they run out
    /// @param roomBytes data room of each, headroom included; at most 65535
    public ArenaFramePool(Arena arena, int frames, int roomBytes) {
        this.arena = arena;
        this.step = frames;
        this.roomBytes = roomBytes;
        grow();
    }

    private void grow() {
        int stride = (Frame.HEADER_BYTES + roomBytes + 63) & ~63;
        long base = arena.allocate((long) stride * step, 64).address();
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
        return frame;
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
