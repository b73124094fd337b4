package io.jpvs.kernel.dpdk;

import io.jpvs.kernel.memory.Memory;
import java.lang.foreign.Arena;

/// The CPUs that the calling thread may run on.
final class Cpus {
    /// `cpu_set_t` of 8192 CPUs, the most that Linux builds for.
    private static final int SET_BYTES = 1024;

    private static final long THIS_THREAD = 0;
    private static final NativeFunction SET_AFFINITY = NativeFunction.libc("sched_setaffinity");
    private static final NativeFunction GET_AFFINITY = NativeFunction.libc("sched_getaffinity");

    private Cpus() {}

    /// Ties the calling thread to one CPU; returns whether that is allowed.
    static boolean pin(int cpu) {
        if (cpu < 0 || cpu >= SET_BYTES * 8) {
            return false;
        }
        try (Arena arena = Arena.ofConfined()) {
            long set = arena.allocate(SET_BYTES, 8).address();
            Memory.u8(set, cpu / 8, 1 << cpu % 8);
            return SET_AFFINITY.status(THIS_THREAD, SET_BYTES, set) == 0;
        }
    }

    /// Returns the lowest CPU that the calling thread may run on.
    static int first() {
        try (Arena arena = Arena.ofConfined()) {
            long set = arena.allocate(SET_BYTES, 8).address();
            GET_AFFINITY.status(THIS_THREAD, SET_BYTES, set);
            for (int cpu = 0; cpu < SET_BYTES * 8; cpu++) {
                if ((Memory.u8(set, cpu / 8) & 1 << cpu % 8) != 0) {
                    return cpu;
                }
            }
            return 0;
        }
    }
}
