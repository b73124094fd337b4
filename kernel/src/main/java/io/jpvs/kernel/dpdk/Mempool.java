package io.jpvs.kernel.dpdk;

import io.jpvs.kernel.port.Frame;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A fixed stock of frame buffers (`struct rte_mempool`) that ports receive into and workers take from.
public final class Mempool {
    /// At most RTE_MEMPOOL_CACHE_MAX_SIZE, 512.
    private static final int LCORE_CACHE = 256;

    private final MempoolCalls calls;
    private final long address;
    private final int buffers;
    private final int roomBytes;
    private final List<MbufPool> caches = new CopyOnWriteArrayList<>();

    Mempool(MempoolCalls calls, long address, int buffers, int roomBytes) {
        this.calls = calls;
        this.address = address;
        this.buffers = buffers;
        this.roomBytes = roomBytes;
    }

    /// Chooses the size of each lcore's cache: DPDK wants the pool to hold 1.5 times as much.
    static int lcoreCacheSize(int buffers) {
        return Math.min(LCORE_CACHE, buffers / 4);
    }

    /// Opens a worker's own access to the stock. It is for one thread.
    public MbufPool openCache() {
        MbufPool cache = new MbufPool(calls, this);
        caches.add(cache);
        return cache;
    }

    /// Counts the free buffers: in the pool and in every cache. Exact while no worker runs.
    public int availableCount() {
        int count = calls.availableCount(address);
        for (MbufPool cache : caches) {
            count += cache.cachedCount();
        }
        return count;
    }

    /// Returns how many buffers there are in all.
    public int capacity() {
        return buffers;
    }

    /// Returns the data room of a buffer behind its headroom: the longest frame it holds, in bytes.
    public int frameBytes() {
        return roomBytes - Frame.HEADROOM_BYTES;
    }

    long address() {
        return address;
    }

    void forget(MbufPool cache) {
        caches.remove(cache);
    }
}
