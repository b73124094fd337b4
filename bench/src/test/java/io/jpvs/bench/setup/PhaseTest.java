package io.jpvs.bench.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/// What is told of a phase.
class PhaseTest {
    private final Phase phase = new Phase("open", 5_000, 10, 0, 30_000, 10, 1, 2, 3, 4_990);

    @Test
    void ratesAreOfTheTimeOnTheCpu() {
        assertEquals(500_000, phase.openedPerSecond());
        assertEquals(2_000, phase.nanosEach(phase.opened()));
        assertTrue(Double.isNaN(phase.nanosEach(phase.refused())));
    }

    @Test
    void orderIsNamedByWhatItIsAbout() {
        assertEquals("tcp, 8 pools", new Order("/", "tcp", 1024, 2, 4, 1).name());
        assertEquals("udp, 1 pool", new Order("/", "udp", 1024, 1, 1, 1).name());
    }
}
