package io.jpvs.bench.setup;

import io.jpvs.api.IpVersion;
import io.jpvs.api.Verdict;
import io.jpvs.bench.memory.CpuClock;
import io.jpvs.bench.memory.Layout;
import io.jpvs.bench.memory.MemoryWorker;
import io.jpvs.bench.memory.Stations;
import io.jpvs.kernel.port.ArenaFramePool;
import io.jpvs.kernel.port.FrameVector;
import io.jpvs.kernel.worker.Tally;
import io.jpvs.kernel.worker.Worker;
import io.jpvs.testkit.PacketBuilder;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/// Opens, refuses and ends connections on one worker, in a JVM of its own.
public final class Measurement implements AutoCloseable {
    private static final int FRAMES = 4096;
    private static final int ROOM_BYTES = 256;
    private static final int SLICES = 16;
    private static final int DIGITS = 3;
    private static final int SLOWLY = 100;
    private static final int FIRST_SEQUENCE = 999;

    /// What every connection outlives while a table fills, and none for longer.
    private static final Duration LIFE = Duration.ofSeconds(60);

    private static final String TIMEOUTS = """
            protocols:
              udp: {timeouts: {idle: 1s}}
              tcp: {timeouts: {established: %ds, time-wait: 1s}}""".formatted(LIFE.toSeconds());

    private final Order order;
    private final Arena arena = Arena.ofConfined();
    private final ArenaFramePool pool = new ArenaFramePool(arena, FRAMES, ROOM_BYTES);
    private final Clients clients;
    private final Servers servers = new Servers(pool);
    private final MemoryWorker memory;
    private final Worker worker;
    private final FrameVector passing = new FrameVector(arena, Layout.MOST_BURST);
    private final Clock clock = new Clock();
    private final List<Phase> phases = new ArrayList<>();
    private final List<Double> fillNanos = new ArrayList<>();

    private Measurement(Order order) {
        this.order = order;
        clients = new Clients(pool, arena, first(order.protocol()));
        memory = new MemoryWorker(
                Path.of(order.home()),
                Layout.SHIPPED_HANDLERS,
                new Stations(1, order.servers(), order.locals()),
                List.of("connections: {capacity: " + order.capacity() + "}", TIMEOUTS),
                arena,
                pool,
                List.of(clients, servers));
        worker = memory.worker();
    }

    private static byte[] first(String protocol) {
        PacketBuilder packet = PacketBuilder.ip(Stations.client(0), Stations.vip(0));
        return (protocol.equals("tcp")
                        ? packet.tcp(0, Stations.SERVICE_PORT, Clients.SYN).sequence(FIRST_SEQUENCE)
                        : packet.udp(0, Stations.SERVICE_PORT, new byte[18]))
                .frame(Stations.CLIENT_PORT_MAC, Stations.CLIENT_ROUTER_MAC);
    }

    /// Measures.
    public static Sample of(Order order) {
        try (Measurement measurement = new Measurement(order)) {
            return measurement.measure();
        }
    }

    private Sample measure() {
        clients.act(true, true);
        run("warm-up", lasts(order.seconds()), this::balance);
        phases.clear();
        run("open, close, expire", lasts(order.seconds()), this::balance);
        drain();
        fill();
        clients.act(true, false);
        run("refuse", lasts(1), this::balance);
        clients.act(false, false);
        clock.jump(2 * LIFE.toNanos());
        run("expire all", () -> size() > 0, this::balance);
        fill();
        clock.jump(2 * LIFE.toNanos());
        clients.act(true, false);
        run("expire all while others open", lasts(1), this::balance);
        drain();
        clients.act(true, true);
        run("ports alone", lasts(1), this::pass);
        return new Sample(order, phases, fillNanos, complaint());
    }

    private String complaint() {
        return phases.getFirst().opened() > 0 ? "" : "no connection was opened";
    }

    /// Lets all that is under way come to its end.
    private void drain() {
        clients.act(false, false);
        clock.jump(2 * LIFE.toNanos());
        run("", () -> size() > 0, this::balance);
        clients.abandon();
        servers.abandon();
    }

    /// Opens connections, none of which ends, until one is refused.
    private void fill() {
        clock.slow(SLOWLY);
        clients.act(true, false);
        List<Double> nanos = new ArrayList<>();
        long refused = refused();
        int start = phases.size();
        for (int slice = 1; slice <= SLICES && refused() == refused; slice++) {
            int until = (int) ((long) order.capacity() * slice / SLICES);
            run("fill", () -> size() < until && refused() == refused, this::balance);
            nanos.add(phases.getLast().nanosEach(phases.getLast().opened()));
        }
        Phase whole = sum(phases.subList(start, phases.size()));
        phases.subList(start, phases.size()).clear();
        if (fillNanos.isEmpty()) {
            phases.add(whole);
            fillNanos.addAll(nanos);
        }
        clock.slow(1);
    }

    private static Phase sum(List<Phase> slices) {
        return slices.stream()
                .reduce((one, other) -> new Phase(
                        one.name(),
                        one.opened() + other.opened(),
                        one.expired() + other.expired(),
                        one.refused() + other.refused(),
                        one.packets() + other.packets(),
                        one.cpuMillis() + other.cpuMillis(),
                        Math.max(one.p99Micros(), other.p99Micros()),
                        Math.max(one.worstMicros(), other.worstMicros()),
                        Math.max(one.worstWallMicros(), other.worstWallMicros()),
                        other.left()))
                .orElseThrow();
    }

    private BooleanSupplier lasts(int seconds) {
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        return () -> System.nanoTime() < end;
    }

    /// Does something over and over, and notes what came of it; under no name nothing is noted.
    private void run(String name, BooleanSupplier goesOn, LongSupplier work) {
        Histogram cpu = new Histogram(DIGITS);
        Histogram wall = new Histogram(DIGITS);
        long opened = opened();
        long expired = worker.counters().get(Tally.CONNECTIONS_EXPIRED);
        long refused = refused();
        long packets = 0;
        long wallBefore = System.nanoTime();
        long began = CpuClock.nanos();
        long before = began;
        while (goesOn.getAsBoolean()) {
            packets += work.getAsLong();
            long after = CpuClock.nanos();
            long wallAfter = System.nanoTime();
            cpu.recordValue(after - before);
            wall.recordValue(wallAfter - wallBefore);
            before = after;
            wallBefore = wallAfter;
        }
        if (!name.isEmpty()) {
            phases.add(new Phase(
                    name,
                    opened() - opened,
                    worker.counters().get(Tally.CONNECTIONS_EXPIRED) - expired,
                    refused() - refused,
                    packets,
                    (before - began) / 1e6,
                    cpu.getValueAtPercentile(99) / 1e3,
                    cpu.getMaxValue() / 1e3,
                    wall.getMaxValue() / 1e3,
                    size()));
        }
    }

    private long balance() {
        return worker.poll(clock.nanos());
    }

    /// What the ports cost without a balancer between them.
    private long pass() {
        long packets = clients.receive(passing);
        servers.transmit(passing);
        packets += servers.receive(passing);
        clients.transmit(passing);
        return packets;
    }

    private int size() {
        return worker.table(IpVersion.IPV4).size();
    }

    private long opened() {
        return worker.counters().get(Tally.CONNECTIONS_OPENED);
    }

    private long refused() {
        return worker.counters().get(Verdict.TABLE_FULL) + worker.counters().get(Verdict.SELECTORS_EXHAUSTED);
    }

    @Override
    public void close() {
        clients.abandon();
        servers.abandon();
        memory.close();
        arena.close();
    }
}
