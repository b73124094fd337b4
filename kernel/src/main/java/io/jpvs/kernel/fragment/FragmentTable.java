package io.jpvs.kernel.fragment;

import org.jspecify.annotations.Nullable;

/// The datagrams of one worker that are under way in fragments: bounded, all memory taken at the start. Used by one
/// thread.
///
/// A flood of first fragments can fill any table. So the oldest entry makes room for a new one: the pieces of an
/// honest datagram come within milliseconds of each other, and it gets through as long as the flood does not fill
/// the table in that time. All entries live equally long, so the oldest is also the first to expire.
public final class FragmentTable {
    /// Frames that wait for first fragments, in all.
    public static final int MOST_HELD = 256;

    private static final long IPV6 = 1L << 40;

    private final Datagram[] free;
    private int freeCount;
    private final @Nullable Datagram[] buckets;
    private final long timeoutNanos;
    private final long seed;
    private @Nullable Datagram oldest;
    private @Nullable Datagram newest;
    private int held;

    private long address0;
    private long address1;
    private long address2;
    private long address3;
    private long label;

    /// Makes an empty table.
    ///
    /// @param capacity datagrams, at most
    /// @param timeoutNanos how long one is remembered from its first piece to come
    /// @param seed makes buckets unpredictable
    public FragmentTable(int capacity, long timeoutNanos, long seed) {
        this.timeoutNanos = timeoutNanos;
        this.seed = seed;
        free = new Datagram[capacity];
        for (int i = 0; i < capacity; i++) {
            free[i] = new Datagram();
        }
        freeCount = capacity;
        buckets = new Datagram[Integer.highestOneBit(capacity) << 1];
    }

    /// Sets the key of the next calls: RFC 791, section 3.2.
    ///
    /// @param addresses source above, destination below
    public void key4(long addresses, int identification, int protocol) {
        address0 = addresses;
        address1 = 0;
        address2 = 0;
        address3 = 0;
        label = (long) protocol << 32 | identification;
    }

    /// Sets the key of the next calls: RFC 8200, section 4.5. The protocol is not part of it.
    public void key6(long sourceHigh, long sourceLow, long high, long low, int identification) {
        address0 = sourceHigh;
        address1 = sourceLow;
        address2 = high;
        address3 = low;
        label = IPV6 | identification & 0xffff_ffffL;
    }

    /// Returns a hash of the key: the same in every table that was made with the same secret.
    ///
    /// @param secret makes it unpredictable
    public long keyHash(long secret) {
        return hash(secret, address0, address1, address2, address3, label);
    }

    /// Returns the datagram of the key, or null.
    public @Nullable Datagram find() {
        Datagram datagram = buckets[bucket()];
        while (datagram != null && !isKey(datagram)) {
            datagram = datagram.nextInBucket;
        }
        return datagram;
    }

    private boolean isKey(Datagram datagram) {
        return datagram.label == label
                && datagram.address0 == address0
                && datagram.address1 == address1
                && datagram.address2 == address2
                && datagram.address3 == address3;
    }

    /// Returns whether a new datagram has to wait for [#remove].
    public boolean isFull() {
        return freeCount == 0;
    }

    /// Enters a datagram with the key, which [#find] did not find; the table is not full.
    public Datagram open(long nowNanos) {
        Datagram datagram = free[--freeCount];
        datagram.reset();
        datagram.address0 = address0;
        datagram.address1 = address1;
        datagram.address2 = address2;
        datagram.address3 = address3;
        datagram.label = label;
        datagram.deadlineNanos = nowNanos + timeoutNanos;
        int bucket = bucket();
        datagram.nextInBucket = buckets[bucket];
        buckets[bucket] = datagram;
        datagram.older = newest;
        datagram.newer = null;
        if (newest == null) {
            oldest = datagram;
        } else {
            newest.newer = datagram;
        }
        newest = datagram;
        return datagram;
    }

    /// Returns the datagram that has been here longest, or null.
    public @Nullable Datagram oldest() {
        return oldest;
    }

    /// Returns the datagram that has been here longest if its time is over by `nowNanos`, else null.
    public @Nullable Datagram due(long nowNanos) {
        return oldest != null && oldest.deadlineNanos <= nowNanos ? oldest : null;
    }

    /// Forgets a datagram, and the frames that it holds, which are the caller's from then on.
    public void remove(Datagram datagram) {
        forgetHeld(datagram);
        unlinkFromBucket(datagram);
        Datagram before = datagram.older;
        Datagram after = datagram.newer;
        if (before == null) {
            oldest = after;
        } else {
            before.newer = after;
        }
        if (after == null) {
            newest = before;
        } else {
            after.older = before;
        }
        free[freeCount++] = datagram;
    }

    private void unlinkFromBucket(Datagram datagram) {
        int bucket = bucket(datagram.address0, datagram.address1, datagram.address2, datagram.address3, datagram.label);
        Datagram at = buckets[bucket];
        if (at == datagram) {
            buckets[bucket] = datagram.nextInBucket;
            return;
        }
        while (at != null && at.nextInBucket != datagram) {
            at = at.nextInBucket;
        }
        if (at != null) {
            at.nextInBucket = datagram.nextInBucket;
        }
    }

    /// Keeps a piece in its datagram; the caller has checked [#mayHold].
    ///
    /// @param start its place in the datagram
    /// @return whether there was room in the datagram
    public boolean hold(Datagram datagram, long frame, int start) {
        if (!datagram.hold(frame, start)) {
            return false;
        }
        held++;
        return true;
    }

    /// Returns whether one more frame may be kept.
    public boolean mayHold() {
        return held < MOST_HELD;
    }

    /// Forgets the frames that a datagram holds, which are the caller's from then on.
    public void forgetHeld(Datagram datagram) {
        held -= datagram.held();
        datagram.forgetHeld();
    }

    /// Returns how many frames are kept.
    public int held() {
        return held;
    }

    /// Returns how many datagrams are under way.
    public int size() {
        return free.length - freeCount;
    }

    private int bucket() {
        return bucket(address0, address1, address2, address3, label);
    }

    private int bucket(long word0, long word1, long word2, long word3, long word4) {
        return (int) (hash(seed, word0, word1, word2, word3, word4) >>> 32) & (buckets.length - 1);
    }

    private static long hash(long secret, long word0, long word1, long word2, long word3, long word4) {
        return mix(mix(mix(mix(mix(secret, word0), word1), word2), word3), word4);
    }

    private static long mix(long hash, long word) {
        long product = (hash ^ word) * 0x9e37_79b9_7f4a_7c15L; // the golden ratio, as Knuth has it
        return product ^ product >>> 32;
    }
}
