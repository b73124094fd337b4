package io.jpvs.kernel.neighbour;

import io.jpvs.api.Verdict;
import org.jspecify.annotations.Nullable;

/// Frames that wait until their next hop is resolved: a few for each, and bounded in all, or else whoever makes us
/// send to hosts that are not there would have our buffers.
final class HeldFrames {
    private final Neighbours.Link link;
    private final int capacity;
    private int count;
    private int receivedCount;

    HeldFrames(Neighbours.Link link, int capacity) {
        this.link = link;
        this.capacity = capacity;
    }

    /// Keeps a frame.
    ///
    /// @param verdict what becomes of the received frame by being sent, or null for a packet of our own
    /// @return false if there is no room
    boolean add(long frame, Neighbour neighbour, @Nullable Verdict verdict) {
        if (neighbour.queued == Neighbour.QUEUE_FRAMES || count == capacity) {
            return false;
        }
        neighbour.queue[neighbour.queued] = frame;
        neighbour.queueVerdicts[neighbour.queued++] = verdict;
        count++;
        receivedCount += verdict == null ? 0 : 1;
        return true;
    }

    /// Sends what waits for a neighbour that is usable now.
    void release(Neighbour neighbour) {
        int waiting = take(neighbour);
        for (int i = 0; i < waiting; i++) {
            link.release(neighbour.queue[i], neighbour, neighbour.queueVerdicts[i]);
        }
    }

    /// Drops what waits for a neighbour.
    void drop(Neighbour neighbour, Verdict reason) {
        int waiting = take(neighbour);
        for (int i = 0; i < waiting; i++) {
            link.drop(neighbour.queue[i], neighbour.queueVerdicts[i], reason);
        }
    }

    private int take(Neighbour neighbour) {
        int waiting = neighbour.queued;
        neighbour.queued = 0;
        count -= waiting;
        for (int i = 0; i < waiting; i++) {
            receivedCount -= neighbour.queueVerdicts[i] == null ? 0 : 1;
        }
        return waiting;
    }

    /// Returns how many frames wait.
    int count() {
        return count;
    }

    /// Returns how many of them were received; the others are of our own.
    int receivedCount() {
        return receivedCount;
    }
}
