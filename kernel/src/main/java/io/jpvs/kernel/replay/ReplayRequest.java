package io.jpvs.kernel.replay;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What to replay.
///
/// @param inputs the captures to read; several may be of one port. Frames of equal time go in this order
/// @param outputs the captures to write, one for each port at most; what leaves another port is not kept
/// @param connections a file of connections to start with, at the time of the first frame; or null
/// @param dump where to write the connections that there are at the end; or null
public record ReplayRequest(
        List<Capture> inputs,
        List<Capture> outputs,
        @Nullable Path connections,
        @Nullable Path dump) {
    /// Copies the lists.
    public ReplayRequest {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }
}
