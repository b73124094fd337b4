package io.jpvs.kernel.handover;

import java.util.ArrayList;
import java.util.List;

/// The rings between the workers of one balancer: from each to each other, one for frames and one for what the
/// workers tell each other.
public final class Mesh {
    /// Frames that wait in one ring, at most.
    public static final int FRAMES = 512;

    private static final int NOTICES = 256;
    private static final int NOTICE_WORDS = 4;

    private final int workers;
    private final List<WordRing> frames = new ArrayList<>();
    private final List<WordRing> notices = new ArrayList<>();

    /// Makes the rings; none for one worker.
    public Mesh(int workers) {
        this.workers = workers;
        for (int pair = 0; workers > 1 && pair < workers * workers; pair++) {
            frames.add(new WordRing(FRAMES, 1));
            notices.add(new WordRing(NOTICES, NOTICE_WORDS));
        }
    }

    /// Returns how many workers there are.
    public int workers() {
        return workers;
    }

    /// Returns the ring of frames, by their addresses.
    public WordRing frames(int from, int to) {
        return frames.get(from * workers + to);
    }

    /// Returns the ring of notices, of four words each.
    public WordRing notices(int from, int to) {
        return notices.get(from * workers + to);
    }

    /// Returns how many frames wait for a worker; may be a moment old.
    public int framesWaiting(int to) {
        int waiting = 0;
        for (int from = 0; from < workers && workers > 1; from++) {
            waiting += frames(from, to).size();
        }
        return waiting;
    }

    /// Returns how many frames all rings hold at most.
    public static int mostFrames(int workers) {
        return workers * (workers - 1) * FRAMES;
    }
}
