package io.jpvs.kernel.dpdk;

import io.jpvs.kernel.memory.Memory;
import io.jpvs.kernel.port.Frame;

/// Proves on the running libraries that structs are laid out as [Layout] and [Frame] say. A wrong offset would be a
/// jump into data.
final class LayoutCheck {
    // Numbers that appear nowhere by accident.
    private static final int PRIVATE_BYTES = 64;
    private static final int ROOM_BYTES = Frame.HEADROOM_BYTES + 1987;
    private static final int BUFFERS = 15;

    // struct rte_mbuf, where Frame has no use for the field.
    private static final long BUF_ADDR = 0;
    private static final long REFCNT = 18;
    private static final long PORT = 22;
    private static final long POOL = 56;
    private static final long PRIV_SIZE = 88;

    private final int abi;
    private final Layout layout;

    LayoutCheck(int abi, Layout layout) {
        this.abi = abi;
        this.layout = layout;
    }

    /// Checks the mempool's table of drivers and a buffer fresh from the pool. The pool must have been made by
    /// [#oddPool].
    void verifyMbuf(MempoolCalls calls, Mempool stock) {
        long pool = stock.address();
        int ops = Memory.i32(pool, Layout.MEMPOOL_OPS_INDEX);
        require(ops >= 0 && ops < calls.opsCount(), "rte_mempool.ops_index", ops);
        long dequeue = calls.dequeue(pool).address();
        require(ProcessMaps.read().isDpdkCode(dequeue), "rte_mempool_ops.dequeue", dequeue);

        try (MbufPool cache = stock.openCache()) {
            int before = stock.availableCount();
            long mbuf = cache.allocate();
            require(mbuf != 0, "a buffer of the pool", mbuf);
            require(
                    Memory.i64(mbuf, BUF_ADDR) == mbuf + Frame.HEADER_BYTES + PRIVATE_BYTES,
                    "rte_mbuf.buf_addr",
                    Memory.i64(mbuf, BUF_ADDR));
            expect(Memory.u16(mbuf, REFCNT), 1, "rte_mbuf.refcnt");
            expect(Frame.segments(mbuf), 1, "rte_mbuf.nb_segs");
            expect(Memory.u16(mbuf, PORT), 0xffff, "rte_mbuf.port");
            expect(Frame.roomBytes(mbuf), ROOM_BYTES - Frame.HEADROOM_BYTES, "rte_mbuf.buf_len");
            require(Memory.i64(mbuf, POOL) == pool, "rte_mbuf.pool", Memory.i64(mbuf, POOL));
            expect(Memory.u16(mbuf, PRIV_SIZE), PRIVATE_BYTES, "rte_mbuf.priv_size");
            expect(stock.availableCount(), before - 1, "the pool's count of free buffers");
            cache.free(mbuf);
        }
        expect(stock.availableCount(), BUFFERS, "the pool's count of free buffers");
    }

    /// Makes the pool for [#verifyMbuf]; 0 on failure.
    static long oddPool(MempoolCalls calls) {
        return calls.create("jpvs_layout_check", BUFFERS, 0, PRIVATE_BYTES, ROOM_BYTES);
    }

    static Mempool oddPool(MempoolCalls calls, long address) {
        return new Mempool(calls, address, BUFFERS, ROOM_BYTES);
    }

    /// Checks one element of `rte_eth_fp_ops`. Before a port starts its functions are ethdev's own dummies, so this
    /// works without any port too.
    void verifyFastPath(long fastPath) {
        ProcessMaps maps = ProcessMaps.read();
        requireCode(maps, Memory.i64(fastPath, layout.receiveBurst()), "rx_pkt_burst");
        requireCode(maps, Memory.i64(fastPath, layout.transmitBurst()), "tx_pkt_burst");
        requireData(maps, Memory.i64(fastPath, layout.receiveQueues()), "rxq.data");
        requireData(maps, Memory.i64(fastPath, layout.receiveCallbacks()), "rxq.clbk");
        requireData(maps, Memory.i64(fastPath, layout.transmitQueues()), "txq.data");
        requireData(maps, Memory.i64(fastPath, layout.transmitCallbacks()), "txq.clbk");
    }

    private void requireCode(ProcessMaps maps, long address, String field) {
        require(maps.isDpdkCode(address), "rte_eth_fp_ops." + field, address);
    }

    private void requireData(ProcessMaps maps, long address, String field) {
        require(maps.isData(address), "rte_eth_fp_ops." + field, address);
    }

    private void expect(int seen, int expected, String what) {
        require(seen == expected, what, seen);
    }

    private void require(boolean holds, String what, long seen) {
        if (!holds) {
            throw new DpdkException("the DPDK libraries of ABI " + abi + " are not laid out as jpvs expects: " + what
                    + " reads 0x" + Long.toHexString(seen)
                    + ". No port was opened. Fix: use the DPDK of a distribution (21.11 to 26.11), unmodified");
        }
    }
}
