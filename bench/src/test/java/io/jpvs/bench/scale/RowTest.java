package io.jpvs.bench.scale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jpvs.bench.rig.Quartiles;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// A row of a series, from what several JVMs have found.
class RowTest {
    @Test
    void windowsOfAllJvmsMakeOneSample() {
        Row row = Row.of(
                7,
                List.of(
                        new Sample(List.of(10.0, 20.0), List.of(), List.of(4.0), ""),
                        new Sample(List.of(30.0), List.of(), List.of(6.0), "too few")));
        assertEquals(20, Objects.requireNonNull(row.balancer()).median());
        assertEquals(new Quartiles(4.5, 5, 5.5), row.yardstick());
        assertNull(row.all());
        assertEquals("too few", row.complaint());
        assertEquals(4, row.toYardstick());
    }

    @Test
    void rowThatWasNotMeasuredHasNoRatio() {
        Row first = Row.of(1, List.of(new Sample(List.of(10.0), List.of(), List.of(4.0), "")));
        Row second = Row.of(2, List.of(new Sample(List.of(15.0), List.of(), List.of(4.0), "")));
        Row none = Row.unmeasured(3, "needs more memory");
        assertEquals(1.5, second.to(first));
        assertTrue(Double.isNaN(none.to(first)));
        assertTrue(Double.isNaN(none.toYardstick()));
    }
}
