package io.jpvs.kernel.dpdk;

import io.jpvs.kernel.memory.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A network interface of the kernel that a software port is laid over, in the network namespace of this process.
///
/// `java.net.NetworkInterface` does not see interfaces without an address.
///
/// @param index its number; the kernel gives it to no other interface
/// @param name  its name when it was found
record KernelInterface(int index, String name) implements Underlay {
    /// `struct ifreq`: 16 bytes of name, then the value.
    private static final int REQUEST_BYTES = 40;

    private static final int NAME_BYTES = 16; // IF_NAMESIZE
    private static final int GET_FLAGS = 0x8913; // SIOCGIFFLAGS
    private static final int GET_MTU = 0x8921; // SIOCGIFMTU
    private static final int UP_AND_RUNNING = 0x1 | 0x40; // IFF_UP, IFF_RUNNING
    private static final int INTERNET = 2; // AF_INET
    private static final int DATAGRAM = 2; // SOCK_DGRAM

    private static final NativeFunction INDEX_TO_NAME = NativeFunction.libc("if_indextoname");
    private static final NativeFunction SOCKET = NativeFunction.libc("socket");
    private static final NativeFunction IOCTL = NativeFunction.libc("ioctl");
    private static final NativeFunction CLOSE = NativeFunction.libc("close");

    static KernelInterface of(int index) {
        return new KernelInterface(index, nameOf(index));
    }

    @Override
    public boolean exists() {
        return !nameOf(index).isEmpty();
    }

    /// Says yes if it is switched on and has a carrier too.
    @Override
    public boolean isUp(boolean deviceIsUp) {
        return deviceIsUp && (request(GET_FLAGS) & UP_AND_RUNNING) == UP_AND_RUNNING;
    }

    @Override
    public int mtuBytes() {
        return request(GET_MTU);
    }

    private static String nameOf(int index) {
        try (Arena arena = Arena.ofConfined()) {
            return NativeMemory.string(
                    INDEX_TO_NAME.pointer(index, arena.allocate(NAME_BYTES).address(), 0));
        }
    }

    private int request(int kind) {
        int socket = SOCKET.status(INTERNET, DATAGRAM, 0);
        if (socket < 0) {
            return -1;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(REQUEST_BYTES, 8);
            request.setString(0, nameOf(index));
            boolean answered = IOCTL.status(socket, kind, request.address()) == 0;
            return answered ? Memory.i32(request.address(), NAME_BYTES) : -1;
        } finally {
            CLOSE.status(socket);
        }
    }
}
