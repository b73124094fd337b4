package io.jpvs.kernel.handover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordRingTest {
    private static boolean offer(WordRing ring, long first, long second) {
        int place = ring.claim();
        if (place == WordRing.NONE) {
            return false;
        }
        ring.set(place, 0, first);
        ring.set(place, 1, second);
        ring.publish();
        return true;
    }

    @Test
    void recordsComeInOrderRoundAndRound() {
        WordRing ring = new WordRing(4, 2);
        for (int i = 0; i < 100; i++) {
            offer(ring, i, -i);
            offer(ring, 1000 + i, i);
            assertEquals(2, ring.size());
            int place = ring.peek();
            assertEquals(i, ring.get(place, 0));
            assertEquals(-i, ring.get(place, 1));
            ring.release();
            assertEquals(1000 + i, ring.get(ring.peek(), 0));
            ring.release();
            assertEquals(WordRing.NONE, ring.peek());
        }
    }

    @Test
    void fullRingTakesNothingUntilOneIsReleased() {
        WordRing ring = new WordRing(8, 2);
        for (int i = 0; i < 8; i++) {
            offer(ring, i, 0);
        }
        assertEquals(WordRing.NONE, ring.claim());
        assertEquals(8, ring.size());
        assertEquals(0, ring.get(ring.peek(), 0));
        ring.release();
        assertNotEquals(WordRing.NONE, ring.claim());
    }

    @Test
    void claimedRecordIsNotSeenBeforeItIsPublished() {
        WordRing ring = new WordRing(2, 1);
        ring.set(ring.claim(), 0, 7);
        assertEquals(WordRing.NONE, ring.peek());
        ring.publish();
        assertEquals(7, ring.get(ring.peek(), 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 12})
    void capacityIsAPowerOfTwo(int capacity) {
        assertThrows(IllegalArgumentException.class, () -> new WordRing(capacity, 1));
    }

    /// Two threads for real: nothing is lost, repeated, reordered or torn, and what the producer wrote elsewhere before
    /// it published is seen. A small ring is full and empty again and again.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 64})
    @SuppressWarnings("ThreadPriorityCheck") // yields only to be quick where both threads share a core
    void whatOneThreadPublishesTheOtherSees(int capacity) {
        int records = 2_000 * capacity; // each full ring costs a turn of the scheduler where the threads share a core
        WordRing ring = new WordRing(capacity, 2);
        int[] elsewhere = new int[records];
        CompletableFuture<Void> producer = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < records; i++) {
                elsewhere[i] = i + 1;
                while (!offer(ring, i, ~i)) {
                    Thread.yield();
                }
            }
        });
        for (int i = 0; i < records; i++) {
            int place = ring.peek();
            while (place == WordRing.NONE) {
                Thread.yield();
                place = ring.peek();
            }
            if (ring.get(place, 0) != i || ring.get(place, 1) != ~i || elsewhere[i] != i + 1) {
                assertEquals(
                        i + " " + ~i + " " + (i + 1),
                        ring.get(place, 0) + " " + ring.get(place, 1) + " " + elsewhere[i]);
            }
            ring.release();
        }
        producer.join();
        assertEquals(WordRing.NONE, ring.peek());
    }
}
