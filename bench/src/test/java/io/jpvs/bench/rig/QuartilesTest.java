package io.jpvs.bench.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuartilesTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "7, 7, 7, 7",
        "1 2, 1.25, 1.5, 1.75",
        "3 1 2, 1.5, 2, 2.5",
        "5 1 4 2 3, 2, 3, 4",
        "1 1 1 100, 1, 1, 25.75",
    })
    void quartilesAreBetweenNeighbours(String sample, double lower, double median, double upper) {
        List<Double> values =
                Stream.of(sample.split(" ", -1)).map(Double::valueOf).toList();

        assertEquals(new Quartiles(lower, median, upper), Quartiles.of(values));
    }
}
