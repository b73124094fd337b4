package io.jpvs.kernel.neighbour;

import io.jpvs.api.Verdict;
import io.jpvs.kernel.address.IpAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The neighbour cache of one worker. Bounded: when it is full, the entry that has been idle longest makes room.
public final class Neighbours {
    /// Entries, at most.
    public static final int CAPACITY = 8192;

    private static final int BUCKETS = 4096;
    private static final int INDEX_MASK = 0xffff;
    private static final int GENERATION_STEP = INDEX_MASK + 1;
    private static final long REACHABLE_NANOS = 30_000_000_000L; // RFC 4861, section 10: REACHABLE_TIME
    private static final long RETRANS_NANOS = 1_000_000_000L; // RETRANS_TIMER
    private static final int MAX_SOLICITATIONS = 3; // MAX_MULTICAST_SOLICIT, MAX_UNICAST_SOLICIT
    private static final long TICK_NANOS = 100_000_000L;

    /// What the cache asks of the worker.
    public interface Link {
        /// Asks for the MAC of a neighbour: broadcast or multicast, or to its known MAC if `unicast`.
        void solicit(Neighbour neighbour, boolean unicast);

        /// Sends a frame that waited; the neighbour is usable now.
        ///
        /// @param verdict what becomes of the received frame by this, or null for a packet of our own
        void release(long frame, Neighbour neighbour, @Nullable Verdict verdict);

        /// Drops a frame that waited in vain; `verdict` as in [#release].
        void drop(long frame, @Nullable Verdict verdict, Verdict reason);
    }

    private final Link link;
    private final @Nullable Neighbour[] entries = new Neighbour[CAPACITY + 1];
    private final int[] nextInBucket = new int[CAPACITY + 1];
    private final int[] buckets = new int[BUCKETS];
    private int size;
    private int generation;
    private long tickedNanos;

    /// Makes an empty cache.
    public Neighbours(Link link) {
        this.link = link;
    }

    /// Returns the neighbour that a reference names, or null if it has been replaced since.
    public @Nullable Neighbour at(int reference) {
        Neighbour neighbour = entries[reference & INDEX_MASK];
        return neighbour != null && neighbour.reference() == reference ? neighbour : null;
    }

    /// Returns the entry of an address on a port, making an unresolved one if there is none.
    public Neighbour get(int port, IpAddress address, long nowNanos) {
        Neighbour known = find(port, address.high(), address.low(), address.isIpv6());
        return known != null ? known : add(port, address, nowNanos);
    }

    /// Looks an entry up by the words of its address, as [IpAddress] states them.
    public @Nullable Neighbour find(int port, long high, long low, boolean ipv6) {
        int index = buckets[bucket(port, high, low)];
        while (index != 0) {
            Neighbour neighbour = entries[index];
            if (neighbour != null
                    && neighbour.port() == port
                    && neighbour.address().low() == low
                    && neighbour.address().high() == high
                    && neighbour.address().isIpv6() == ipv6) {
                return neighbour;
            }
            index = nextInBucket[index];
        }
        return null;
    }

    /// Lets the neighbours of an earlier configuration age like learnt ones.
    public void releasePermanent(long nowNanos) {
        for (int index = 1; index <= size; index++) {
            Neighbour neighbour = entries[index];
            if (neighbour != null && neighbour.state == NeighbourState.PERMANENT) {
                neighbour.state = NeighbourState.STALE;
                neighbour.changedNanos = nowNanos;
            }
        }
    }

    /// Enters a neighbour from configuration.
    public void addPermanent(int port, IpAddress address, long macAddress) {
        Neighbour neighbour = get(port, address, 0);
        neighbour.macAddress = macAddress;
        neighbour.state = NeighbourState.PERMANENT;
        release(neighbour);
    }

    /// Keeps a frame until its next hop is resolved, and asks for that.
    public void hold(long frame, Neighbour neighbour, @Nullable Verdict verdict, long nowNanos) {
        if (neighbour.queued == Neighbour.QUEUE_FRAMES) {
            link.drop(frame, verdict, Verdict.NEIGHBOUR_QUEUE_FULL);
            return;
        }
        neighbour.queue[neighbour.queued] = frame;
        neighbour.queueVerdicts[neighbour.queued++] = verdict;
        if (neighbour.solicitations == 0) {
            solicit(neighbour, false, nowNanos);
        }
    }

    /// Takes what an answer to our own question says: the neighbour is there, at that MAC.
    public void confirm(Neighbour neighbour, long macAddress, long nowNanos) {
        if (neighbour.state == NeighbourState.PERMANENT) {
            return;
        }
        neighbour.macAddress = macAddress;
        neighbour.state = NeighbourState.REACHABLE;
        neighbour.changedNanos = nowNanos;
        neighbour.solicitations = 0;
        release(neighbour);
    }

    /// Takes what a neighbour says of itself unasked: worth using, not worth believing for long.
    public void learn(int port, IpAddress address, long macAddress, long nowNanos) {
        Neighbour neighbour = get(port, address, nowNanos);
        if (neighbour.state == NeighbourState.PERMANENT
                || neighbour.state.isUsable() && neighbour.macAddress == macAddress) {
            return;
        }
        neighbour.macAddress = macAddress;
        neighbour.state = NeighbourState.STALE;
        neighbour.changedNanos = nowNanos;
        neighbour.solicitations = 0;
        release(neighbour);
    }

    /// Advances the timers; cheap when called often.
    public void tick(long nowNanos) {
        if (nowNanos - tickedNanos < TICK_NANOS) {
            return;
        }
        fireTimers(nowNanos);
    }

    /// Fires every timer that is due.
    public void fireTimers(long nowNanos) {
        tickedNanos = nowNanos;
        for (int index = 1; index <= size; index++) {
            Neighbour neighbour = entries[index];
            if (neighbour != null) {
                tick(neighbour, nowNanos);
            }
        }
    }

    /// Returns when the next timer is due, or `Long.MAX_VALUE` if none is set; for virtual time.
    public long nextTimerNanos() {
        long next = Long.MAX_VALUE;
        for (int index = 1; index <= size; index++) {
            Neighbour neighbour = entries[index];
            if (neighbour != null) {
                next = Math.min(next, timerNanos(neighbour));
            }
        }
        return next;
    }

    private static long timerNanos(Neighbour neighbour) {
        return switch (neighbour.state) {
            case INCOMPLETE -> neighbour.solicitations > 0 ? neighbour.changedNanos + RETRANS_NANOS : Long.MAX_VALUE;
            case REACHABLE -> neighbour.changedNanos + REACHABLE_NANOS;
            case STALE -> neighbour.used ? neighbour.changedNanos : Long.MAX_VALUE;
            case PROBE -> neighbour.changedNanos + RETRANS_NANOS;
            case PERMANENT -> Long.MAX_VALUE;
        };
    }

    private void tick(Neighbour neighbour, long nowNanos) {
        long elapsed = nowNanos - neighbour.changedNanos;
        switch (neighbour.state) {
            case INCOMPLETE -> {
                if (neighbour.solicitations > 0 && elapsed >= RETRANS_NANOS) {
                    solicitAgain(neighbour, false, nowNanos);
                }
            }
            case REACHABLE -> {
                if (elapsed >= REACHABLE_NANOS) {
                    neighbour.state = NeighbourState.STALE;
                    neighbour.used = false;
                    neighbour.changedNanos = nowNanos;
                }
            }
            case STALE -> {
                if (neighbour.used) {
                    neighbour.state = NeighbourState.PROBE;
                    neighbour.solicitations = 0;
                    solicit(neighbour, true, nowNanos);
                }
            }
            case PROBE -> {
                if (elapsed >= RETRANS_NANOS) {
                    solicitAgain(neighbour, true, nowNanos);
                }
            }
            case PERMANENT -> {}
        }
    }

    private void solicitAgain(Neighbour neighbour, boolean unicast, long nowNanos) {
        if (neighbour.solicitations < MAX_SOLICITATIONS) {
            solicit(neighbour, unicast, nowNanos);
            return;
        }
        neighbour.state = NeighbourState.INCOMPLETE;
        neighbour.solicitations = 0;
        dropQueue(neighbour, Verdict.NEIGHBOUR_UNREACHABLE);
    }

    private void solicit(Neighbour neighbour, boolean unicast, long nowNanos) {
        neighbour.solicitations++;
        neighbour.changedNanos = nowNanos;
        link.solicit(neighbour, unicast);
    }

    private void release(Neighbour neighbour) {
        int waiting = neighbour.queued;
        neighbour.queued = 0;
        for (int i = 0; i < waiting; i++) {
            link.release(neighbour.queue[i], neighbour, neighbour.queueVerdicts[i]);
        }
    }

    /// Drops every frame that waits.
    public void abandonQueues() {
        for (int index = 1; index <= size; index++) {
            Neighbour neighbour = entries[index];
            if (neighbour != null) {
                dropQueue(neighbour, Verdict.NEIGHBOUR_UNREACHABLE);
            }
        }
    }

    private void dropQueue(Neighbour neighbour, Verdict reason) {
        for (int i = 0; i < neighbour.queued; i++) {
            link.drop(neighbour.queue[i], neighbour.queueVerdicts[i], reason);
        }
        neighbour.queued = 0;
    }

    /// Returns how many frames wait in all queues.
    public int held() {
        int held = 0;
        for (int index = 1; index <= size; index++) {
            Neighbour neighbour = entries[index];
            held += neighbour == null ? 0 : neighbour.queued;
        }
        return held;
    }

    /// Returns how many of the frames that wait were received; the others are of our own.
    public int heldReceived() {
        int held = 0;
        for (int index = 1; index <= size; index++) {
            Neighbour neighbour = entries[index];
            for (int i = 0; neighbour != null && i < neighbour.queued; i++) {
                held += neighbour.queueVerdicts[i] == null ? 0 : 1;
            }
        }
        return held;
    }

    /// Forgets which neighbour each connection uses, after routes or ports changed; the entries stay.
    public void invalidateReferences() {
        generation += GENERATION_STEP;
        for (int index = 1; index <= size; index++) {
            Neighbour old = entries[index];
            if (old != null) {
                entries[index] = copy(old, generation | index);
            }
        }
    }

    /// Visits every entry, for listings.
    public void forEach(Consumer<Neighbour> visitor) {
        for (int index = 1; index <= size; index++) {
            Neighbour neighbour = entries[index];
            if (neighbour != null) {
                visitor.accept(neighbour);
            }
        }
    }

    private static Neighbour copy(Neighbour old, int reference) {
        Neighbour copy = new Neighbour(reference, old.port(), old.address());
        copy.state = old.state;
        copy.macAddress = old.macAddress;
        copy.changedNanos = old.changedNanos;
        copy.solicitations = old.solicitations;
        copy.used = old.used;
        copy.queued = old.queued;
        System.arraycopy(old.queue, 0, copy.queue, 0, old.queued);
        System.arraycopy(old.queueVerdicts, 0, copy.queueVerdicts, 0, old.queued);
        return copy;
    }

    private Neighbour add(int port, IpAddress address, long nowNanos) {
        int index = size < CAPACITY ? ++size : evict();
        generation += GENERATION_STEP;
        Neighbour neighbour = new Neighbour(generation | index, port, address);
        neighbour.changedNanos = nowNanos;
        entries[index] = neighbour;
        int bucket = bucket(port, address.high(), address.low());
        nextInBucket[index] = buckets[bucket];
        buckets[bucket] = index;
        return neighbour;
    }

    /// Removes the entry that has been idle longest and returns its index.
    private int evict() {
        int oldest = 1;
        long oldestNanos = Long.MAX_VALUE;
        for (int index = 1; index <= size; index++) {
            Neighbour neighbour = entries[index];
            if (neighbour != null
                    && neighbour.state != NeighbourState.PERMANENT
                    && neighbour.changedNanos < oldestNanos) {
                oldest = index;
                oldestNanos = neighbour.changedNanos;
            }
        }
        Neighbour gone = entries[oldest];
        if (gone != null) {
            dropQueue(gone, Verdict.NEIGHBOUR_QUEUE_FULL);
            unlink(
                    oldest,
                    bucket(gone.port(), gone.address().high(), gone.address().low()));
        }
        return oldest;
    }

    private void unlink(int index, int bucket) {
        if (buckets[bucket] == index) {
            buckets[bucket] = nextInBucket[index];
            return;
        }
        int previous = buckets[bucket];
        while (nextInBucket[previous] != index) {
            previous = nextInBucket[previous];
        }
        nextInBucket[previous] = nextInBucket[index];
    }

    private static int bucket(int port, long high, long low) {
        long hash = ((high * 31 + low) * 31 + port) * 0x9e37_79b9_7f4a_7c15L;
        return (int) (hash >>> 40) & (BUCKETS - 1);
    }
}
