package io.jpvs.bench.setup;

import io.jpvs.bench.memory.MemoryDevice;
import io.jpvs.kernel.port.Frame;
import io.jpvs.kernel.port.FramePool;
import io.jpvs.kernel.port.FrameVector;

/// A port with hosts behind it that answer what they get: the frames sent come back as answers, in the same buffers.
abstract class End extends MemoryDevice {
    private static final int ROOM = 1 << 14;

    final FramePool pool;
    private final long[] answers = new long[ROOM];
    private int first;
    private int waiting;

    End(String name, long macAddress, FramePool pool) {
        super(name, macAddress);
        this.pool = pool;
    }

    /// Turns a frame that has come into its answer.
    ///
    /// @return false if there is none
    abstract boolean answer(long data, int lengthBytes);

    /// Adds frames that nobody has asked for.
    ///
    /// @param room how many there may be
    abstract void begin(FrameVector frames, int room);

    final void add(long frame) {
        if (waiting == ROOM) {
            throw new IllegalStateException("answers wait that are not fetched");
        }
        answers[first + waiting++ & ROOM - 1] = frame;
    }

    /// Forgets answers that have not been fetched.
    final void abandon() {
        for (; waiting > 0; waiting--) {
            pool.free(answers[first++ & ROOM - 1]);
        }
    }

    @Override
    public int receive(FrameVector frames) {
        frames.clear();
        for (; waiting > 0 && !frames.isFull(); waiting--) {
            frames.add(answers[first++ & ROOM - 1]);
        }
        begin(frames, frames.capacity() - frames.size());
        return frames.size();
    }

    @Override
    public int transmit(FrameVector frames) {
        int count = frames.size();
        for (int i = 0; i < count; i++) {
            long frame = frames.get(i);
            if (answer(Frame.data(frame), Frame.lengthBytes(frame))) {
                add(frame);
            } else {
                pool.free(frame);
            }
        }
        return count;
    }
}
