package io.jpvs.balancing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jpvs.api.ProtocolHandler;
import io.jpvs.api.Verdict;
import io.jpvs.kernel.config.Configuration;
import io.jpvs.kernel.config.ConfigurationReader;
import io.jpvs.kernel.handover.Mesh;
import io.jpvs.kernel.handover.Owners;
import io.jpvs.kernel.plugin.LoadedHandler;
import io.jpvs.kernel.port.ArenaFramePool;
import io.jpvs.kernel.port.FramePool;
import io.jpvs.kernel.port.FrameVector;
import io.jpvs.kernel.port.MemoryPort;
import io.jpvs.kernel.port.Port;
import io.jpvs.kernel.service.Schedulers;
import io.jpvs.kernel.worker.LaneFactory;
import io.jpvs.kernel.worker.RateLimits;
import io.jpvs.kernel.worker.Tables;
import io.jpvs.kernel.worker.Tally;
import io.jpvs.kernel.worker.Worker;
import io.jpvs.kernel.worker.WorkerConfigurator;
import io.jpvs.kernel.worker.WorkerGroup;
import io.jpvs.plugins.udp.UdpHandler;
import io.jpvs.testkit.PacketBuilder;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongToIntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The rings between workers: full, and with a thread at each end.
class HandOverTest {
    private static final int BURST = 64;
    private static final int FLOWS = 500;
    private static final int CAPACITY = 4096;

    @TempDir
    Path folder;

    private final Arena arena = Arena.ofShared();
    private final Stock stock = new Stock(new ArenaFramePool(arena, CAPACITY, 512));
    private final LongAdder sent = new LongAdder();
    private final List<Worker> workers = new ArrayList<>();

    /// A pool for several threads, as DPDK's is.
    private record Stock(ArenaFramePool pool) implements FramePool {
        @Override
        public synchronized long allocate() {
            return pool.allocate();
        }

        @Override
        public synchronized void free(FrameVector frames) {
            pool.free(frames);
        }

        @Override
        public synchronized void free(long frame) {
            pool.free(frame);
        }

        @Override
        public int capacity() {
            return CAPACITY;
        }

        synchronized int out() {
            return pool.capacity() - pool.available();
        }
    }

    private void start(int count, LongToIntFunction spread) throws IOException {
        List<Port> ports = List.of(port("client", 0x0200_0000_0101L), port("server", 0x0200_0000_0201L));
        WorkerGroup group = new WorkerGroup(count, new RateLimits(0, 0, 1), 1, spread, new LaneFactory());
        Path file = Files.writeString(
                folder.resolve("jpvs.yaml"),
                Setup.shipped()
                        .capacity(CAPACITY)
                        .service(Traffic.UDP, Family.IPV4)
                        .yaml());
        Configuration configuration = new ConfigurationReader(Schedulers.names(), folder).read(file);
        ProtocolHandler udp = new UdpHandler();
        List<LoadedHandler> handlers = List.of(
                new LoadedHandler("test", udp.protocols(), udp.hasPorts(), udp.reportsErrorsFor(), UdpHandler::new));
        for (int number = 0; number < count; number++) {
            Tables tables = Tables.create(
                    arena, configuration.connections(), configuration.fragments(), new SplittableRandom(number));
            Worker worker = new Worker(arena, number, group, ports, stock, tables);
            new WorkerConfigurator(worker).prepare(configuration, handlers).run();
            workers.add(worker);
        }
    }

    private MemoryPort port(String name, long macAddress) {
        return new MemoryPort(name, macAddress, 1500, stock, (data, length) -> sent.increment());
    }

    @AfterEach
    void close() {
        workers.forEach(Worker::close);
        arena.close();
    }

    private void add(FrameVector vector, int flow) {
        byte[] request = PacketBuilder.ip(Family.IPV4.farClient(flow), Family.IPV4.vip)
                .udp(Traffic.CLIENT_PORT, Traffic.SERVICE_PORT)
                .bytes();
        long frame = stock.allocate();
        assertTrue(MemoryPort.write(frame, Wire.frame(Setup.CLIENT_SIDE_MAC, request)));
        vector.add(frame);
    }

    private long sum(Tally tally) {
        return workers.stream()
                .mapToLong(worker -> worker.counters().get(tally))
                .sum();
    }

    private long sum(Verdict verdict) {
        return workers.stream()
                .mapToLong(worker -> worker.counters().get(verdict))
                .sum();
    }

    /// What a full ring does not take is lost and counted; what waits in it is held, and goes on when its owner comes.
    @Test
    void fullRingIsACountedDrop() throws IOException {
        start(2, client -> 1);
        FrameVector vector = new FrameVector(arena, BURST);
        int frames = Mesh.FRAMES + 3 * BURST;
        for (int i = 0; i < frames; i += BURST) {
            for (int k = 0; k < BURST; k++) {
                add(vector, i + k);
            }
            workers.get(0).inject(0, vector, 1);
        }
        assertEquals(frames, sum(Tally.RECEIVED));
        assertEquals(Mesh.FRAMES, sum(Tally.HANDED_OVER));
        assertEquals(3 * BURST, workers.get(0).counters().get(Verdict.HANDOVER_FULL));
        assertEquals(Mesh.FRAMES, workers.get(1).heldFrames());
        assertEquals(0, workers.get(0).heldFrames());
        assertEquals(Mesh.FRAMES, stock.out());
        for (int left = Mesh.FRAMES; left > 0; left -= BURST) {
            assertEquals(BURST, workers.get(1).poll(2));
        }
        assertEquals(0, workers.get(1).poll(2));
        assertEquals(Mesh.FRAMES, workers.get(1).counters().get(Verdict.FORWARDED_IN));
        assertEquals(Mesh.FRAMES, sum(Tally.TAKEN_OVER));
        assertEquals(0, stock.out());
    }

    /// What waits in a ring when its owner ends is given back.
    @Test
    void ringIsEmptiedAtTheEnd() throws IOException {
        start(2, client -> 1);
        FrameVector vector = new FrameVector(arena, BURST);
        add(vector, 1);
        workers.get(0).inject(0, vector, 1);
        assertEquals(1, stock.out());
        workers.get(1).close();
        assertEquals(0, stock.out());
    }

    /// Threads for real. Every frame comes to one outcome, and every flow to one connection.
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void eachFrameComesToOneOutcomeWithAThreadForEachWorker(int count) throws IOException {
        start(count, Owners.evenly(count));
        int frames = 40_000;
        AtomicInteger injecting = new AtomicInteger(count);
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (Worker worker : workers) {
            CompletableFuture<Void> ended = new CompletableFuture<>();
            Thread.ofPlatform().name("worker-" + worker.number()).start(() -> {
                try {
                    run(worker, frames / count, injecting);
                    ended.complete(null);
                } catch (Throwable e) {
                    ended.completeExceptionally(e);
                }
            });
            threads.add(ended);
        }
        threads.forEach(CompletableFuture::join);
        long received = sum(Tally.RECEIVED);
        assertEquals((long) (frames / count) * count, received);
        assertEquals(
                received,
                workers.stream()
                        .mapToLong(worker -> worker.counters().outcomes())
                        .sum());
        assertEquals(received, sum(Verdict.FORWARDED_IN) + sum(Verdict.HANDOVER_FULL));
        assertEquals(sent.sum(), sum(Verdict.FORWARDED_IN));
        assertEquals(sum(Tally.HANDED_OVER), sum(Tally.TAKEN_OVER));
        assertTrue(sum(Tally.HANDED_OVER) > received / 10, "hardly any was handed over");
        assertEquals(FLOWS, sum(Tally.CONNECTIONS_OPENED));
        assertEquals(0, stock.out());
    }

    /// Injects frames of random flows; then goes on until all have injected theirs and nothing comes any more.
    private void run(Worker worker, int frames, AtomicInteger injecting) {
        Random random = new Random(worker.number());
        try (Arena own = Arena.ofConfined()) {
            FrameVector vector = new FrameVector(own, BURST);
            for (int left = frames; left > 0; ) {
                for (; left > 0 && !vector.isFull(); left--) {
                    add(vector, left <= FLOWS ? left - 1 : random.nextInt(FLOWS));
                }
                worker.inject(0, vector, 1);
                while (worker.poll(1) > 0 || stock.out() > CAPACITY / 2) {
                    Thread.onSpinWait();
                }
            }
            injecting.decrementAndGet();
            while (worker.poll(1) > 0 || injecting.get() > 0 || waiting() > 0) {
                Thread.onSpinWait();
            }
        }
    }

    private int waiting() {
        return workers.stream().mapToInt(Worker::heldFrames).sum();
    }
}
