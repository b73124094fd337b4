package io.jpvs.kernel.port;

import java.lang.foreign.Arena;

/// Frame buffers without DPDK, laid out like DPDK's; for replay, tests and benchmarks.
public final class ArenaFramePool implements FramePool {
    private final long[] free;
    private int freeCount;

    /// Makes a pool.
    ///
    /// @param arena owns the memory
    /// @param frames how many buffers
    /// @param roomBytes data room of each, headroom included; at most 65535
    public ArenaFramePool(Arena arena, int frames, int roomBytes) {
        int stride = (Frame.HEADER_BYTES + roomBytes + 63) & ~63;
        long base = arena.allocate((long) stride * frames, 64).address();
        free = new long[frames];
        for (int i = 0; i < frames; i++) {
            long frame = base + (long) stride * (frames - 1 - i);
            Frame.format(frame, roomBytes);
            free[freeCount++] = frame;
        }
    }

    @Override
    public long allocate() {
        if (freeCount == 0) {
            return 0;
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

    /// Returns how many buffers there are.
    public int capacity() {
        return free.length;
    }
}
