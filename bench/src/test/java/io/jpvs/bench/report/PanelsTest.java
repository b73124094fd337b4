package io.jpvs.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Charts, as files that a browser can read.
class PanelsTest {
    @TempDir
    private Path folder;

    @Test
    void everyPanelAndEveryLineIsDrawn() throws IOException {
        Panels.Line line = new Panels.Line("jpvs", List.of(new Panels.Point(1, 70), new Panels.Point(1000, 80)));
        Panels.Line other = new Panels.Line("ports alone", List.of(new Panels.Point(1, 12)));
        Path file = folder.resolve("chart.svg");
        Panels.write(file, List.of(new Panels.Panel("ns", "flows", List.of(line, other))));
        String one = Files.readString(file);
        assertTrue(one.contains("height=\"420\""), one.substring(0, 400));
        assertTrue(one.contains(">ports alone<"));
        Panels.write(
                file,
                List.of(
                        new Panels.Panel("ns", "flows", List.of(line)),
                        new Panels.Panel("ns", "services", List.of(line))));
        String two = Files.readString(file);
        assertTrue(two.contains("height=\"840\""));
        assertEquals(2, two.split(">jpvs<", -1).length - 1);
    }
}
