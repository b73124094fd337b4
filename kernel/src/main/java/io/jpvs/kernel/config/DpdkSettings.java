package io.jpvs.kernel.config;

import java.util.List;
import java.util.OptionalInt;

/// How DPDK is started.
///
/// @param eal arguments of EAL, without the program's name
/// @param workers worker threads, each with a queue of every port
/// @param buffers frame buffers in all; absent for as many as rings and workers need
/// @param bufferBytes the longest frame a buffer holds; absent for one that suits every driver
public record DpdkSettings(List<String> eal, int workers, OptionalInt buffers, OptionalInt bufferBytes) {
    /// Copies the arguments.
    public DpdkSettings {
        eal = List.copyOf(eal);
    }
}
