package io.jpvs.kernel.config;

import java.util.List;

/// How DPDK is started.
///
/// @param eal arguments of EAL, without the program's name
/// @param workers worker threads, each with a queue of every port
public record DpdkSettings(List<String> eal, int workers) {
    /// Copies the arguments.
    public DpdkSettings {
        eal = List.copyOf(eal);
    }
}
