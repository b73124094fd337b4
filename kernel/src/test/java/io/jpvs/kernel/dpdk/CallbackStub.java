package io.jpvs.kernel.dpdk;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Collections;

/// A receive or transmit callback as other DPDK tools hang them in, that counts frames.
@SuppressWarnings("restricted") // upcallStub
final class CallbackStub {
    static int received;
    static int sent;

    private CallbackStub() {}

    /// Returns the address of a C function that calls a method of this class.
    static long of(String method, int arguments) throws ReflectiveOperationException {
        MethodType type = MethodType.methodType(long.class, Collections.nCopies(arguments, long.class));
        MemoryLayout[] layouts = Collections.nCopies(arguments, JAVA_LONG).toArray(MemoryLayout[]::new);
        return Linker.nativeLinker()
                .upcallStub(
                        MethodHandles.lookup().findStatic(CallbackStub.class, method, type),
                        FunctionDescriptor.of(JAVA_LONG, layouts),
                        Arena.global())
                .address();
    }

    /// `rte_rx_callback_fn`
    @SuppressWarnings("unused") // by name
    private static long received(long port, long queue, long frames, long count, long room, long user) {
        received += (int) (count & 0xffff);
        return count & 0xffff;
    }

    /// `rte_tx_callback_fn`
    @SuppressWarnings("unused") // by name
    private static long sent(long port, long queue, long frames, long count, long user) {
        sent += (int) (count & 0xffff);
        return count & 0xffff;
    }
}
