package io.jpvs.kernel.handover;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// A bounded queue of records of a few words each, from one thread to one other, without locks.
///
/// The producer calls [#claim], sets the words of the record and calls [#publish]; the consumer calls [#peek], reads
/// them and calls [#release]. What the producer wrote before it published, into the record or anywhere else, the
/// consumer sees after it peeked. Each side keeps a copy of the other's index and looks at the real one only when the
/// copy says that the ring is full or empty, so that a record rarely costs a cache line that travels.
public final class WordRing {
    /// Returned when there is no record to write or read.
    public static final int NONE = -1;

    private static final VarHandle INDEX = MethodHandles.arrayElementVarHandle(long[].class);

    // The two sides' words lie 128 bytes from each other and from either end: processors fetch lines in pairs.
    private static final int TAIL = 16; // records published; written by the producer
    private static final int HEAD_SEEN = 17; // the producer's copy of HEAD
    private static final int HEAD = 48; // records released; written by the consumer
    private static final int TAIL_SEEN = 49; // the consumer's copy of TAIL
    private static final int INDEX_WORDS = 80;

    private final long[] indices = new long[INDEX_WORDS];
    private final long[] words;
    private final int recordWords;
    private final int capacity;

    /// Makes an empty ring.
    ///
    /// @param capacity records it holds, a power of two
    /// @param recordWords words of a record
    public WordRing(int capacity, int recordWords) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("a capacity of " + capacity + " is no power of two");
        }
        this.capacity = capacity;
        this.recordWords = recordWords;
        this.words = new long[capacity * recordWords];
    }

    /// Returns the place of a record to write, or [#NONE] if the ring is full. Producer.
    public int claim() {
        long tail = indices[TAIL];
        if (tail - indices[HEAD_SEEN] == capacity) {
            indices[HEAD_SEEN] = (long) INDEX.getAcquire(indices, HEAD);
            if (tail - indices[HEAD_SEEN] == capacity) {
                return NONE;
            }
        }
        return place(tail);
    }

    /// Sets a word of the claimed record. Producer.
    public void set(int place, int word, long value) {
        words[place + word] = value;
    }

    /// Lets the consumer have the claimed record. Producer.
    public void publish() {
        INDEX.setRelease(indices, TAIL, indices[TAIL] + 1);
    }

    /// Returns the place of the oldest record, or [#NONE] if the ring is empty. Consumer.
    public int peek() {
        long head = indices[HEAD];
        if (head == indices[TAIL_SEEN]) {
            indices[TAIL_SEEN] = (long) INDEX.getAcquire(indices, TAIL);
            if (head == indices[TAIL_SEEN]) {
                return NONE;
            }
        }
        return place(head);
    }

    /// Reads a word of the oldest record. Consumer.
    public long get(int place, int word) {
        return words[place + word];
    }

    /// Gives the place of the oldest record back to the producer. Consumer.
    public void release() {
        INDEX.setRelease(indices, HEAD, indices[HEAD] + 1);
    }

    /// Returns how many records wait. Any thread may call; the figure may be a moment old.
    public int size() {
        long head = (long) INDEX.getAcquire(indices, HEAD);
        return (int) ((long) INDEX.getAcquire(indices, TAIL) - head);
    }

    private int place(long index) {
        return ((int) index & capacity - 1) * recordWords;
    }
}
