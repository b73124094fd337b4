package io.jpvs.bench.scale;

import io.jpvs.bench.rig.Quartiles;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What came out for one number of a series.
///
/// @param value the number
/// @param balancer nanoseconds a packet, the ports' own work included; null if it was not measured
/// @param all the same for packets of all loaded protocols in turn; null where only one has flows
/// @param yardstick the ports alone; null if it was not measured
/// @param complaint why there are no figures, or why they are not valid; empty if all is well
public record Row(
        int value,
        @Nullable Quartiles balancer,
        @Nullable Quartiles all,
        @Nullable Quartiles yardstick,
        String complaint) {
    /// Sums up what several JVMs have found.
    static Row of(int value, List<Sample> samples) {
        List<Double> balancer = new ArrayList<>();
        List<Double> all = new ArrayList<>();
        List<Double> yardstick = new ArrayList<>();
        String complaint = "";
        for (Sample sample : samples) {
            balancer.addAll(sample.balancer());
            all.addAll(sample.all());
            yardstick.addAll(sample.yardstick());
            complaint = complaint.isEmpty() ? sample.complaint() : complaint;
        }
        return new Row(value, quartiles(balancer), quartiles(all), quartiles(yardstick), complaint);
    }

    /// Makes a row that could not be measured.
    static Row unmeasured(int value, String why) {
        return new Row(value, null, null, null, why);
    }

    private static @Nullable Quartiles quartiles(List<Double> windows) {
        return windows.isEmpty() ? null : Quartiles.of(windows);
    }

    /// Returns how many times the ports' own work a packet takes, or NaN.
    public double toYardstick() {
        return balancer == null || yardstick == null ? Double.NaN : balancer.median() / yardstick.median();
    }

    /// Returns how many times what it takes in another row a packet takes here, or NaN.
    public double to(Row first) {
        return balancer == null || first.balancer == null ? Double.NaN : balancer.median() / first.balancer.median();
    }
}
