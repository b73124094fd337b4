package io.jpvs.balancing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.jpvs.api.Verdict;
import io.jpvs.kernel.worker.Tally;
import io.jpvs.plugins.icmp.IcmpHandler;
import io.jpvs.plugins.tcp.TcpHandler;
import io.jpvs.plugins.udp.UdpHandler;
import io.jpvs.testkit.EstablishedFlows;
import io.jpvs.testkit.EstablishedFlows.Kind;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The packet path makes no garbage, whatever the protocol.
class AllocationTest {
    private static final int PACKETS = 1_000_000;
    private static final int WARM_UP_PACKETS = 200_000;

    /// What the JVM itself may charge to the thread meanwhile, such as the odd profile: far below a byte a packet.
    private static final long TOLERANCE_BYTES = 4_096;

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aMillionPacketsOfEstablishedFlowsAllocateNothing(Kind kind) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (EstablishedFlows flows = new EstablishedFlows(
                1_000, List.of(kind), List.of(IcmpHandler::new, TcpHandler::new, UdpHandler::new))) {
            send(flows, WARM_UP_PACKETS);
            long forwardedBefore = forwarded(flows);
            long receivedBefore = flows.worker().counters().get(Tally.RECEIVED);
            long before = threads.getCurrentThreadAllocatedBytes();
            send(flows, PACKETS);
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            long received = flows.worker().counters().get(Tally.RECEIVED) - receivedBefore;
            assertTrue(received >= PACKETS);
            assertEquals(received, forwarded(flows) - forwardedBefore, "every packet was forwarded");
            assertTrue(allocated <= TOLERANCE_BYTES, allocated + " bytes for " + received + " packets");
        }
    }

    private static long forwarded(EstablishedFlows flows) {
        return Stream.of(Verdict.FORWARDED_IN, Verdict.FORWARDED_OUT, Verdict.RELATED_IN, Verdict.RELATED_OUT)
                .mapToLong(verdict -> flows.worker().counters().get(verdict))
                .sum();
    }

    private static void send(EstablishedFlows flows, int packets) {
        for (int sent = 0; sent < packets; ) {
            sent += flows.poll();
        }
    }
}
