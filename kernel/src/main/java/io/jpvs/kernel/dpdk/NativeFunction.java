package io.jpvs.kernel.dpdk;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// A native function of at most six integer or pointer arguments, off the packet path.
///
/// One call shape serves them all: in the calling conventions of 64-bit Linux (System V x86-64, AAPCS64) each such
/// argument fills one register, of which the callee reads only its type's bits, and registers beyond its arguments
/// are ignored.
@SuppressWarnings("restricted") // downcallHandle
final class NativeFunction {
    private static final MethodHandle CALL = Linker.nativeLinker()
            .downcallHandle(
                    FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));

    private final MemorySegment address;

    NativeFunction(MemorySegment address) {
        this.address = address;
    }

    /// Finds a function of the C library.
    static NativeFunction libc(String name) {
        return new NativeFunction(Linker.nativeLinker().defaultLookup().findOrThrow(name));
    }

    /// Calls it and returns the whole result register: a pointer or a 64-bit integer.
    long pointer(long a, long b, long c, long d, long e, long f) {
        try {
            return (long) CALL.invokeExact(address, a, b, c, d, e, f);
        } catch (Throwable t) {
            throw new AssertionError(t); // a downcall throws nothing
        }
    }

    long pointer(long a, long b, long c) {
        return pointer(a, b, c, 0, 0, 0);
    }

    long pointer(long a) {
        return pointer(a, 0, 0, 0, 0, 0);
    }

    /// Calls it and returns its 32-bit result, as a rule 0 or a negated error number.
    int status(long a, long b, long c, long d, long e, long f) {
        return (int) pointer(a, b, c, d, e, f);
    }

    int status(long a, long b, long c, long d) {
        return status(a, b, c, d, 0, 0);
    }

    int status(long a, long b, long c) {
        return status(a, b, c, 0, 0, 0);
    }

    int status(long a, long b) {
        return status(a, b, 0, 0, 0, 0);
    }

    int status(long a) {
        return status(a, 0, 0, 0, 0, 0);
    }

    int status() {
        return status(0, 0, 0, 0, 0, 0);
    }
}
