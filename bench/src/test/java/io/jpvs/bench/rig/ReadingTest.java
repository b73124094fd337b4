package io.jpvs.bench.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadingTest {
    @Test
    void rateIsThatOfTheTimeOnACpu() {
        Reading first = new Reading(5_000_000, 2_000_000_000L);
        Reading last = new Reading(11_000_000, 2_500_000_000L);

        assertEquals(12, last.megaPacketsSince(first));
    }

    @Test
    void clockIsThatOfTheThreadWithTheName() throws InterruptedException {
        CountDownLatch runs = new CountDownLatch(1); // Linux knows the name only once the thread runs
        Thread busy = new Thread(
                () -> {
                    runs.countDown();
                    while (!Thread.currentThread().isInterrupted()) {
                        Thread.onSpinWait();
                    }
                },
                "busy-thread");
        busy.start();
        runs.await();
        ThreadClock clock = ThreadClock.find(ProcessHandle.current().pid(), "busy-thread"::equals);
        long before = clock.cpuNanos();
        while (clock.cpuNanos() == before) {
            Thread.onSpinWait();
        }
        long after = clock.cpuNanos();
        busy.interrupt();
        busy.join();

        assertTrue(after > before);
    }

    @Test
    void threadThatIsNotThereIsSaid() {
        long pid = ProcessHandle.current().pid();

        assertThrows(RigException.class, () -> ThreadClock.find(pid, "no-such-thread"::equals));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "'  TX-packets: 50213696   TX-errors: 0          TX-bytes:  3012821760', 50213696",
        "'  RX-packets: 50213728   RX-missed: 0          RX-bytes:  3012823680', -1",
        "'  TX-packets: 18 TX-dropped: 0 TX-total: 18', -1", // of a stop: not since start
        "'testpmd> ', -1",
    })
    void counterIsReadFromTheLineThatHasIt(String line, long packets) {
        assertEquals(packets < 0 ? OptionalLong.empty() : OptionalLong.of(packets), Testpmd.transmitted(line));
    }
}
