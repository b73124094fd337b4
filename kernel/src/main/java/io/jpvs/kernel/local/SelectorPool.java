package io.jpvs.kernel.local;

import io.jpvs.api.SelectorRange;
import io.jpvs.kernel.address.IpAddress;
import java.util.BitSet;

/// The free local selectors (ports, identifiers) of one protocol on one local address towards one server endpoint:
/// since replies differ by server, each server has the whole range to itself.
///
/// Free values are dealt lowest first, freed ones last, so that late packets and errors of an ended connection
/// rarely meet a new one. With several workers each deals the values congruent to its number.
public final class SelectorPool {
    private final int id;
    private final IpAddress local;
    private final SelectorRange range;
    private final int stride;
    private int next;
    private final BitSet reserved = new BitSet(); // values not dealt yet that are in use
    private int reservedCount;
    private char[] freed = new char[16];
    private int head;
    private int freedCount;

    /// Makes a pool with every value of the range free.
    ///
    /// @param worker number of the worker, from 0
    /// @param workers number of workers
    public SelectorPool(int id, IpAddress local, SelectorRange range, int worker, int workers) {
        this.id = id;
        this.local = local;
        this.range = range;
        this.stride = workers;
        this.next = range.first() + Math.floorMod(worker - range.first(), workers);
    }

    /// Returns the number that connections know this pool by.
    public int id() {
        return id;
    }

    /// Returns the local address.
    public IpAddress local() {
        return local;
    }

    /// Takes a free value.
    ///
    /// @return the value, or -1 if none is left
    public int take() {
        while (next <= range.last()) {
            int value = next;
            next += stride;
            if (reservedCount == 0 || !reserved.get(value)) {
                return value;
            }
            reserved.clear(value);
            reservedCount--;
        }
        if (freedCount == 0) {
            return -1;
        }
        int value = freed[head];
        head = (head + 1) & (freed.length - 1);
        freedCount--;
        return value;
    }

    /// Takes one value that has never been dealt, for a connection that comes with it.
    ///
    /// @return false if it is not of this pool, or was dealt or reserved already
    public boolean reserve(int value) {
        if (value < next || value > range.last() || (value - next) % stride != 0) {
            return false;
        }
        if (reserved.get(value)) {
            return false;
        }
        reserved.set(value);
        reservedCount++;
        return true;
    }

    /// Gives a value back.
    public void release(int value) {
        if (freedCount == freed.length) {
            grow();
        }
        freed[(head + freedCount) & (freed.length - 1)] = (char) value;
        freedCount++;
    }

    /// Returns how many values [#take] may still give.
    public int available() {
        int untouched = next > range.last() ? 0 : (range.last() - next) / stride + 1;
        return untouched + freedCount - reservedCount;
    }

    private void grow() {
        char[] larger = new char[freed.length * 2];
        for (int i = 0; i < freedCount; i++) {
            larger[i] = freed[(head + i) & (freed.length - 1)];
        }
        freed = larger;
        head = 0;
    }
}
