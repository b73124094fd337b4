package io.jpvs.kernel.dpdk;

import static java.lang.foreign.ValueLayout.ADDRESS;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Strings to and from C.
@SuppressWarnings("restricted") // reinterpret
final class NativeMemory {
    private static final long LONGEST_STRING_BYTES = 1024;

    private NativeMemory() {}

    /// Reads the C string at `address`; "" for the null pointer.
    static String string(long address) {
        if (address == 0) {
            return "";
        }
        return MemorySegment.ofAddress(address)
                .reinterpret(LONGEST_STRING_BYTES)
                .getString(0);
    }

    /// Lays out an `argv`, null pointer at its end.
    static MemorySegment argumentVector(List<String> arguments, Arena arena) {
        MemorySegment vector = arena.allocate(ADDRESS, arguments.size() + 1L);
        for (int i = 0; i < arguments.size(); i++) {
            vector.setAtIndex(ADDRESS, i, arena.allocateFrom(arguments.get(i)));
        }
        return vector;
    }
}
