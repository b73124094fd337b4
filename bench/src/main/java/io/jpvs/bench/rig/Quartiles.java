package io.jpvs.bench.rig;

import java.util.List;

/// A sample's median and the quartiles around it, between neighbours by linear interpolation.
public record Quartiles(double lower, double median, double upper) {
    /// Computes them.
    ///
    /// @param sample at least one value
    public static Quartiles of(List<Double> sample) {
        double[] sorted =
                sample.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return new Quartiles(at(sorted, 0.25), at(sorted, 0.5), at(sorted, 0.75));
    }

    private static double at(double[] sorted, double quantile) {
        double place = quantile * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
