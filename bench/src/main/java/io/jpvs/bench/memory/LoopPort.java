package io.jpvs.bench.memory;

import io.jpvs.kernel.port.Frame;
import io.jpvs.kernel.port.FramePool;
import io.jpvs.kernel.port.FrameVector;
import java.lang.foreign.Arena;
import org.jspecify.annotations.Nullable;

/// A port in memory that receives the frames of a store over and over, a burst at each call, and swallows what is
/// sent.
public final class LoopPort extends MemoryDevice {
    /// Takes what is sent, before it is swallowed.
    @FunctionalInterface
    public interface Witness {
        /// Sees a frame, whose bytes are valid during the call only.
        void sent(long data, int lengthBytes);
    }

    private final FramePool pool;
    private final int burst;
    private FrameStore store;
    private int next;
    private long left;
    private @Nullable Witness witness;

    /// Makes a port that receives nothing yet.
    ///
    /// @param burst frames that it gives at a time, at most
    public LoopPort(String name, long macAddress, Arena arena, FramePool pool, int burst) {
        super(name, macAddress);
        this.pool = pool;
        this.burst = burst;
        this.store = new FrameStore(arena, 1, Layout.LEAST_FRAME_BYTES);
    }

    /// Sets what is received from now on, for ever.
    public void play(FrameStore frames) {
        store = frames;
        next = 0;
        left = Long.MAX_VALUE;
    }

    /// Sets what is received next: each frame once.
    public void playOnce(FrameStore frames) {
        play(frames);
        left = frames.count();
    }

    /// Sets who sees what is sent.
    public void show(@Nullable Witness to) {
        witness = to;
    }

    @Override
    public int receive(FrameVector frames) {
        frames.clear();
        int count = (int) Math.min(left, Math.min(burst, frames.capacity()));
        int bytes = store.lengthBytes();
        for (int i = 0; i < count; i++) {
            long frame = pool.allocate();
            Frame.lengthBytes(frame, bytes);
            copy(store.at(next), Frame.data(frame), bytes);
            frames.add(frame);
            next = next + 1 == store.count() ? 0 : next + 1;
        }
        left -= count;
        return count;
    }

    @Override
    public int transmit(FrameVector frames) {
        int count = frames.size();
        for (int i = 0; i < count; i++) {
            long frame = frames.get(i);
            if (witness != null) {
                witness.sent(Frame.data(frame), Frame.lengthBytes(frame));
            }
            pool.free(frame);
        }
        return count;
    }
}
