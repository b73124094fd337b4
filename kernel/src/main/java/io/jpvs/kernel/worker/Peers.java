package io.jpvs.kernel.worker;

import io.jpvs.api.Verdict;
import io.jpvs.kernel.fragment.FragmentTable;
import io.jpvs.kernel.handover.Mesh;
import io.jpvs.kernel.handover.Owners;
import io.jpvs.kernel.handover.WordRing;
import io.jpvs.kernel.port.Frame;
import io.jpvs.kernel.port.FrameVector;

/// One worker's dealings with the others: what it hands over to them and takes over from them.
///
/// A frame belongs to one worker at a time: once it is handed over, it is not touched here any more. It is handed over
/// once at most, a fragment twice; whoever has taken it over then brings it to its end.
final class Peers {
    private static final int NOTICE_HOW = 7;
    private static final int NOTICE_IPV6 = 8;
    private static final int NOTICE_PORT_SHIFT = 4;

    private final WorkerState state;
    private final Mesh mesh;
    private final int self;

    Peers(WorkerState state, Mesh mesh, int self) {
        this.state = state;
        this.mesh = mesh;
        this.self = self;
    }

    /// Returns how many workers there are, this one included.
    int count() {
        return mesh.workers();
    }

    /// Hands a packet of no connection known here over to the worker that owns its flow. The key in its slot says
    /// which; of an error it is the key of what would answer the quoted packet.
    ///
    /// @return false if it is for this worker to finish
    boolean passOn(int i, int protocol, boolean ipv6) {
        if (mesh.workers() == 1 || state.burst.isTakenOver && !state.fragments.mayPassOn()) {
            return false;
        }
        int owner = state.snapshot.owners().of(state.burst.slots[i], protocol, ipv6);
        if (owner == self || owner == Owners.NOBODY) {
            return false;
        }
        handOver(state.burst.slots[i].frame, owner);
        state.fragments.handedOver(owner);
        return true;
    }

    /// Hands a fragment over to the worker that tracks its datagram, a function of the datagram's key: the others
    /// cannot tell whose flow a later fragment is of. That worker hands it over once more, to the owner.
    ///
    /// @param table whose key is that of the datagram
    /// @return false if it is for this worker to track, or to finish
    boolean passOnFragment(long frame, FragmentTable table) {
        if (state.burst.isTakenOver || isTracker(table)) {
            return false;
        }
        handOver(frame, state.snapshot.owners().ofDatagram(table));
        return true;
    }

    /// Returns whether this worker tracks a datagram, the one of the table's key.
    boolean isTracker(FragmentTable table) {
        return mesh.workers() == 1 || state.snapshot.owners().ofDatagram(table) == self;
    }

    /// Hands a frame over to another worker.
    void handOver(long frame, int owner) {
        WordRing ring = mesh.frames(self, owner);
        int place = ring.claim();
        if (place == WordRing.NONE) {
            state.egress.drop(frame, Verdict.HANDOVER_FULL);
            return;
        }
        Frame.port(frame, state.burst.port);
        ring.set(place, 0, frame);
        ring.publish();
        state.counters.count(Tally.HANDED_OVER);
    }

    /// Takes over what another worker has handed over, at most a burst.
    ///
    /// @param byPort gets the frames, by the port each came in on
    /// @return how many there are
    int takeOver(int from, FrameVector[] byPort) {
        WordRing ring = mesh.frames(from, self);
        int most = byPort[0].capacity();
        int count = 0;
        for (int place = ring.peek(); place != WordRing.NONE && count < most; place = ring.peek()) {
            long frame = ring.get(place, 0);
            byPort[Frame.port(frame)].add(frame);
            ring.release();
            count++;
        }
        state.counters.count(Tally.TAKEN_OVER, count);
        return count;
    }

    /// Returns how many frames wait to be taken over.
    int waiting() {
        return mesh.framesWaiting(self);
    }

    /// Tells every other worker what was learnt of a neighbour. One whose ring is full asks the neighbour itself.
    void tell(int how, int port, boolean ipv6, long high, long low, long macAddress) {
        int subject = how | (ipv6 ? NOTICE_IPV6 : 0) | port << NOTICE_PORT_SHIFT;
        for (int to = 0; to < mesh.workers(); to++) {
            if (to != self) {
                tell(mesh.notices(self, to), subject, high, low, macAddress);
            }
        }
    }

    private static void tell(WordRing ring, long subject, long high, long low, long macAddress) {
        int place = ring.claim();
        if (place != WordRing.NONE) {
            ring.set(place, 0, subject);
            ring.set(place, 1, high);
            ring.set(place, 2, low);
            ring.set(place, 3, macAddress);
            ring.publish();
        }
    }

    /// Takes what another worker has learnt.
    void hear(int from) {
        WordRing ring = mesh.notices(from, self);
        Learning learning = state.resolution.learning();
        for (int place = ring.peek(); place != WordRing.NONE; place = ring.peek()) {
            int subject = (int) ring.get(place, 0);
            learning.hear(
                    subject & NOTICE_HOW,
                    subject >>> NOTICE_PORT_SHIFT,
                    (subject & NOTICE_IPV6) != 0,
                    ring.get(place, 1),
                    ring.get(place, 2),
                    ring.get(place, 3));
            ring.release();
        }
    }
}
