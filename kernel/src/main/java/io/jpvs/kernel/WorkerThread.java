package io.jpvs.kernel;

import io.jpvs.kernel.dpdk.Dpdk;
import io.jpvs.kernel.dpdk.LcoreRegistration;
import io.jpvs.kernel.dpdk.MbufPool;
import io.jpvs.kernel.dpdk.Mempool;
import io.jpvs.kernel.port.FramePool;
import io.jpvs.kernel.worker.Worker;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The thread of one worker: registers with DPDK, polls until it is stopped, and dozes when nothing comes.
final class WorkerThread {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerThread.class);

    /// Empty polls before the first nap; a nap is short enough not to be felt, long enough to leave the core to others.
    private static final int PATIENCE_POLLS = 200;

    private static final long NAP_NANOS = 50_000;
    private static final long STACK_BYTES = 8 << 20;

    private final Dpdk dpdk;
    private final Mempool mempool;
    private final Function<FramePool, Worker> make;
    private final CompletableFuture<Worker> made = new CompletableFuture<>();
    private final Thread thread;
    private volatile boolean running = true;

    WorkerThread(int number, Dpdk dpdk, Mempool mempool, Function<FramePool, Worker> make) {
        this.dpdk = dpdk;
        this.mempool = mempool;
        this.make = make;
        this.thread = new Thread(null, this::run, "worker-" + number, STACK_BYTES);
    }

    /// Starts the thread and waits for its worker.
    Worker start() {
        thread.start();
        return made.join();
    }

    /// Stops the thread and waits for its end.
    void stop() {
        running = false;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (LcoreRegistration lcore = dpdk.registerThread();
                MbufPool pool = mempool.openCache()) {
            LOG.debug("{} is lcore {}", thread.getName(), lcore.lcoreId());
            Worker worker = make.apply(pool);
            made.complete(worker);
            poll(worker);
        } catch (RuntimeException | Error e) {
            if (!made.completeExceptionally(e)) {
                LOG.error("{} ended", thread.getName(), e);
            }
        }
    }

    private void poll(Worker worker) {
        int idle = 0;
        while (running) {
            if (worker.poll(System.nanoTime()) > 0) {
                idle = 0;
            } else if (++idle > PATIENCE_POLLS) {
                LockSupport.parkNanos(NAP_NANOS);
            } else {
                Thread.onSpinWait();
            }
        }
        worker.close();
    }
}
