package io.jpvs.kernel.dpdk;

import io.jpvs.kernel.memory.Memory;
import io.jpvs.kernel.port.Frame;
import java.util.ArrayList;
import java.util.List;

/// What every scenario in a child JVM starts with: DPDK without huge pages, files or real devices.
final class Rig {
    static final int BUFFERS = 4095;
    static final int FRAME_BYTES = 2048;

    private static final List<String> ARGUMENTS = List.of("--no-huge", "-m", "128", "--no-shconf", "--no-pci");

    private Rig() {}

    static List<String> arguments(String... more) {
        List<String> arguments = new ArrayList<>(ARGUMENTS);
        arguments.addAll(List.of(more));
        return arguments;
    }

    /// Starts with virtual devices, such as `net_null0,size=61`. Skips the test if a driver is not installed.
    static Dpdk start(String... devices) {
        List<String> arguments = arguments();
        for (String device : devices) {
            arguments.add("--vdev=" + device);
        }
        try {
            return Dpdk.start(arguments);
        } catch (DpdkException e) {
            if (e.getMessage().contains("failed to parse device")) { // as EAL says of a name without a driver
                ChildJvm.skip("a DPDK driver is not installed: " + e.getMessage());
            }
            throw e;
        }
    }

    static byte[] bytes(long frame) {
        byte[] bytes = new byte[Frame.lengthBytes(frame)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Memory.u8(Frame.data(frame), i);
        }
        return bytes;
    }

    static void write(long frame, byte[] bytes) {
        Frame.lengthBytes(frame, bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            Memory.u8(Frame.data(frame), i, bytes[i]);
        }
    }
}
