package io.jpvs.kernel.replay;

import io.jpvs.api.Verdict;
import io.jpvs.kernel.config.Configuration;
import io.jpvs.kernel.config.PortSettings;
import io.jpvs.kernel.fragment.FragmentTable;
import io.jpvs.kernel.handover.Owners;
import io.jpvs.kernel.plugin.LoadedHandler;
import io.jpvs.kernel.port.ArenaFramePool;
import io.jpvs.kernel.port.Frame;
import io.jpvs.kernel.port.FrameVector;
import io.jpvs.kernel.port.MemoryPort;
import io.jpvs.kernel.port.Port;
import io.jpvs.kernel.worker.LaneFactory;
import io.jpvs.kernel.worker.LoadedConnections;
import io.jpvs.kernel.worker.RateLimits;
import io.jpvs.kernel.worker.Tables;
import io.jpvs.kernel.worker.Tally;
import io.jpvs.kernel.worker.Worker;
import io.jpvs.kernel.worker.WorkerConfigurator;
import io.jpvs.kernel.worker.WorkerGroup;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.LongToIntFunction;
import org.jspecify.annotations.Nullable;

/// A balancer whose ports are in memory. Deterministic: the same frames at the same times give the same frames. Used
/// by one thread: if there are several workers, they take turns until none has anything left to do.
public final class MemoryBalancer implements AutoCloseable {
    private static final int FRAMES = 512;
    private static final int BURST_FRAMES = 32;
    private static final int STANDARD_MTU = 1500;
    private static final int ROOM_BYTES = 10_240;
    private static final int MOST_ROOM_BYTES = 0xffff;

    /// Bytes of a frame, at most, that [#withLargestBuffers] takes.
    static final int MOST_FRAME_BYTES = MOST_ROOM_BYTES - Frame.HEADROOM_BYTES;

    private static final int FEW_FRAMES = 64 + FragmentTable.MOST_HELD;

    /// Room for the data of one frame, as DPDK's pools have it by default.
    private static final int USUAL_ROOM_BYTES = 2048 + Frame.HEADROOM_BYTES;

    /// One for all balancers of a process, so that each handler class has one copy of the loop.
    private static final LaneFactory LANES = new LaneFactory();
    private static final long SEED = 0x6a70_7673L;
    private static final long FIRST_MAC = 0x0200_0000_0000L;

    /// Takes what the balancer sends.
    @FunctionalInterface
    public interface Sink {
        /// Takes a frame.
        ///
        /// @param port index of the port it leaves by
        /// @param frame its bytes from the Ethernet header on
        /// @param nanos the time of the frame or timer that caused it
        void sent(int port, byte[] frame, long nanos);
    }

    /// The workers, and how packets come to them.
    ///
    /// @param size how many there are
    /// @param spread from the hash of a client's key to the worker that owns its flow
    /// @param arrival the worker that a frame comes in at, of the frame's number, from 0
    public record Team(int size, LongToIntFunction spread, LongToIntFunction arrival) {
        /// One worker.
        public static final Team ALONE = new Team(1, Owners.evenly(1), frame -> 0);
    }

    private final Arena arena = Arena.ofConfined();
    private final ArenaFramePool pool;
    private final FrameVector arriving;
    private final List<Worker> workers = new ArrayList<>();
    private final List<WorkerConfigurator> configurators = new ArrayList<>();
    private final List<LoadedHandler> handlers;
    private final LongToIntFunction arrival;
    private long arrived;
    private @Nullable Worker acting;

    /// Makes a balancer of one worker.
    ///
    /// @param configuration checked against the handlers
    public MemoryBalancer(Configuration configuration, List<LoadedHandler> handlers, Sink sink) {
        this(configuration, handlers, LoadedConnections.NONE, Team.ALONE, sink);
    }

    /// Makes a balancer.
    ///
    /// @param configuration checked against the handlers
    /// @param connections what it starts with, at the time of its first [#advance]
    public MemoryBalancer(
            Configuration configuration,
            List<LoadedHandler> handlers,
            LoadedConnections connections,
            Team team,
            Sink sink) {
        this(configuration, handlers, connections, team, arena -> new ArenaFramePool(arena, FRAMES, ROOM_BYTES), sink);
    }

    /// Makes a balancer with few and usual buffers, which betray reads and writes outside of a frame: what it sends
    /// must not depend on the fill, and [#isIntact] tells of writes.
    ///
    /// @param configuration checked against the handlers
    /// @param fill 0 to 255
    public static MemoryBalancer guarded(
            Configuration configuration, List<LoadedHandler> handlers, int fill, Sink sink) {
        return new MemoryBalancer(
                configuration,
                handlers,
                LoadedConnections.NONE,
                Team.ALONE,
                arena -> ArenaFramePool.guarded(arena, FEW_FRAMES, USUAL_ROOM_BYTES, fill),
                sink);
    }

    /// Makes a balancer of one worker that takes frames as long as any buffer can be.
    ///
    /// @param configuration checked against the handlers
    /// @param connections what it starts with, at the time of its first [#advance]
    static MemoryBalancer withLargestBuffers(
            Configuration configuration, List<LoadedHandler> handlers, LoadedConnections connections, Sink sink) {
        return new MemoryBalancer(
                configuration,
                handlers,
                connections,
                Team.ALONE,
                arena -> new ArenaFramePool(arena, FEW_FRAMES, MOST_ROOM_BYTES),
                sink);
    }

    private MemoryBalancer(
            Configuration configuration,
            List<LoadedHandler> handlers,
            LoadedConnections connections,
            Team team,
            Function<Arena, ArenaFramePool> buffers,
            Sink sink) {
        this.handlers = List.copyOf(handlers);
        arrival = team.arrival();
        pool = buffers.apply(arena);
        arriving = new FrameVector(arena, BURST_FRAMES);
        List<Port> ports = new ArrayList<>();
        for (PortSettings port : configuration.network().ports()) {
            int index = ports.size();
            ports.add(new MemoryPort(
                    port.name(),
                    macAddress(port, index),
                    port.mtuBytes().orElse(STANDARD_MTU),
                    pool,
                    (data, length) -> sink.sent(index, MemoryPort.read(data, length), nowNanos())));
        }
        RateLimits limits = new RateLimits(
                configuration.ownPacketRate().perPrefixPerSecond(),
                configuration.ownPacketRate().totalPerSecond(),
                configuration.ownPacketRate().burst());
        WorkerGroup group = new WorkerGroup(team.size(), limits, SEED, team.spread(), LANES);
        for (int number = 0; number < team.size(); number++) {
            Tables tables = Tables.create(
                    arena, configuration.connections(), configuration.fragments(), new SplittableRandom(SEED));
            Worker worker = new Worker(arena, number, group, ports, pool, tables);
            workers.add(worker);
            configurators.add(new WorkerConfigurator(worker));
            configurators
                    .getLast()
                    .prepare(configuration, handlers, connections)
                    .run();
        }
    }

    /// Returns the MAC of a port: the configured one, else 02:00:00:00:00:01 for the first port, and so on.
    static long macAddress(PortSettings port, int index) {
        return port.mac().orElse(FIRST_MAC + index + 1);
    }

    private long nowNanos() {
        return acting == null ? 0 : acting.nowNanos();
    }

    /// Changes services, servers, policies and handler options; connections live on.
    public void reload(Configuration configuration) {
        for (WorkerConfigurator configurator : configurators) {
            configurator.prepare(configuration, handlers).run();
        }
    }

    /// Lets a frame come in on a port.
    ///
    /// @param nanos the time, never falling
    /// @throws IllegalArgumentException if the frame is longer than any buffer
    public void receive(int port, byte[] frame, long nanos) {
        advance(nanos);
        arriving.add(buffer(frame));
        carry(port, nanos);
    }

    /// Lets frames come in on a port in one burst.
    ///
    /// @param frames at most 32, none longer than a buffer
    /// @param nanos the time, never falling
    public void receive(int port, List<byte[]> frames, long nanos) {
        if (frames.size() > BURST_FRAMES) {
            throw new IllegalArgumentException(frames.size() + " frames do not make one burst");
        }
        advance(nanos);
        for (byte[] frame : frames) {
            arriving.add(buffer(frame));
        }
        carry(port, nanos);
    }

    private void carry(int port, long nanos) {
        acting = workers.get(arrival.applyAsInt(arrived++));
        acting.inject(port, arriving, nanos);
        for (boolean moving = true; moving; ) {
            moving = false;
            for (Worker worker : workers) {
                acting = worker;
                moving |= worker.takeOver(nanos) > 0;
            }
        }
    }

    private long buffer(byte[] frame) {
        long buffer = pool.allocate();
        if (!MemoryPort.write(buffer, frame)) {
            pool.free(buffer);
            throw new IllegalArgumentException(
                    "a frame of " + frame.length + " bytes does not fit a buffer of " + Frame.roomBytes(buffer));
        }
        return buffer;
    }

    /// Fires the timers that are due by then.
    ///
    /// @param nanos the time, never falling
    public void advance(long nanos) {
        for (Worker worker : workers) {
            acting = worker;
            worker.advance(nanos);
        }
    }

    /// Returns the workers, for their counters and connections.
    public List<Worker> workers() {
        return workers;
    }

    /// Adds up what all workers have counted of an outcome.
    public long count(Verdict verdict) {
        return workers.stream()
                .mapToLong(worker -> worker.counters().get(verdict))
                .sum();
    }

    /// Adds up what all workers have counted of an event.
    public long count(Tally tally) {
        return workers.stream()
                .mapToLong(worker -> worker.counters().get(tally))
                .sum();
    }

    /// Returns how many buffers are not in the pool: frames that wait for a next hop, or a leak.
    public int buffersOut() {
        return pool.capacity() - pool.available();
    }

    /// Returns whether nothing was written behind a buffer; of a [#guarded] balancer.
    public boolean isIntact() {
        return pool.isIntact();
    }

    @Override
    public void close() {
        workers.forEach(Worker::close);
        arena.close();
    }
}
