package io.jpvs.kernel.dpdk;

/// The calling thread's standing as an lcore of DPDK, which lets it use the mempool's caches. Ids are few: close it,
/// on the same thread, when the thread ends.
public final class LcoreRegistration implements AutoCloseable {
    private final Eal eal;
    private final int lcoreId;

    LcoreRegistration(Eal eal) {
        this.eal = eal;
        int error = eal.registerThread();
        if (error != 0) {
            throw eal.failure(
                    "cannot register thread '" + Thread.currentThread().getName() + "' with DPDK", error, "");
        }
        lcoreId = eal.lcoreId();
    }

    /// Returns the thread's lcore id.
    public int lcoreId() {
        return lcoreId;
    }

    @Override
    public void close() {
        eal.unregisterThread();
    }
}
