package io.jpvs.fuzz;

import static io.jpvs.fuzz.Property.holds;

import java.util.Arrays;
import java.util.List;

/// Sequences of frames and pauses into the whole kernel with the shipped handlers. The first byte chooses a
/// configuration; [Piece] says what the others are.
///
/// Every input runs twice, with different bytes in what is not part of a frame. If something else leaves then, bytes
/// were read that are not the packet's.
final class KernelFuzz {
    private static final int[] FILLS = {0xa5, 0x3c};

    private KernelFuzz() {}

    /// Called by the fuzzer.
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        List<Piece> pieces = Piece.parse(Arrays.copyOfRange(input, 1, input.length));
        List<String> first = run(input[0], pieces, FILLS[0]);
        List<String> second = run(input[0], pieces, FILLS[1]);
        holds(first.equals(second), () -> "depends on what is not part of a frame: " + first + " and " + second);
    }

    private static List<String> run(int configuration, List<Piece> pieces, int fill) {
        try (KernelRun run = new KernelRun(Configurations.choose(configuration), fill)) {
            pieces.forEach(run::take);
            return run.finish();
        }
    }
}
