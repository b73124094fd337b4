package io.jpvs.kernel.worker;

import io.jpvs.api.Verdict;
import io.jpvs.kernel.ip.Ethernet;
import io.jpvs.kernel.neighbour.Neighbour;
import io.jpvs.kernel.neighbour.Neighbours;
import io.jpvs.kernel.port.Frame;
import io.jpvs.kernel.port.FramePool;
import io.jpvs.kernel.port.FrameVector;
import io.jpvs.kernel.port.Port;
import io.jpvs.kernel.port.PortQueue;
import java.lang.foreign.Arena;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The way out: frames are gathered for each port and sent at the end of the burst; dropped ones go back to the
/// pool together. Each frame is counted when its fate is known.
final class Egress {
    static final Verdict[] VERDICTS = Verdict.values();

    private static final int TRIES = 8;
    private static final int OWN = -1; // in place of a verdict: a packet of our own

    private final Counters counters;
    private final FramePool pool;
    private final Neighbours neighbours;
    private final PortQueue[] queues;
    private final FrameVector[] outgoing;
    private final int[][] verdicts;
    private final FrameVector dropped;
    private final long[] macAddresses;
    private final int[] mtuBytes;
    private long nowNanos;

    Egress(Arena arena, List<Port> ports, int worker, FramePool pool, Neighbours neighbours, Counters counters) {
        this.counters = counters;
        this.pool = pool;
        this.neighbours = neighbours;
        this.queues = new PortQueue[ports.size()];
        this.outgoing = new FrameVector[ports.size()];
        this.verdicts = new int[ports.size()][Burst.CAPACITY];
        this.macAddresses = new long[ports.size()];
        this.mtuBytes = new int[ports.size()];
        this.dropped = new FrameVector(arena, Burst.CAPACITY);
        for (int i = 0; i < queues.length; i++) {
            queues[i] = ports.get(i).queue(worker);
            outgoing[i] = new FrameVector(arena, Burst.CAPACITY);
            macAddresses[i] = ports.get(i).macAddress();
            mtuBytes[i] = ports.get(i).mtuBytes();
        }
    }

    /// Starts a burst, or a round of timers.
    void begin(long now) {
        nowNanos = now;
    }

    /// Returns the MTU of a port.
    int mtuBytes(int port) {
        return mtuBytes[port];
    }

    /// Returns the MTU of each port; not to be written to.
    int[] mtuBytes() {
        return mtuBytes;
    }

    /// Returns the MAC of a port.
    long macAddress(int port) {
        return macAddresses[port];
    }

    /// Sends a complete IP packet to a next hop, or keeps it until that is resolved.
    ///
    /// @param verdict what becomes of the received frame by this, or null for a packet of our own
    void send(long frame, Neighbour hop, @Nullable Verdict verdict) {
        if (hop.use()) {
            sendTo(frame, hop.port(), hop.macAddress(), verdict);
        } else {
            neighbours.hold(frame, hop, verdict, nowNanos);
        }
    }

    /// Sends a frame, whose type field stands, to a MAC on a port.
    void sendTo(long frame, int port, long macAddress, @Nullable Verdict verdict) {
        Ethernet.addresses(Frame.data(frame), macAddress, macAddresses[port]);
        add(frame, port, verdict == null ? OWN : verdict.ordinal());
        if (verdict != null) {
            counters.count(verdict);
        }
    }

    /// Sends a received frame; for the packet loop.
    ///
    /// @param ip where its IP header is
    /// @param verdict ordinal of what becomes of it by this
    void sendTo(long frame, long ip, int port, long macAddress, int verdict) {
        Ethernet.addresses(ip - Ethernet.HEADER_BYTES, macAddress, macAddresses[port]);
        add(frame, port, verdict);
        counters.count(verdict);
    }

    private void add(long frame, int port, int verdict) {
        FrameVector vector = outgoing[port];
        if (vector.isFull()) {
            flush(port);
        }
        verdicts[port][vector.size() & Burst.MASK] = verdict;
        vector.add(frame);
    }

    /// Drops a received frame.
    void drop(long frame, Verdict reason) {
        counters.count(reason);
        release(frame);
    }

    /// Drops a frame that had waited for its next hop.
    void dropHeld(long frame, @Nullable Verdict verdict, Verdict reason) {
        if (verdict == null) {
            counters.count(Tally.ORIGINATED_LOST);
        } else {
            counters.count(reason);
        }
        release(frame);
    }

    /// Gives a buffer back whose frame is accounted for.
    void release(long frame) {
        if (dropped.isFull()) {
            pool.free(dropped);
        }
        dropped.add(frame);
    }

    /// Takes an empty buffer for a packet of our own; 0 if there is none.
    long allocate() {
        long frame = pool.allocate();
        if (frame == 0) {
            counters.count(Tally.NO_BUFFER);
        }
        return frame;
    }

    /// Sends what has gathered and frees what was dropped.
    void flush() {
        for (int port = 0; port < queues.length; port++) {
            if (outgoing[port].size() > 0) {
                flush(port);
            }
        }
        if (dropped.size() > 0) {
            pool.free(dropped);
        }
    }

    private void flush(int port) {
        FrameVector vector = outgoing[port];
        int all = vector.size();
        for (int tries = 0; vector.size() > 0 && tries < TRIES; tries++) {
            vector.removeFirst(queues[port].transmit(vector));
        }
        int sent = all - vector.size();
        for (int i = 0; i < vector.size(); i++) {
            int verdict = verdicts[port][(sent + i) & Burst.MASK];
            if (verdict == OWN) {
                counters.count(Tally.ORIGINATED_LOST);
            } else {
                counters.revoke(VERDICTS[verdict]);
                counters.count(Verdict.TRANSMIT_FAILED);
            }
            release(vector.get(i));
        }
        vector.clear();
    }
}
