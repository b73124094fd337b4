package io.jpvs.kernel.worker;

import io.jpvs.api.IpVersion;
import io.jpvs.api.ProtocolHandler;
import io.jpvs.api.Verdict;
import io.jpvs.kernel.neighbour.Neighbour;
import io.jpvs.kernel.port.FramePool;
import io.jpvs.kernel.port.FrameVector;
import io.jpvs.kernel.port.Port;
import io.jpvs.kernel.port.PortQueue;
import io.jpvs.kernel.table.ConnectionTable;
import io.jpvs.kernel.table.LingerTable;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One worker: one thread, one queue pair of every port, its own connections, neighbours and counters.
///
/// [#poll] is the whole data path. Time is a parameter, so that captures can be replayed. Everything but [#offer]
/// and the reading of counters belongs to the worker's thread.
public final class Worker {
    private static final int BURST_FRAMES = 64;
    private static final int EXPIRY_BUDGET = 64;

    private final int number;
    private final WorkerGroup group;
    private final WorkerState state;
    private final Detours detours;
    private final Ingress ingress;
    private final PortQueue[] queues;
    private final FrameVector received;
    private final FrameVector[] takenOver;
    private final ConnectionTable.ExpiryVisitor expired4;
    private final ConnectionTable.ExpiryVisitor expired6;
    private final VirtualTime virtualTime;
    private final AtomicReference<@Nullable Snapshot> offered = new AtomicReference<>();
    private final AtomicReference<@Nullable Runnable> loading = new AtomicReference<>();

    /// Makes a worker that drops everything until it is offered a snapshot.
    ///
    /// @param group what it shares with the others
    public Worker(Arena arena, int number, WorkerGroup group, List<Port> ports, FramePool pool, Tables tables) {
        this.number = number;
        this.group = group;
        this.state = new WorkerState(arena, number, group, ports, pool, tables);
        this.detours = new Detours(state);
        this.ingress = new Ingress(state, state.resolution);
        this.queues = new PortQueue[ports.size()];
        this.takenOver = new FrameVector[ports.size()];
        for (int i = 0; i < queues.length; i++) {
            queues[i] = ports.get(i).queue(number);
            takenOver[i] = new FrameVector(arena, BURST_FRAMES);
        }
        this.received = new FrameVector(arena, BURST_FRAMES);
        this.expired4 = detours.connections()::expired4;
        this.expired6 = detours.connections()::expired6;
        this.virtualTime = new VirtualTime(state, detours.connections());
    }

    /// Returns the worker's number, from 0.
    public int number() {
        return number;
    }

    WorkerGroup group() {
        return group;
    }

    /// Makes the lane of one protocol for this worker, to be part of a snapshot. Any thread may call.
    LaneGroup lane(ProtocolHandler handler, int protocol, IpVersion version) {
        return new LaneGroup(group.lanes().lane(handler, protocol, version, state, detours));
    }

    /// Hands over a new snapshot, which takes effect before the next burst. Any thread may call.
    void offer(Snapshot snapshot) {
        offered.set(snapshot);
    }

    /// Hands over what is to be done with the next snapshot, on the worker's thread. Any thread may call.
    void withNextSnapshot(Runnable load) {
        loading.set(load);
    }

    /// Receives one burst from every port and takes one over from every other worker, carries them to their end,
    /// and looks at a few timers.
    ///
    /// @param nowNanos the time, never falling
    /// @return how many frames came
    public int poll(long nowNanos) {
        begin(nowNanos);
        int frames = 0;
        for (int port = 0; port < queues.length; port++) {
            int count = queues[port].receive(received);
            if (count > 0) {
                frames += count;
                carryReceived(port);
            }
        }
        frames += takeOver();
        state.table4.expire(nowNanos, EXPIRY_BUDGET, expired4);
        state.table6.expire(nowNanos, EXPIRY_BUDGET, expired6);
        state.ended4.expire(nowNanos, EXPIRY_BUDGET);
        state.ended6.expire(nowNanos, EXPIRY_BUDGET);
        state.fragments.expire(nowNanos);
        state.neighbours.tick(nowNanos);
        state.egress.flush();
        return frames;
    }

    /// Fires every timer that is due by `nowNanos`, each at its own time; instead of [#poll].
    public void advance(long nowNanos) {
        begin(nowNanos);
        virtualTime.advance(nowNanos);
    }

    /// Returns the time of the burst or timer that is being worked on.
    public long nowNanos() {
        return state.burst.nowNanos;
    }

    /// Returns how many received frames wait here: for a next hop, for the first fragment of their datagram, or to be
    /// taken over from another worker.
    public int heldFrames() {
        return state.neighbours.heldReceived() + state.fragments.held() + state.peers.waiting();
    }

    /// Returns how many frames wait, for a next hop or the first fragment of their datagram, those of our own included.
    public int waitingFrames() {
        return state.neighbours.held() + state.fragments.held();
    }

    /// Carries frames that came in on a port, without asking its queue.
    public void inject(int port, FrameVector frames, long nowNanos) {
        begin(nowNanos);
        received.clear();
        for (int i = 0; i < frames.size(); i++) {
            received.add(frames.get(i));
        }
        frames.clear();
        carryReceived(port);
        state.egress.flush();
    }

    /// Takes over what other workers have handed over, without receiving anything.
    ///
    /// @return how many frames there were
    public int takeOver(long nowNanos) {
        begin(nowNanos);
        int frames = takeOver();
        state.egress.flush();
        return frames;
    }

    private int takeOver() {
        int frames = 0;
        for (int from = 0; from < state.peers.count(); from++) {
            if (from != number) {
                frames += takeOver(from);
            }
        }
        return frames;
    }

    private int takeOver(int from) {
        state.peers.hear(from);
        int count = state.peers.takeOver(from, takenOver);
        state.burst.isTakenOver = true;
        for (int port = 0; count > 0 && port < takenOver.length; port++) {
            if (takenOver[port].size() > 0) {
                carry(port, takenOver[port]);
                takenOver[port].clear();
            }
        }
        state.burst.isTakenOver = false;
        return count;
    }

    private void begin(long nowNanos) {
        state.begin(nowNanos);
        if (offered.get() != null) {
            adopt(offered.getAndSet(null));
        }
    }

    private void adopt(@Nullable Snapshot next) {
        if (next != null) {
            state.snapshot = next;
            state.neighbours.invalidateReferences();
            state.neighbours.releasePermanent(state.burst.nowNanos);
            for (Snapshot.StaticNeighbour neighbour : next.neighbours()) {
                state.neighbours.addPermanent(neighbour.port(), neighbour.address(), neighbour.macAddress());
            }
            Runnable load = loading.getAndSet(null);
            if (load != null) {
                load.run();
            }
        }
    }

    private void carryReceived(int port) {
        state.counters.count(Tally.RECEIVED, received.size());
        carry(port, received);
    }

    private void carry(int port, FrameVector frames) {
        state.burst.port = port;
        ingress.process(frames);
        state.egress.flush();
    }

    /// Gives back every frame that waits, for whatever it is; the last call.
    public void close() {
        state.fragments.abandon();
        for (int from = 0; from < state.peers.count(); from++) {
            while (from != number && state.peers.takeOver(from, takenOver) > 0) {
                abandonTakenOver();
            }
        }
        state.neighbours.abandonQueues();
        state.egress.flush();
    }

    private void abandonTakenOver() {
        for (FrameVector frames : takenOver) {
            for (int i = 0; i < frames.size(); i++) {
                state.egress.drop(frames.get(i), Verdict.HANDOVER_FULL);
            }
            frames.clear();
        }
    }

    /// Returns the counters. Any thread may read them.
    public Counters counters() {
        return state.counters;
    }

    /// Visits the next hops this worker knows. Any thread may call; what it sees may be a moment old.
    public void forEachNeighbour(Consumer<Neighbour> visitor) {
        state.neighbours.forEach(visitor);
    }

    /// Returns the connection table of an IP version; other threads may list it.
    public ConnectionTable table(IpVersion version) {
        return state.table(version);
    }

    /// Returns what lingers of the connections of an IP version; other threads may ask for its size.
    public LingerTable ended(IpVersion version) {
        return state.ended(version);
    }

    Connections connections() {
        return detours.connections();
    }
}
