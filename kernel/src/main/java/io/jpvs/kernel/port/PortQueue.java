package io.jpvs.kernel.port;

/// One receive and one transmit queue of a port; used by one worker thread only.
public interface PortQueue {
    /// Replaces the content of `frames` by what has arrived, at most its capacity. The frames belong to the
    /// caller.
    ///
    /// @return how many arrived
    int receive(FrameVector frames);

    /// Hands frames to the device, from the first on.
    ///
    /// @return how many it took; the others still belong to the caller
    int transmit(FrameVector frames);
}
