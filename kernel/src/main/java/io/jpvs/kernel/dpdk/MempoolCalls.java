package io.jpvs.kernel.dpdk;

import io.jpvs.kernel.memory.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// The calls of librte_mempool and librte_mbuf.
final class MempoolCalls {
    private static final long SOCKET_ID_ANY = -1;

    private final NativeFunction create;
    private final NativeFunction availableCount;
    private final NativeFunction free;
    private final MemorySegment freeBulk;
    private final long opsTable;

    MempoolCalls(Libraries libraries) {
        create = libraries.function("rte_pktmbuf_pool_create");
        availableCount = libraries.function("rte_mempool_avail_count");
        free = libraries.function("rte_mempool_free");
        freeBulk = libraries.symbol("rte_pktmbuf_free_bulk");
        opsTable = libraries.symbol("rte_mempool_ops_table").address();
    }

    /// Makes a pool; 0 on failure, with the thread's `rte_errno` set.
    long create(String name, int buffers, int cacheSize, int privateBytes, int roomBytes) {
        try (Arena arena = Arena.ofConfined()) {
            long cName = arena.allocateFrom(name).address();
            return create.pointer(cName, buffers, cacheSize, privateBytes, roomBytes, SOCKET_ID_ANY);
        }
    }

    /// Returns how many buffers are free, in the pool and in the caches of DPDK's lcores.
    int availableCount(long pool) {
        return availableCount.status(pool);
    }

    void free(long pool) {
        free.status(pool);
    }

    /// `void rte_pktmbuf_free_bulk(struct rte_mbuf **, unsigned)`
    MemorySegment freeBulk() {
        return freeBulk;
    }

    /// The pool's `int dequeue(struct rte_mempool *, void **, unsigned)`: all or nothing, past the caches of lcores.
    MemorySegment dequeue(long pool) {
        return MemorySegment.ofAddress(Memory.i64(ops(Memory.i32(pool, Layout.MEMPOOL_OPS_INDEX)), Layout.OPS_DEQUEUE));
    }

    int opsCount() {
        return Memory.i32(opsTable, Layout.OPS_COUNT);
    }

    /// Returns the names of the mempool drivers that are loaded.
    List<String> driverNames() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < opsCount(); i++) {
            names.add(NativeMemory.string(ops(i)));
        }
        return names;
    }

    private long ops(int index) {
        return opsTable + Layout.OPS_FIRST + index * Layout.OPS_BYTES;
    }
}
