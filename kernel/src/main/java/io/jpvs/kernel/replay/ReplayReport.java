package io.jpvs.kernel.replay;

import io.jpvs.api.Verdict;
import io.jpvs.kernel.worker.Counters;
import io.jpvs.kernel.worker.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a replay did. Its names are those of the JSON that `jpvs replay --json` prints: programs rely on them.
///
/// @param received frames that came in; the sum of the outcomes, and of those still held
/// @param held frames that wait for a next hop when the captures end
/// @param lostBuffers buffers that hold no frame and are not free either; anything but 0 is a bug of jpvs
/// @param outcomes one for each way a frame can end, in a fixed order; zeros included
/// @param counters events beside the outcomes
/// @param connections connections that there are when the captures end
/// @param ports in the order of the configuration
/// @param inputs in the order of the request
/// @param outputs in the order of the ports, those without a file included
public record ReplayReport(
        long received,
        long held,
        long lostBuffers,
        List<Outcome> outcomes,
        List<Counter> counters,
        long connections,
        List<Port> ports,
        List<Input> inputs,
        List<Output> outputs) {
    /// Copies the lists.
    public ReplayReport {
        outcomes = List.copyOf(outcomes);
        counters = List.copyOf(counters);
        ports = List.copyOf(ports);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /// How many frames ended in one way. Each frame ends in exactly one.
    ///
    /// @param name the verdict's name in lower case with hyphens
    /// @param description the same for people
    /// @param drop whether such a frame is lost
    public record Outcome(String name, String description, boolean drop, long packets) {}

    /// A counter of events.
    ///
    /// @param name lower case with hyphens
    /// @param description the same for people
    public record Counter(String name, String description, long value) {}

    /// A port.
    ///
    /// @param mac the address that its frames bear, and that it takes frames for
    /// @param configured whether the address is from the configuration
    public record Port(String name, String mac, boolean configured) {}

    /// A capture that was read.
    ///
    /// @param frames its frames
    /// @param cut of these, how many the capture does not hold whole
    /// @param early of these, how many bear an earlier time than the one before, and came at the time of that
    /// @param tooLong of these, how many are longer than any buffer, and were left out
    public record Input(String port, String file, long frames, long cut, long early, long tooLong) {}

    /// What left a port.
    ///
    /// @param file null if it was not to be kept
    /// @param frames how many left
    public record Output(String port, @Nullable String file, long frames) {}

    static List<Outcome> outcomes(Counters counters) {
        List<Outcome> outcomes = new ArrayList<>();
        for (Verdict verdict : Verdict.values()) {
            outcomes.add(new Outcome(name(verdict), verdict.description(), verdict.isDrop(), counters.get(verdict)));
        }
        return outcomes;
    }

    static List<Counter> counters(Counters counters) {
        List<Counter> events = new ArrayList<>();
        for (Tally tally : Tally.values()) {
            if (tally != Tally.RECEIVED) {
                events.add(new Counter(name(tally), tally.description(), counters.get(tally)));
            }
        }
        return events;
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
