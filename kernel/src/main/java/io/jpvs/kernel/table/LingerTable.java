package io.jpvs.kernel.table;

import io.jpvs.api.Connection;
import io.jpvs.api.IpVersion;
import io.jpvs.kernel.memory.Memory;
import java.lang.foreign.Arena;
import java.time.Duration;

/// What is remembered of connections that have ended, of one worker and one IP version, so that errors about their
/// last packets still find their way: routers and servers take seconds to report, and by then a short connection is
/// often gone.
///
/// All linger equally long, so the entries are a ring in the order in which they came, the oldest making room when
/// it is full; whether an entry is still found, its own time decides. One open-addressing index holds each of them by
/// both of its keys; a key names the newest entry that
/// has it. An index slot is four bytes: the entry's position and the key's direction in the lowest bit, plus 1. The
/// index is at most two thirds full, and removal shifts slots back. Capacity is fixed; used by one thread.
///
/// An entry, native byte order:
///
/// ```
/// offset   size  field
///      0      8  when the connection ended, nanoseconds
///      8     16  selectors of the client's and of the server's key
///     24      8  the first bytes of the handler's state
///     32      1  IANA protocol number
///     33      1  1 while it may be found by a key
///     36  16|64  addresses of the client's and of the server's key, IPv4|IPv6
/// ```
public final class LingerTable {
    private static final int ENDED = 0;
    private static final int SELECTORS = 8;
    private static final int STATE = 24;
    private static final int PROTOCOL = 32;
    private static final int KNOWN = 33;
    private static final int ADDRESSES = 36;

    private static final int KEY_SELECTOR_BYTES = 8;
    private static final int NONE = -1;
    private static final int SLOTS_PER_ENTRY = 3; // two keys, at most two thirds full
    private static final int LINE_BYTES = 64;
    private static final int ADDED_AWAY = 2; // old entries looked at for each new one

    private final ConnectionTable live;
    private final long lingerNanos;
    private final int addressBytes; // of one key
    private final int recordBytes;
    private final int recordAddresses;
    private final int entryBytes;
    private final int capacity;
    private final int slots;
    private final long entries;
    private final long index;
    private final long probe; // the key looked for: selectors, addresses
    private final long match; // a record of what was found
    private int oldest;
    private int used; // positions from the oldest to the newest, those evicted between them included
    private int size;

    /// Makes an empty table.
    ///
    /// @param arena owns the memory
    /// @param live the connections that are to linger here; its seeded hash is used, nothing else of it
    /// @param capacity entries it can hold, 1 to 2^27
    /// @param linger for how long an entry is found; if zero, there never is one, and no memory for any
    public LingerTable(Arena arena, IpVersion version, ConnectionTable live, int capacity, Duration linger) {
        boolean wide = version == IpVersion.IPV6;
        this.live = live;
        this.lingerNanos = linger.toNanos();
        this.addressBytes = wide ? 32 : 8;
        this.recordBytes = wide ? ConnectionRecord.WIDE_BYTES : ConnectionRecord.NARROW_BYTES;
        this.recordAddresses = wide ? ConnectionRecord.WIDE_ADDRESSES : ConnectionRecord.NARROW_ADDRESSES;
        this.entryBytes = ADDRESSES + 2 * addressBytes;
        this.capacity = lingerNanos == 0 ? 0 : capacity;
        this.slots = this.capacity * SLOTS_PER_ENTRY;
        this.entries =
                arena.allocate((long) this.capacity * entryBytes, LINE_BYTES).address();
        this.index = arena.allocate((long) slots * Integer.BYTES, LINE_BYTES).address();
        this.probe = arena.allocate(LINE_BYTES, LINE_BYTES).address();
        this.match = ConnectionRecord.alone(arena, version).address();
    }

    /// Returns how many entries it can hold.
    public int capacity() {
        return capacity;
    }

    /// Returns how many entries it holds. Any thread may ask.
    public int size() {
        return size;
    }

    /// Returns the memory it takes, full or empty.
    public long bytes() {
        return (long) capacity * bytesPerEntry();
    }

    /// Returns the memory that each entry takes, its part of the index included.
    public int bytesPerEntry() {
        return entryBytes + SLOTS_PER_ENTRY * Integer.BYTES;
    }

    /// Returns whether what ended then is still to be remembered.
    public boolean isLingering(long endedNanos, long nowNanos) {
        return nowNanos - endedNanos < lingerNanos;
    }

    /// Remembers a connection that has ended, at its deadline.
    ///
    /// @return false if another had to be forgotten before its time to make room
    public boolean add(ConnectionRecord ended, long nowNanos) {
        if (capacity == 0) {
            return true;
        }
        expire(nowNanos, ADDED_AWAY);
        boolean hadRoom = used < capacity || !isKnown(entry(oldest));
        if (used == capacity) {
            forgetOldest();
        }
        int position = (oldest + used) % capacity;
        long entry = entry(position);
        Memory.i64(entry, ENDED, ended.deadlineNanos());
        Memory.copy(ended.address() + ConnectionRecord.SELECTORS, entry + SELECTORS, 2 * KEY_SELECTOR_BYTES);
        Memory.copy(ended.address() + ConnectionRecord.STATE, entry + STATE, Connection.LINGERING_STATE_BYTES);
        Memory.u8(entry, PROTOCOL, ended.protocol());
        Memory.copy(ended.address() + recordAddresses, entry + ADDRESSES, 2L * addressBytes);
        Memory.u8(entry, KNOWN, 1);
        used++;
        size++;
        enter(position << 1);
        enter(position << 1 | 1);
        return hadRoom;
    }

    /// Forgets the entry whose server key a new connection has taken: what is quoted with it from now on is the new
    /// one's.
    public void evict(ConnectionRecord opened) {
        if (size == 0) {
            return;
        }
        int key = find(
                opened.address() + ConnectionRecord.SELECTORS + KEY_SELECTOR_BYTES,
                opened.address() + recordAddresses + addressBytes,
                opened.protocol());
        if (key != NONE) {
            forget(key >>> 1);
        }
    }

    /// Forgets the oldest entries if their time is up.
    ///
    /// @param budget entries forgotten, at most
    public void expire(long nowNanos, int budget) {
        for (int left = budget; left > 0 && used > 0; left--) {
            long entry = entry(oldest);
            if (isKnown(entry) && isLingering(Memory.i64(entry, ENDED), nowNanos)) {
                return;
            }
            forgetOldest();
        }
    }

    /// Looks up a key.
    ///
    /// @return a reference as [ConnectionTable#find] returns it, to a record that is valid until the next call and
    /// holds keys, protocol and the first bytes of state, all else zero; 0 if nothing lingers under that key
    public long find(FlowKey key, int protocol, long nowNanos) {
        if (size == 0) {
            return 0;
        }
        Memory.i64(probe, 0, key.selectors);
        Memory.i64(probe, 8, key.address0);
        Memory.i64(probe, 16, key.address1);
        Memory.i64(probe, 24, key.address2);
        Memory.i64(probe, 32, key.address3);
        int position = find(probe, probe + 8, protocol);
        if (position == NONE || !isLingering(Memory.i64(entry(position >>> 1), ENDED), nowNanos)) {
            return 0;
        }
        restore(entry(position >>> 1));
        return match | position & ConnectionRecord.BY_SERVER_KEY;
    }

    private void restore(long entry) {
        Memory.clear(match, recordBytes);
        Memory.copy(entry + SELECTORS, match + ConnectionRecord.SELECTORS, 2 * KEY_SELECTOR_BYTES);
        Memory.copy(entry + STATE, match + ConnectionRecord.STATE, Connection.LINGERING_STATE_BYTES);
        Memory.u8(match, ConnectionRecord.PROTOCOL, Memory.u8(entry, PROTOCOL));
        Memory.copy(entry + ADDRESSES, match + recordAddresses, 2L * addressBytes);
    }

    /// Looks a key up that stands anywhere in memory.
    ///
    /// @return the entry's position and, in the lowest bit, which of its keys it is; or NONE
    private int find(long selectors, long addresses, int protocol) {
        int slot = home(selectors, addresses, protocol);
        for (int key = key(slot); key != NONE; key = key(slot)) {
            if (matches(key, selectors, addresses, protocol)) {
                return key;
            }
            slot = next(slot);
        }
        return NONE;
    }

    private boolean matches(int key, long selectors, long addresses, int protocol) {
        if (Memory.i64(selectors(key)) != Memory.i64(selectors) || protocol(key) != protocol) {
            return false;
        }
        long own = addresses(key);
        for (int offset = 0; offset < addressBytes; offset += 8) {
            if (Memory.i64(own, offset) != Memory.i64(addresses, offset)) {
                return false;
            }
        }
        return true;
    }

    /// Enters a key. Where an older entry has the same one, it is not found by it any more: else whoever reuses a
    /// port often enough would make the index one long search.
    private void enter(int key) {
        int slot = home(key);
        for (int held = key(slot); held != NONE; held = key(slot)) {
            if (matches(held, selectors(key), addresses(key), protocol(key))) {
                break;
            }
            slot = next(slot);
        }
        key(slot, key);
    }

    /// Takes a key out, if a newer entry has not done so.
    private void leave(int key) {
        int hole = home(key);
        for (int held = key(hole); held != key; held = key(hole)) {
            if (held == NONE) {
                return;
            }
            hole = next(hole);
        }
        int slot = next(hole);
        for (int held = key(slot); held != NONE; held = key(slot)) {
            if (distance(home(held), slot) >= distance(hole, slot)) {
                key(hole, held);
                hole = slot;
            }
            slot = next(slot);
        }
        key(hole, NONE);
    }

    private void forgetOldest() {
        if (isKnown(entry(oldest))) {
            forget(oldest);
        }
        oldest = oldest + 1 == capacity ? 0 : oldest + 1;
        used--;
    }

    private void forget(int position) {
        leave(position << 1);
        leave(position << 1 | 1);
        Memory.u8(entry(position), KNOWN, 0);
        size--;
    }

    private static boolean isKnown(long entry) {
        return Memory.u8(entry, KNOWN) != 0;
    }

    private long entry(int position) {
        return entries + (long) position * entryBytes;
    }

    private long selectors(int key) {
        return entry(key >>> 1) + SELECTORS + (long) (key & 1) * KEY_SELECTOR_BYTES;
    }

    private long addresses(int key) {
        return entry(key >>> 1) + ADDRESSES + (long) (key & 1) * addressBytes;
    }

    private int protocol(int key) {
        return Memory.u8(entry(key >>> 1), PROTOCOL);
    }

    private int home(int key) {
        return home(selectors(key), addresses(key), protocol(key));
    }

    /// Returns the slot at which the search for a key begins.
    private int home(long selectors, long addresses, int protocol) {
        int hash = addressBytes == 8
                ? live.hash(Memory.i64(addresses), Memory.i64(selectors), protocol)
                : live.hash(
                        Memory.i64(addresses),
                        Memory.i64(addresses, 8),
                        Memory.i64(addresses, 16),
                        Memory.i64(addresses, 24),
                        Memory.i64(selectors),
                        protocol);
        return (int) (Integer.toUnsignedLong(hash) * slots >>> 32);
    }

    private int next(int slot) {
        return slot + 1 == slots ? 0 : slot + 1;
    }

    private int distance(int from, int to) {
        return to >= from ? to - from : to - from + slots;
    }

    private int key(int slot) {
        return Memory.i32(index, (long) slot * Integer.BYTES) - 1;
    }

    private void key(int slot, int key) {
        Memory.i32(index, (long) slot * Integer.BYTES, key + 1);
    }
}
