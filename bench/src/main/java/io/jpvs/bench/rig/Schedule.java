package io.jpvs.bench.rig;

import java.time.Duration;
import java.util.List;

/// How often and how long is measured.
///
/// @param rounds times that both programs are started afresh
/// @param turns windows of each program in a round; the programs take turns
/// @param window length of one
/// @param warmUp how long jpvs forwards before its first window, for the JIT compiler
/// @param modes testpmd's forwarding modes
public record Schedule(int rounds, int turns, Duration window, Duration warmUp, List<String> modes) {
    /// Every mode of testpmd that is compared with.
    public static final List<String> ALL_MODES = List.of("io", "macswap", "5tswap", "csum");

    /// Copies the modes.
    public Schedule {
        modes = List.copyOf(modes);
    }
}
