package io.jpvs.bench.setup;

import java.util.List;

/// What one JVM has found.
///
/// @param order what it was to do
/// @param phases in the order in which they came
/// @param fillNanos what a connection takes on the CPU while the table fills: a figure for each sixteenth of it
/// @param complaint what was wrong, or nothing
public record Sample(Order order, List<Phase> phases, List<Double> fillNanos, String complaint) {
    /// Copies the lists.
    public Sample {
        phases = List.copyOf(phases);
        fillNanos = List.copyOf(fillNanos);
    }
}
