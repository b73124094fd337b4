package io.jpvs.kernel.table;

import io.jpvs.kernel.memory.Memory;

/// A hashed timing wheel whose lists run through the connection records themselves.
///
/// Packets only write a time stamp; an entry that comes up early because its connection was used is put back where
/// it now belongs. So the wheel costs nothing per packet and each connection one visit per timeout.
final class TimerWheel {
    private static final int TICK_SHIFT = 27; // 134 ms
    private static final int BUCKETS = 4096; // 9 minutes a round; later deadlines wait for another round

    /// What to do with an entry whose bucket has come up.
    interface Visitor {
        /// Visits a record; it has been taken out of the wheel.
        void visit(long record);
    }

    private static final int PENDING = BUCKETS; // the list of the bucket being visited

    private final int[] heads = new int[BUCKETS + 1];
    private final long records;
    private final int recordBytes;
    private long currentTick = Long.MIN_VALUE;

    TimerWheel(long records, int recordBytes) {
        this.records = records;
        this.recordBytes = recordBytes;
    }

    /// Puts a record into the bucket of its deadline, taking it out of the one it is in.
    void schedule(long record, long deadlineNanos) {
        cancel(record);
        long tick = Math.max(deadlineNanos >> TICK_SHIFT, currentTick);
        int bucket = (int) tick & (BUCKETS - 1);
        int number = Memory.i32(record, ConnectionRecord.NUMBER) + 1;
        int head = heads[bucket];
        Memory.i32(record, ConnectionRecord.NEXT, head);
        Memory.i32(record, ConnectionRecord.PREVIOUS, 0);
        Memory.i32(record, ConnectionRecord.BUCKET, bucket + 1);
        if (head != 0) {
            Memory.i32(address(head), ConnectionRecord.PREVIOUS, number);
        }
        heads[bucket] = number;
    }

    /// Takes a record out, if it is in.
    void cancel(long record) {
        int bucket = Memory.i32(record, ConnectionRecord.BUCKET) - 1;
        if (bucket < 0) {
            return;
        }
        int next = Memory.i32(record, ConnectionRecord.NEXT);
        int previous = Memory.i32(record, ConnectionRecord.PREVIOUS);
        if (previous == 0) {
            heads[heads[bucket] == Memory.i32(record, ConnectionRecord.NUMBER) + 1 ? bucket : PENDING] = next;
        } else {
            Memory.i32(address(previous), ConnectionRecord.NEXT, next);
        }
        if (next != 0) {
            Memory.i32(address(next), ConnectionRecord.PREVIOUS, previous);
        }
        Memory.i32(record, ConnectionRecord.BUCKET, 0);
    }

    /// Visits entries whose tick is over, at most `budget` of them; the rest stay for the next call.
    void advance(long nowNanos, int budget, Visitor visitor) {
        long nowTick = nowNanos >> TICK_SHIFT;
        skipIdleRounds(nowTick);
        int left = visitPending(budget, visitor);
        while (left > 0 && currentTick < nowTick) {
            detach(currentTick++);
            left = visitPending(left, visitor);
        }
    }

    /// Visits every entry whose tick is over or lasts, so that none that is due by `nowNanos` remains.
    void advanceFully(long nowNanos, Visitor visitor) {
        advance(nowNanos, Integer.MAX_VALUE, visitor);
        detach(currentTick);
        visitPending(Integer.MAX_VALUE, visitor);
    }

    /// Returns the last nanosecond of the first tick from `fromNanos` on that has entries, or `Long.MAX_VALUE` if
    /// none does up to `untilNanos`. Of several rounds any entry counts.
    long nextNanos(long fromNanos, long untilNanos) {
        long first = fromNanos >> TICK_SHIFT;
        long last = Math.min(untilNanos >> TICK_SHIFT, first + BUCKETS - 1);
        for (long tick = first; tick <= last; tick++) {
            if (heads[(int) tick & (BUCKETS - 1)] != 0) {
                return (tick + 1 << TICK_SHIFT) - 1;
            }
        }
        return Long.MAX_VALUE;
    }

    private void skipIdleRounds(long nowTick) {
        currentTick = Math.max(currentTick, nowTick - BUCKETS);
    }

    private void detach(long tick) {
        int bucket = (int) tick & (BUCKETS - 1);
        heads[PENDING] = heads[bucket];
        heads[bucket] = 0;
    }

    private int visitPending(int budget, Visitor visitor) {
        int left = budget;
        while (heads[PENDING] != 0 && left > 0) {
            long record = address(heads[PENDING]);
            cancel(record);
            visitor.visit(record);
            left--;
        }
        return left;
    }

    private long address(int numberPlusOne) {
        return records + (long) (numberPlusOne - 1) * recordBytes;
    }
}
