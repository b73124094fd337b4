package io.jpvs.kernel.dpdk;

import io.jpvs.kernel.memory.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;

/// The few calls of the C library that no JDK class offers.
final class Libc {
    /// `cpu_set_t` of 8192 CPUs, the most that Linux builds for.
    private static final int CPU_SET_BYTES = 1024;

    private static final long INTERFACE_NAME_BYTES = 16; // IF_NAMESIZE

    private static final long THIS_THREAD = 0;
    private static final NativeFunction SET_AFFINITY = function("sched_setaffinity");
    private static final NativeFunction GET_AFFINITY = function("sched_getaffinity");
    private static final NativeFunction INDEX_TO_NAME = function("if_indextoname");

    private Libc() {}

    /// Ties the calling thread to one CPU; returns whether that is allowed.
    static boolean pin(int cpu) {
        if (cpu < 0 || cpu >= CPU_SET_BYTES * 8) {
            return false;
        }
        try (Arena arena = Arena.ofConfined()) {
            long set = arena.allocate(CPU_SET_BYTES, 8).address();
            Memory.u8(set + cpu / 8, 1 << cpu % 8);
            return SET_AFFINITY.status(THIS_THREAD, CPU_SET_BYTES, set) == 0;
        }
    }

    /// Returns the lowest CPU that the calling thread may run on.
    static int firstCpu() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment set = arena.allocate(CPU_SET_BYTES, 8);
            GET_AFFINITY.status(THIS_THREAD, CPU_SET_BYTES, set.address());
            for (int cpu = 0; cpu < CPU_SET_BYTES * 8; cpu++) {
                if ((Memory.u8(set.address() + cpu / 8) & 1 << cpu % 8) != 0) {
                    return cpu;
                }
            }
            return 0;
        }
    }

    /// Returns the name of a network interface of this process's network namespace, or "" if there is none.
    static String interfaceName(int index) {
        try (Arena arena = Arena.ofConfined()) {
            return NativeMemory.string(INDEX_TO_NAME.pointer(
                    index, arena.allocate(INTERFACE_NAME_BYTES).address(), 0));
        }
    }

    private static NativeFunction function(String name) {
        return new NativeFunction(Linker.nativeLinker().defaultLookup().findOrThrow(name));
    }
}
