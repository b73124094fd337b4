package io.jpvs.kernel.table;

import io.jpvs.api.Direction;
import io.jpvs.api.IpVersion;
import io.jpvs.kernel.memory.Memory;
import java.lang.foreign.Arena;
import java.lang.invoke.VarHandle;

/// The connections of one worker and one IP version: records of fixed size, and one open-addressing index in which
/// each connection stands twice, by the key of packets from the client and by that of packets from the server.
///
/// An index slot is eight bytes: the low 32 bits of the hash, and the record's number + 1 with the direction in
/// the lowest bit. The hash bits give the slot's home too, so removal shifts entries back without touching a
/// record. Capacity is fixed; the index is at most half full. Used by one thread; other threads may read records
/// to list them.
public final class ConnectionTable {
    private static final int LINE_BYTES = 64;

    private final boolean wide;
    private final int recordBytes;
    private final int capacity;
    private final long records;
    private final long index;
    private final int indexMask;
    private final long seed0;
    private final long seed1;
    private final int[] free;
    private int freeCount;
    private int removals;
    private final TimerWheel wheel;
    private final ConnectionRecord record;
    private final TimerWheel.Visitor visitor = this::visit;
    private ExpiryVisitor expiring = address -> {};
    private long now;

    @SuppressWarnings("UnusedVariable") // written so that the loads of the touch loops are not optimised away
    private long touched;

    /// Makes an empty table.
    ///
    /// @param arena owns the memory
    /// @param capacity connections it can hold, 1 to 2^27
    /// @param seed of the hash; random where strangers choose the keys
    public ConnectionTable(Arena arena, IpVersion version, int capacity, long seed) {
        if (capacity < 1 || capacity > 1 << 27) {
            throw new IllegalArgumentException("capacity " + capacity + " is not within 1 to " + (1 << 27));
        }
        this.wide = version == IpVersion.IPV6;
        this.recordBytes = wide ? ConnectionRecord.WIDE_BYTES : ConnectionRecord.NARROW_BYTES;
        this.capacity = capacity;
        this.records = arena.allocate((long) capacity * recordBytes, LINE_BYTES).address();
        int slots = Integer.highestOneBit(Math.max(capacity * 4 - 1, 8)) << 1;
        this.index = arena.allocate(8L * slots, LINE_BYTES).address();
        this.indexMask = slots - 1;
        this.seed0 = mix(seed) | 1;
        this.seed1 = mix(seed + 0x9e37_79b9_7f4a_7c15L) | 1;
        this.free = new int[capacity];
        for (int i = 0; i < capacity; i++) {
            free[i] = capacity - 1 - i;
        }
        this.freeCount = capacity;
        this.wheel = new TimerWheel(records, recordBytes);
        this.record = new ConnectionRecord(version);
    }

    /// Returns how many connections it can hold.
    public int capacity() {
        return capacity;
    }

    /// Returns how many connections it holds.
    public int size() {
        return capacity - freeCount;
    }

    /// Returns the bytes of memory in use for each connection, index and free list included.
    public double bytesPerConnection() {
        return recordBytes + 8.0 * (indexMask + 1L) / capacity + Integer.BYTES;
    }

    /// First of three steps that look up the keys of a burst, each made for all of its packets before the next, so
    /// that their cache misses overlap: [#touch], [#candidates], [#confirm]. Hashes a key and reads its home slot.
    ///
    /// @return something to be added up over the burst and kept, or else nothing would be read
    public long touch(FlowKey key, int protocol) {
        int hash = hash(key, protocol);
        key.hash = hash;
        return Memory.i64(slot(hash));
    }

    /// Notes in [FlowKey#found] the first connection of each packet's hash, if there is one, and reads its record.
    ///
    /// @param keys of the burst
    /// @param group which of them have been touched, `count` of them
    public void candidates(FlowKey[] keys, int[] group, int count) {
        long sum = 0;
        for (int k = 0; k < count; k++) {
            FlowKey key = keys[group[k]];
            int hash = key.hash;
            long reference = 0;
            for (int at = hash; ; at++) {
                long entry = Memory.i64(slot(at));
                if ((int) entry == 0) {
                    break;
                }
                if ((int) (entry >>> 32) == hash) {
                    reference = reference((int) entry);
                    sum += Memory.i64(reference & ~ConnectionRecord.BY_SERVER_KEY);
                    break;
                }
            }
            key.found = reference;
        }
        touched = sum;
    }

    /// Returns the reference of a packet's connection, or 0, once [#candidates] has been there.
    public long confirm(FlowKey key, int protocol) {
        long reference = key.found;
        return reference == 0 || matches(reference, key, protocol) ? reference : find(key, protocol);
    }

    private int hash(FlowKey key, int protocol) {
        return wide
                ? hash(key.address0, key.address1, key.address2, key.address3, key.selectors, protocol)
                : hash(key.address0, key.selectors, protocol);
    }

    /// Looks a key up.
    ///
    /// @return the reference, or 0
    public long find(FlowKey key, int protocol) {
        int hash = hash(key, protocol);
        for (int at = hash; ; at++) {
            long entry = Memory.i64(slot(at));
            if ((int) entry == 0) {
                return 0;
            }
            if ((int) (entry >>> 32) == hash) {
                long reference = reference((int) entry);
                if (matches(reference, key, protocol)) {
                    return reference;
                }
            }
        }
    }

    private boolean matches(long reference, FlowKey key, int protocol) {
        long direction = reference & ConnectionRecord.BY_SERVER_KEY;
        long base = reference - direction;
        if (Memory.i64(base, ConnectionRecord.SELECTORS + 8 * direction) != key.selectors
                || Memory.u8(base, ConnectionRecord.PROTOCOL) != protocol) {
            return false;
        }
        if (!wide) {
            return Memory.i64(base, ConnectionRecord.NARROW_ADDRESSES + 8 * direction) == key.address0;
        }
        long addresses = base + ConnectionRecord.WIDE_ADDRESSES + 32 * direction;
        return Memory.i64(addresses) == key.address0
                && Memory.i64(addresses, 8) == key.address1
                && Memory.i64(addresses, 16) == key.address2
                && Memory.i64(addresses, 24) == key.address3;
    }

    /// Returns whether another connection has the server key of a record that is not inserted yet.
    public boolean isServerKeyTaken(long address) {
        int hash = hash(address, Direction.OUT);
        for (int at = hash; ; at++) {
            long entry = Memory.i64(slot(at));
            if ((int) entry == 0) {
                return false;
            }
            if ((int) (entry >>> 32) == hash
                    && (entry & 1) != 0
                    && sameServerKey(reference((int) entry) - 1, address)) {
                return true;
            }
        }
    }

    private boolean sameServerKey(long one, long other) {
        if (Memory.i64(one, ConnectionRecord.SELECTORS + 8) != Memory.i64(other, ConnectionRecord.SELECTORS + 8)
                || Memory.u8(one, ConnectionRecord.PROTOCOL) != Memory.u8(other, ConnectionRecord.PROTOCOL)) {
            return false;
        }
        int from = wide ? ConnectionRecord.WIDE_ADDRESSES + 32 : ConnectionRecord.NARROW_ADDRESSES + 8;
        int bytes = wide ? 32 : 8;
        for (int offset = from; offset < from + bytes; offset += 8) {
            if (Memory.i64(one, offset) != Memory.i64(other, offset)) {
                return false;
            }
        }
        return true;
    }

    /// Takes a record for a new connection, all zero; not to be found before [#insert].
    ///
    /// @return its address, or 0 if the table is full
    public long create() {
        if (freeCount == 0) {
            return 0;
        }
        int number = free[--freeCount];
        long address = records + (long) number * recordBytes;
        int generation = Memory.i32(address, ConnectionRecord.GENERATION);
        for (int offset = 0; offset < recordBytes; offset += 8) {
            Memory.i64(address, offset, 0);
        }
        Memory.i32(address, ConnectionRecord.NUMBER, number);
        Memory.i32(address, ConnectionRecord.GENERATION, generation + 1);
        Memory.i32(address, ConnectionRecord.POOL, -1);
        return address;
    }

    /// Gives back a record that was created and not inserted.
    public void discard(long address) {
        free[freeCount++] = Memory.i32(address, ConnectionRecord.NUMBER);
    }

    /// Enters a created record, whose keys and times are complete, under both keys and into the timer wheel.
    public void insert(long address) {
        record.at(address).noteAddressDifference();
        int number = Memory.i32(address, ConnectionRecord.NUMBER);
        enter(hash(address, Direction.IN), number << 1);
        enter(hash(address, Direction.OUT), number << 1 | 1);
        VarHandle.releaseFence(); // who lists finds it complete
        Memory.u8(address, ConnectionRecord.FLAGS, ConnectionRecord.IN_USE);
        rearm(address);
    }

    /// Puts the connection where its deadline belongs in the wheel; to be called when the deadline has come
    /// nearer.
    public void rearm(long address) {
        wheel.schedule(address, record.at(address).deadlineNanos());
    }

    /// Returns a number that changes with every removal: after that, references found before may name something
    /// else.
    public int removals() {
        return removals;
    }

    /// Removes a connection.
    public void remove(long address) {
        removals++;
        int number = Memory.i32(address, ConnectionRecord.NUMBER);
        Memory.u8(address, ConnectionRecord.FLAGS, 0);
        wheel.cancel(address);
        leave(hash(address, Direction.IN), number << 1);
        leave(hash(address, Direction.OUT), number << 1 | 1);
        free[freeCount++] = number;
    }

    /// Visits connections whose time is up, a few at a call; see [ExpiryVisitor].
    ///
    /// @param budget wheel entries looked at, at most
    public void expire(long nowNanos, int budget, ExpiryVisitor expired) {
        expiring = expired;
        now = nowNanos;
        wheel.advance(nowNanos, budget, visitor);
    }

    /// Visits every connection whose time is up by `nowNanos`; the visitor may end them later, in an order of its
    /// own.
    public void expireFully(long nowNanos, ExpiryVisitor expired) {
        expiring = expired;
        now = nowNanos;
        wheel.advanceFully(nowNanos, visitor);
    }

    /// Returns by when connections may be due next, or `Long.MAX_VALUE` if none can be up to `untilNanos`: a step
    /// for virtual time, 134 ms long at most.
    public long nextDueNanos(long fromNanos, long untilNanos) {
        return wheel.nextNanos(fromNanos, untilNanos);
    }

    private void visit(long address) {
        if (record.at(address).deadlineNanos() > now) {
            rearm(address);
        } else {
            expiring.expired(address);
        }
    }

    /// Told of connections whose time is up.
    public interface ExpiryVisitor {
        /// Ends the connection and removes it from the table.
        void expired(long address);
    }

    /// Copies the record with that number, 0 to [#capacity] - 1, if a connection uses it. Any thread may call:
    /// what was given to another connection while it was copied does not count.
    ///
    /// @param copy a record of its own, [ConnectionRecord#alone]
    /// @return whether a connection uses it
    public boolean copyInUse(int number, ConnectionRecord copy) {
        long address = records + (long) number * recordBytes;
        int generation = Memory.i32(address, ConnectionRecord.GENERATION);
        if (!isInUse(address)) {
            return false;
        }
        VarHandle.acquireFence();
        Memory.copy(address, copy.address(), recordBytes);
        VarHandle.acquireFence();
        return isInUse(address) && Memory.i32(address, ConnectionRecord.GENERATION) == generation;
    }

    private static boolean isInUse(long address) {
        return (Memory.u8(address, ConnectionRecord.FLAGS) & ConnectionRecord.IN_USE) != 0;
    }

    private int hash(long address, Direction key) {
        record.at(address);
        return wide
                ? hash(
                        record.addresses(key, 0),
                        record.addresses(key, 1),
                        record.addresses(key, 2),
                        record.addresses(key, 3),
                        record.selectors(key),
                        record.protocol())
                : hash(record.addresses(key), record.selectors(key), record.protocol());
    }

    int hash(long addresses, long selectors, int protocol) {
        return (int) multiplyFold(addresses ^ seed0, (selectors + protocol) ^ seed1);
    }

    int hash(long a0, long a1, long a2, long a3, long selectors, int protocol) {
        long source = multiplyFold(a0 ^ seed0, a1 ^ seed1);
        long destination = multiplyFold(a2 ^ seed1, a3 ^ seed0);
        return (int) multiplyFold(source ^ destination ^ seed0, (selectors + protocol) ^ seed1 ^ (source << 1));
    }

    private static long multiplyFold(long a, long b) {
        long product = a * b ^ Math.multiplyHigh(a, b);
        return product ^ product >>> 32;
    }

    private static long mix(long seed) {
        long z = (seed ^ seed >>> 30) * 0xbf58_476d_1ce4_e5b9L;
        z = (z ^ z >>> 27) * 0x94d0_49bb_1331_11ebL;
        return z ^ z >>> 31;
    }

    private void enter(int hash, int numberAndDirection) {
        int at = hash;
        while ((int) Memory.i64(slot(at)) != 0) {
            at++;
        }
        Memory.i64(slot(at), 0, (long) hash << 32 | (numberAndDirection + 2));
    }

    private void leave(int hash, int numberAndDirection) {
        int hole = hash;
        while ((int) Memory.i64(slot(hole)) != numberAndDirection + 2) {
            hole++;
        }
        for (int at = hole + 1; ; at++) {
            long entry = Memory.i64(slot(at));
            if ((int) entry == 0) {
                break;
            }
            int home = (int) (entry >>> 32);
            if ((at - home & indexMask) >= (at - hole & indexMask)) {
                Memory.i64(slot(hole), 0, entry);
                hole = at;
            }
        }
        Memory.i64(slot(hole), 0, 0);
    }

    private long slot(int hash) {
        return index + ((long) (hash & indexMask) << 3);
    }

    private long reference(int entry) {
        return records + (long) ((entry >>> 1) - 1) * recordBytes + (entry & 1);
    }
}
