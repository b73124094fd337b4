package io.jpvs.bench.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a worker in memory has to do, and the room it needs.
class LayoutTest {
    @ParameterizedTest
    @CsvSource({"1, 1024", "1024, 1024", "1025, 2048", "100000, 131072", "1048576, 1048576", "4000000, 4194304"})
    void capacityIsTheLeastPowerOfTwoThatIsEnough(int flows, int capacity) {
        assertEquals(capacity, Layout.usual("udp", flows).capacity());
    }

    @Test
    void everyServiceAndEveryServerHasAFlow() {
        assertEquals(10_000, Layout.usual("udp", 100).withServices(10_000).flows());
        assertEquals(1_000, Layout.usual("udp", 100).withServers(1_000).flows());
        assertEquals(100, Layout.usual("udp", 100).withServers(10).flows());
    }

    @Test
    void allProtocolsButIcmpHaveFlowsWherePluginsAreAdded() {
        assertEquals(1, Layout.usual("udp", 100).protocols());
        assertEquals(2, Layout.usual("udp", 100).withHandlers(3).protocols());
        assertEquals(9, Layout.usual("udp", 100).withHandlers(10).protocols());
    }

    @Test
    void fourMillionFlowsNeedMemoryForTheirFramesAndRecords() {
        assertTrue(Layout.usual("udp", 4_000_000).megabytes() > 2_000);
        assertTrue(Layout.usual("udp", 1).megabytes() < 2_000);
    }
}
