package io.jpvs.bench.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.util.List;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/// Draws lines over logarithmic scales, a chart above another.
public final class Panels {
    private static final int WIDTH = 960;
    private static final int HEIGHT = 420;
    private static final float STROKE = 2;

    private Panels() {}

    /// A value over another; both above zero.
    public record Point(double x, double y) {}

    /// Values that belong together.
    public record Line(String name, List<Point> points) {
        /// Copies the points.
        public Line {
            points = List.copyOf(points);
        }
    }

    /// A chart.
    ///
    /// @param y what the values are
    /// @param x what they are over
    public record Panel(String y, String x, List<Line> lines) {
        /// Copies the lines.
        public Panel {
            lines = List.copyOf(lines);
        }
    }

    /// Draws charts into a file.
    public static void write(Path file, List<Panel> panels) {
        Svg.write(file, WIDTH, HEIGHT * panels.size(), graphics -> {
            for (int i = 0; i < panels.size(); i++) {
                chart(panels.get(i)).draw(graphics, new Rectangle2D.Double(0, i * HEIGHT, WIDTH, HEIGHT));
            }
        });
    }

    private static JFreeChart chart(Panel panel) {
        XYSeriesCollection data = new XYSeriesCollection();
        for (Line line : panel.lines()) {
            XYSeries series = new XYSeries(line.name());
            for (Point point : line.points()) {
                series.add(point.x(), point.y());
            }
            data.addSeries(series);
        }
        JFreeChart chart = ChartFactory.createXYLineChart(
                null, panel.x(), panel.y(), data, PlotOrientation.VERTICAL, true, false, false);
        XYPlot plot = chart.getXYPlot();
        plot.setBackgroundPaint(Color.WHITE);
        plot.setRangeGridlinePaint(Color.LIGHT_GRAY);
        plot.setDomainGridlinePaint(Color.LIGHT_GRAY);
        plot.setDomainAxis(logarithmic(panel.x()));
        XYLineAndShapeRenderer lines = new XYLineAndShapeRenderer(true, true);
        for (int series = 0; series < panel.lines().size(); series++) {
            lines.setSeriesPaint(series, Svg.COLOURS.get(series % Svg.COLOURS.size()));
            lines.setSeriesStroke(series, new BasicStroke(STROKE));
        }
        plot.setRenderer(lines);
        return chart;
    }

    private static ValueAxis logarithmic(String label) {
        LogAxis axis = new LogAxis(label);
        axis.setNumberFormatOverride(new DecimalFormat("#,##0.####"));
        return axis;
    }
}
