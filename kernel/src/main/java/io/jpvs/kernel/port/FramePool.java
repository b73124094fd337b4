package io.jpvs.kernel.port;

/// A fixed stock of frame buffers. Used by one thread.
public interface FramePool {
    /// Takes an empty buffer ([Frame#reset] done), or 0 when none is left.
    long allocate();

    /// Returns how many buffers there are in all, perhaps for several users.
    int capacity();

    /// Gives every frame of the vector back and clears it.
    void free(FrameVector frames);

    /// Gives one frame back.
    void free(long frame);
}
