package io.jpvs.bench.rig;

import java.time.Duration;
import java.util.List;

/// How often and how long is measured.
///
/// @param rounds times that the programs are started afresh
/// @param turns windows of each program in a round; the programs take turns
/// @param window length of one
/// @param warmUp how long jpvs forwards before its first window, for the JIT compiler
/// @param modes testpmd's forwarding modes
/// @param without the plugin that a second jpvs runs without, beside the first; empty for no second one
public record Schedule(int rounds, int turns, Duration window, Duration warmUp, List<String> modes, String without) {
    /// The mode of testpmd that looks at most of what jpvs looks at: it swaps MACs, addresses and ports.
    public static final String YARDSTICK = "5tswap";

    /// Every mode of testpmd that is compared with.
    public static final List<String> ALL_MODES = List.of("io", "macswap", YARDSTICK, "csum");

    /// Copies the modes.
    public Schedule {
        modes = List.copyOf(modes);
    }

    /// Returns the name of the second jpvs among the programs.
    public String reducedName() {
        return Result.JPVS + " without " + without;
    }
}
