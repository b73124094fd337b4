package io.jpvs.bench.report;

import io.jpvs.bench.rig.Result;
import io.jpvs.bench.rig.Schedule;
import io.jpvs.bench.traffic.Workload;
import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.nio.file.Path;
import java.util.List;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.data.category.DefaultCategoryDataset;

/// Draws the rows of a run as bars.
public final class Chart {
    private static final int WIDTH = 960;
    private static final int ROW_HEIGHT = 70;
    private static final int FRAME_HEIGHT = 120;

    private static final String DPVS = "DPVS 1.10.2 (recorded elsewhere)";

    private Chart() {}

    /// Draws the rate of every program.
    public static void writeRates(Path file, List<Result> results) {
        DefaultCategoryDataset rates = new DefaultCategoryDataset();
        for (Result result : results) {
            result.rates()
                    .keySet()
                    .forEach(program ->
                            rates.addValue(result.rate(program).median(), program, label(result.workload())));
        }
        write(file, "Mpps per second of the forwarding thread's time on a CPU", rates);
    }

    /// Draws the share of testpmd's 5tswap that jpvs reached, and DPVS where that is known.
    public static void writeRatios(Path file, List<Result> results) {
        DefaultCategoryDataset ratios = new DefaultCategoryDataset();
        for (Result result : results) {
            if (result.has(Schedule.YARDSTICK)) {
                String label = label(result.workload());
                ratios.addValue(result.ratioTo(Schedule.YARDSTICK).median(), Result.JPVS, label);
                double dpvs = Published.dpvsTo5tswap(result.workload());
                ratios.addValue(Double.isNaN(dpvs) ? null : dpvs, DPVS, label);
            }
        }
        write(file, "share of testpmd 5tswap on the same device in the same turn", ratios);
    }

    private static String label(Workload workload) {
        return workload.name().replace('-', ' ');
    }

    private static void write(Path file, String axis, DefaultCategoryDataset values) {
        JFreeChart chart =
                ChartFactory.createBarChart(null, null, axis, values, PlotOrientation.HORIZONTAL, true, false, false);
        plain(chart.getCategoryPlot());
        int height = FRAME_HEIGHT + ROW_HEIGHT * values.getColumnCount();
        Svg.write(file, WIDTH, height, graphics -> chart.draw(graphics, new Rectangle2D.Double(0, 0, WIDTH, height)));
    }

    private static void plain(CategoryPlot plot) {
        plot.setBackgroundPaint(Color.WHITE);
        plot.setRangeGridlinePaint(Color.LIGHT_GRAY);
        BarRenderer bars = (BarRenderer) plot.getRenderer();
        bars.setShadowVisible(false);
        bars.setBarPainter(new StandardBarPainter());
        for (int series = 0; series < Svg.COLOURS.size(); series++) {
            bars.setSeriesPaint(series, Svg.COLOURS.get(series));
        }
    }
}
