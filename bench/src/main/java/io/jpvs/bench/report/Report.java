package io.jpvs.bench.report;

import io.jpvs.bench.rig.Quartiles;
import io.jpvs.bench.rig.Result;
import io.jpvs.bench.rig.Schedule;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A run for programs: the JSON file beside the charts.
///
/// @param conditions what it was made on
/// @param schedule how often and how long was measured
/// @param jvm the command line of jpvs
/// @param rows in the order of the table
public record Report(Conditions conditions, Schedule schedule, String jvm, List<Row> rows) {
    /// Copies the rows.
    public Report {
        rows = List.copyOf(rows);
    }

    /// A row.
    ///
    /// @param flowsBy how the flows came to exist
    /// @param complaint why there are no figures, or why they are not valid; empty if all is well
    /// @param loadAverage of the machine, over a minute, when the row began
    /// @param programs for each program its rate, in millions of packets per second of its thread's time on a CPU
    /// @param ratioTo5tswap turn by turn
    /// @param dpvsTo5tswap what DPVS reached, elsewhere; null where it was not measured
    public record Row(
            String kind,
            int ipVersion,
            int flows,
            String flowsBy,
            String complaint,
            double loadAverage,
            Map<String, Rate> programs,
            @Nullable Quartiles ratioTo5tswap,
            @Nullable Double dpvsTo5tswap) {
        static Row of(Result result) {
            Map<String, Rate> programs = new LinkedHashMap<>();
            result.rates()
                    .forEach((program, windows) -> programs.put(program, new Rate(result.rate(program), windows)));
            double dpvs = Published.dpvsTo5tswap(result.workload());
            return new Row(
                    result.workload().kind().name().toLowerCase(Locale.ROOT),
                    result.workload().ipv6() ? 6 : 4,
                    result.workload().flows(),
                    result.flowsBy(),
                    result.complaint(),
                    result.loadAverage(),
                    programs,
                    result.has(Schedule.YARDSTICK) ? result.ratioTo(Schedule.YARDSTICK) : null,
                    Double.isNaN(dpvs) ? null : dpvs);
        }
    }

    /// A program's rate.
    ///
    /// @param windows in the order of the turns
    public record Rate(Quartiles quartiles, List<Double> windows) {
        /// Copies the windows.
        public Rate {
            windows = List.copyOf(windows);
        }
    }

    /// Makes the report of a run.
    public static Report of(Conditions conditions, Schedule schedule, String jvm, List<Result> results) {
        return new Report(
                conditions, schedule, jvm, results.stream().map(Row::of).toList());
    }

    /// Writes it.
    public void write(Path file) {
        Json.write(file, this);
    }
}
