package io.jpvs.bench.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.jpvs.bench.traffic.Kind;
import io.jpvs.bench.traffic.Workload;
import org.junit.jupiter.api.Test;

class ResultTest {
    private static final Workload WORKLOAD = new Workload(Kind.UDP, false, 1000);

    private final Result.Builder builder = new Result.Builder();

    /// A machine that is twice as fast for one turn changes no ratio.
    @Test
    void ratioComparesWindowsOfOneTurn() {
        builder.add(Result.JPVS, 10);
        builder.add(Schedule.YARDSTICK, 20);
        builder.add(Result.JPVS, 20);
        builder.add(Schedule.YARDSTICK, 40);
        builder.add(Result.JPVS, 30); // broke off before the other's turn

        assertEquals(new Quartiles(0.5, 0.5, 0.5), builder.result(WORKLOAD).ratioTo(Schedule.YARDSTICK));
    }

    @Test
    void firstComplaintIsKept() {
        builder.complain("");
        builder.complain("first");
        builder.complain("second");

        assertEquals("first", builder.result(WORKLOAD).complaint());
        assertFalse(builder.result(WORKLOAD).isValid());
    }
}
