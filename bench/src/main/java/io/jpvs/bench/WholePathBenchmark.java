package io.jpvs.bench;

import io.jpvs.kernel.port.FrameVector;
import io.jpvs.plugins.icmp.IcmpHandler;
import io.jpvs.plugins.tcp.TcpHandler;
import io.jpvs.plugins.udp.UdpHandler;
import io.jpvs.testkit.CyclingPort;
import io.jpvs.testkit.EstablishedFlows;
import io.jpvs.testkit.EstablishedFlows.Kind;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// The whole path of a worker in memory, in ns a packet: frames of established flows are copied into buffers, carried
/// through lookup, state, translation and counters, and sent; beside the same ports with nothing between receive and
/// transmit.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-XX:+UseZGC"})
@SuppressWarnings("NullAway.Init") // JMH and @Setup fill the fields
public class WholePathBenchmark {
    private static final int BURST = 32;

    /// Flows of each kind.
    @Param({"1000", "100000"})
    public int flows;

    /// What the flows are.
    @Param({"UDP", "TCP", "ECHO", "ERROR"})
    public Kind kind;

    private EstablishedFlows established;
    private FrameVector frames;

    /// Opens the flows.
    @Setup
    public void open() {
        established =
                new EstablishedFlows(flows, List.of(kind), List.of(IcmpHandler::new, TcpHandler::new, UdpHandler::new));
        frames = new FrameVector(established.arena(), BURST);
    }

    /// Frees the memory.
    @TearDown
    public void close() {
        established.close();
    }

    /// A burst of each direction through the balancer.
    @Benchmark
    @OperationsPerInvocation(2 * BURST)
    public int balance() {
        return established.poll();
    }

    /// The yardstick: the same bursts, received and sent.
    @Benchmark
    @OperationsPerInvocation(2 * BURST)
    public int receiveAndTransmit() {
        int count = 0;
        for (CyclingPort port : established.ports()) {
            count += port.receive(frames);
            port.transmit(frames);
        }
        return count;
    }
}
