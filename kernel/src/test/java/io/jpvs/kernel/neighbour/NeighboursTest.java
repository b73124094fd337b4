package io.jpvs.kernel.neighbour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jpvs.api.Verdict;
import io.jpvs.kernel.address.IpAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The states of RFC 4861, section 7.3 and appendix C, and the frames that wait.
class NeighboursTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MAC = 0x0200_0000_0001L;
    private static final long OTHER_MAC = 0x0200_0000_0002L;
    private static final int MOST_HELD = 40;

    private final Recorder link = new Recorder();
    private final Neighbours neighbours = new Neighbours(link, MOST_HELD);
    private final Neighbour neighbour = neighbours.get(0, address(1), 0);

    private static IpAddress address(int host) {
        return IpAddress.ipv4(0x0a02_0000 + host);
    }

    /// Writes down what the cache asks of the worker.
    private static final class Recorder implements Neighbours.Link {
        final List<String> said = new ArrayList<>();

        @Override
        public void solicit(Neighbour neighbour, boolean unicast) {
            said.add(unicast ? "probe" : "ask");
        }

        @Override
        public void release(long frame, Neighbour neighbour, @Nullable Verdict verdict) {
            said.add("send " + frame);
            neighbour.use();
        }

        @Override
        public void drop(long frame, @Nullable Verdict verdict, Verdict reason) {
            said.add("drop " + frame + " " + reason);
        }

        List<String> drain() {
            List<String> drained = List.copyOf(said);
            said.clear();
            return drained;
        }
    }

    private void passTo(double seconds) {
        neighbours.fireTimers((long) (seconds * SECOND));
    }

    @Test
    void frameWaitsUntilTheNeighbourAnswers() {
        neighbours.hold(7, neighbour, Verdict.FORWARDED_IN, 0);
        neighbours.hold(8, neighbour, null, 0);
        assertEquals(List.of("ask"), link.drain());
        assertEquals(2, neighbours.held());
        assertEquals(1, neighbours.heldReceived());
        neighbours.confirm(neighbour, MAC, SECOND / 2);
        assertEquals(List.of("send 7", "send 8"), link.drain());
        assertEquals(NeighbourState.REACHABLE, neighbour.state());
        assertEquals(0, neighbours.held());
        assertEquals(0, neighbours.heldReceived());
    }

    @Test
    void silentNeighbourIsAskedThreeTimesThenGivenUp() {
        neighbours.hold(7, neighbour, Verdict.FORWARDED_IN, 0);
        passTo(0.9);
        assertEquals(List.of("ask"), link.drain());
        passTo(1);
        passTo(2);
        assertEquals(List.of("ask", "ask"), link.drain());
        passTo(3);
        assertEquals(List.of("drop 7 NEIGHBOUR_UNREACHABLE"), link.drain());
        passTo(60);
        assertEquals(List.of(), link.drain());
        neighbours.hold(8, neighbour, Verdict.FORWARDED_IN, 60 * SECOND);
        assertEquals(List.of("ask"), link.drain());
    }

    /// REACHABLE, STALE, DELAY, PROBE, and round again.
    @Test
    void usedNeighbourIsProbedByUnicast() {
        neighbours.confirm(neighbour, MAC, 0);
        neighbour.use();
        passTo(29.9);
        assertEquals(NeighbourState.REACHABLE, neighbour.state());
        passTo(30);
        assertEquals(NeighbourState.STALE, neighbour.state());
        passTo(1000);
        assertEquals(NeighbourState.STALE, neighbour.state());
        assertTrue(neighbour.use());
        passTo(1000.1);
        assertEquals(NeighbourState.DELAY, neighbour.state());
        passTo(1005);
        assertEquals(List.of(), link.drain());
        passTo(1005.1);
        assertEquals(NeighbourState.PROBE, neighbour.state());
        assertTrue(neighbour.use());
        assertEquals(List.of("probe"), link.drain());
        neighbours.confirm(neighbour, MAC, 1006 * SECOND);
        assertEquals(NeighbourState.REACHABLE, neighbour.state());
        passTo(1010);
        assertEquals(List.of(), link.drain());
    }

    /// It may have another MAC now, so all are asked before it is used again.
    @Test
    void neighbourThatAnswersNoProbeIsForgotten() {
        neighbours.learn(0, address(1), MAC, 0);
        neighbour.use();
        passTo(0);
        for (int seconds = 5; seconds < 8; seconds++) {
            passTo(seconds);
        }
        assertEquals(List.of("probe", "probe", "probe"), link.drain());
        assertEquals(NeighbourState.PROBE, neighbour.state());
        passTo(8);
        assertEquals(NeighbourState.INCOMPLETE, neighbour.state());
        neighbours.hold(7, neighbour, Verdict.FORWARDED_IN, 9 * SECOND);
        assertEquals(List.of("ask"), link.drain());
    }

    /// Section 7.2.5: what an advertisement does, by state, whether it is solicited, overrides, and which MAC it
    /// states.
    @ParameterizedTest(name = "{0}, solicited {1}, override {2}, {3}: {4}, {5}")
    @CsvSource({
        "INCOMPLETE, true,  true,  OTHER, REACHABLE,  OTHER",
        "INCOMPLETE, true,  false, OTHER, REACHABLE,  OTHER",
        "INCOMPLETE, false, false, OTHER, STALE,      OTHER",
        "INCOMPLETE, true,  true,  NONE,  INCOMPLETE, -",
        "REACHABLE,  true,  false, SAME,  REACHABLE,  SAME",
        "REACHABLE,  false, true,  SAME,  REACHABLE,  SAME",
        "REACHABLE,  false, true,  OTHER, STALE,      OTHER",
        "REACHABLE,  true,  true,  OTHER, REACHABLE,  OTHER",
        "REACHABLE,  true,  false, OTHER, STALE,      SAME",
        "REACHABLE,  false, false, OTHER, STALE,      SAME",
        "STALE,      true,  false, NONE,  REACHABLE,  SAME",
        "STALE,      false, true,  NONE,  STALE,      SAME",
        "STALE,      true,  false, OTHER, STALE,      SAME",
        "STALE,      false, true,  OTHER, STALE,      OTHER",
        "DELAY,      true,  true,  SAME,  REACHABLE,  SAME",
        "DELAY,      true,  false, OTHER, DELAY,      SAME",
        "PROBE,      true,  true,  NONE,  REACHABLE,  SAME",
        "PROBE,      false, false, OTHER, PROBE,      SAME",
        "PERMANENT,  true,  true,  OTHER, PERMANENT,  SAME",
    })
    void advertisementIsWeighed(
            NeighbourState before,
            boolean isSolicited,
            boolean isOverriding,
            String stated,
            NeighbourState after,
            String mac) {
        neighbour.state = before;
        neighbour.macAddress = MAC;
        long statedMac = stated.equals("NONE") ? NeighbourDiscovery.NO_MAC : stated.equals("SAME") ? MAC : OTHER_MAC;
        neighbours.advertised(neighbour, statedMac, isSolicited, isOverriding, SECOND);
        assertEquals(after, neighbour.state());
        if (after.isUsable()) {
            assertEquals(mac.equals("SAME") ? MAC : OTHER_MAC, neighbour.macAddress());
        }
    }

    @Test
    void onlySixteenFramesWaitForOneNeighbour() {
        for (int frame = 1; frame <= 17; frame++) {
            neighbours.hold(frame, neighbour, Verdict.FORWARDED_IN, 0);
        }
        assertEquals(List.of("ask", "drop 17 NEIGHBOUR_QUEUE_FULL"), link.drain());
        assertEquals(16, neighbours.held());
    }

    /// Hosts that are not there must not take every buffer, nor keep those from being found that are.
    @Test
    void framesThatWaitAreBoundedInAll() {
        for (int frame = 0; frame < MOST_HELD; frame++) {
            neighbours.hold(frame, neighbours.get(0, address(2 + frame / 10), 0), Verdict.FORWARDED_IN, 0);
        }
        assertEquals(MOST_HELD, neighbours.held());
        link.drain();
        neighbours.hold(99, neighbour, Verdict.FORWARDED_IN, 0);
        assertEquals(List.of("drop 99 NEIGHBOUR_QUEUE_FULL", "ask"), link.drain());
        neighbours.confirm(neighbours.get(0, address(2), 0), MAC, 0);
        assertEquals(MOST_HELD - 10, neighbours.held());
        link.drain();
        neighbours.hold(99, neighbour, Verdict.FORWARDED_IN, 0);
        assertEquals(List.of(), link.drain());
        neighbours.abandonQueues();
        assertEquals(MOST_HELD - 10 + 1, link.drain().size());
        assertEquals(0, neighbours.held());
        assertEquals(0, neighbours.heldReceived());
    }

    @Test
    void permanentNeighbourIsNeverDoubted() {
        neighbours.addPermanent(0, address(1), MAC);
        neighbours.learn(0, address(1), OTHER_MAC, 0);
        neighbours.confirm(neighbour, OTHER_MAC, 0);
        neighbour.use();
        passTo(100);
        assertEquals(NeighbourState.PERMANENT, neighbour.state());
        assertEquals(MAC, neighbour.macAddress());
        assertEquals(Long.MAX_VALUE, neighbours.nextTimerNanos());
        assertEquals(List.of(), link.drain());
    }

    /// Connections look their next hop up anew; what is known of it stays, and what waits for it.
    @Test
    void referencesEndWithTheirConfiguration() {
        neighbours.hold(7, neighbour, Verdict.FORWARDED_IN, 0);
        int reference = neighbour.reference();
        assertSame(neighbour, neighbours.at(reference));
        neighbours.invalidateReferences();
        assertNull(neighbours.at(reference));
        assertSame(neighbour, neighbours.at(neighbour.reference()));
        assertSame(neighbour, neighbours.find(0, 0, address(1).low(), false));
        assertEquals(1, neighbours.held());
    }

    @Test
    void fullCacheForgetsWhoHasBeenIdleLongest() {
        neighbours.hold(7, neighbour, Verdict.FORWARDED_IN, 0);
        for (int host = 2; host <= Neighbours.CAPACITY; host++) {
            neighbours.learn(0, address(host), MAC, host);
        }
        link.drain();
        Neighbour added = neighbours.get(0, address(20_000), SECOND);
        assertEquals(List.of("drop 7 NEIGHBOUR_QUEUE_FULL"), link.drain());
        assertNull(neighbours.find(0, 0, address(1).low(), false));
        assertNotSame(added, neighbours.at(neighbour.reference()));
        assertEquals(0, neighbours.held());
    }
}
