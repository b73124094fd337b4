package io.jpvs.kernel.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jpvs.api.SelectorRange;
import io.jpvs.kernel.address.IpAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelectorPoolTest {
    private static final IpAddress LOCAL = IpAddress.parse("10.2.0.1");

    @Test
    void freeValuesAreDealtLowestFirstAndFreedOnesLast() {
        SelectorPool pool = pool(10, 13, 0, 1);
        assertEquals(10, pool.take());
        assertEquals(11, pool.take());
        pool.release(10);
        assertEquals(3, pool.available());
        assertEquals(List.of(12, 13, 10, -1), takeAll(pool));
        pool.release(13);
        pool.release(11);
        assertEquals(List.of(13, 11, -1), takeAll(pool));
    }

    @Test
    void eachWorkerDealsTheValuesCongruentToItsNumber() {
        assertEquals(List.of(12, 15, -1), takeAll(pool(10, 16, 0, 3)));
        assertEquals(List.of(10, 13, 16, -1), takeAll(pool(10, 16, 1, 3)));
        assertEquals(List.of(11, 14, -1), takeAll(pool(10, 16, 2, 3)));
    }

    @Test
    void reservedValuesAreNotDealtBeforeTheyAreReleased() {
        SelectorPool pool = pool(10, 14, 0, 1);
        assertTrue(pool.reserve(10));
        assertTrue(pool.reserve(12));
        assertEquals(3, pool.available());
        assertEquals(11, pool.take());
        pool.release(12);
        assertEquals(List.of(13, 14, 12, -1), takeAll(pool));
        assertEquals(0, pool.available());
    }

    @Test
    void whatIsInUseOrOfAnotherPoolCannotBeReserved() {
        SelectorPool pool = pool(10, 20, 0, 2);
        assertTrue(pool.reserve(12));
        assertFalse(pool.reserve(12), "reserved");
        assertFalse(pool.reserve(13), "another worker's");
        assertFalse(pool.reserve(8), "below");
        assertFalse(pool.reserve(22), "above");
        assertEquals(10, pool.take());
        assertFalse(pool.reserve(10), "dealt");
        assertEquals(List.of(14, 16, 18, 20, -1), takeAll(pool));
    }

    private static SelectorPool pool(int first, int last, int worker, int workers) {
        return new SelectorPool(0, LOCAL, new SelectorRange(first, last), worker, workers);
    }

    /// Takes until there is none.
    private static List<Integer> takeAll(SelectorPool pool) {
        List<Integer> values = new ArrayList<>();
        int value;
        do {
            value = pool.take();
            values.add(value);
        } while (value >= 0);
        return values;
    }
}
