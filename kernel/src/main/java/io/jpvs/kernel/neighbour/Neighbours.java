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

    private final HeldFrames heldFrames;
    private final Reachability reachability;
    private final Link link;
    private final @Nullable Neighbour[] entries = new Neighbour[CAPACITY + 1];
    private final int[] nextInBucket = new int[CAPACITY + 1];
    private final int[] buckets = new int[BUCKETS];
    private int size;
    private int generation;
    private long tickedNanos;

    /// Makes an empty cache.
    ///
    /// @param heldFrames how many frames may wait for all next hops together
    public Neighbours(Link link, int heldFrames) {
        this.link = link;
        this.heldFrames = new HeldFrames(link, heldFrames);
        this.reachability = new Reachability(link, this.heldFrames);
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
        heldFrames.release(neighbour);
    }

    /// Keeps a frame until its next hop is resolved, and asks for that; asks even if there is no room, so that
    /// those that wait in vain do not keep others from being found.
    public void hold(long frame, Neighbour neighbour, @Nullable Verdict verdict, long nowNanos) {
        if (!heldFrames.add(frame, neighbour, verdict)) {
            link.drop(frame, verdict, Verdict.NEIGHBOUR_QUEUE_FULL);
        }
        reachability.ask(neighbour, nowNanos);
    }

    /// Takes what an answer to our own question says: the neighbour is there, at that MAC.
    public void confirm(Neighbour neighbour, long macAddress, long nowNanos) {
        reachability.confirm(neighbour, macAddress, nowNanos);
    }

    /// Takes what a neighbour says of itself unasked: worth using, not worth believing for long.
    public void learn(int port, IpAddress address, long macAddress, long nowNanos) {
        reachability.learn(get(port, address, nowNanos), macAddress, nowNanos);
    }

    /// Takes an advertisement of a neighbour: RFC 4861, section 7.2.5.
    ///
    /// @param macAddress [NeighbourDiscovery#NO_MAC] if it states none
    public void advertised(
            Neighbour neighbour, long macAddress, boolean isSolicited, boolean isOverriding, long nowNanos) {
        reachability.advertised(neighbour, macAddress, isSolicited, isOverriding, nowNanos);
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
                reachability.tick(neighbour, nowNanos);
            }
        }
    }

    /// Returns when the next timer is due, or `Long.MAX_VALUE` if none is set; for virtual time.
    public long nextTimerNanos() {
        long next = Long.MAX_VALUE;
        for (int index = 1; index <= size; index++) {
            Neighbour neighbour = entries[index];
            if (neighbour != null) {
                next = Math.min(next, reachability.timerNanos(neighbour));
            }
        }
        return next;
    }

    /// Drops every frame that waits.
    public void abandonQueues() {
        for (int index = 1; index <= size; index++) {
            Neighbour neighbour = entries[index];
            if (neighbour != null) {
                heldFrames.drop(neighbour, Verdict.NEIGHBOUR_UNREACHABLE);
            }
        }
    }

    /// Returns how many frames wait in all queues.
    public int held() {
        return heldFrames.count();
    }

    /// Returns how many of the frames that wait were received; the others are of our own.
    public int heldReceived() {
        return heldFrames.receivedCount();
    }

    /// Forgets which neighbour each connection uses, after routes or ports changed; the entries stay.
    public void invalidateReferences() {
        generation += GENERATION_STEP;
        for (int index = 1; index <= size; index++) {
            Neighbour neighbour = entries[index];
            if (neighbour != null) {
                neighbour.reference = generation | index;
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
            heldFrames.drop(gone, Verdict.NEIGHBOUR_QUEUE_FULL);
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
