package io.jpvs.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TestOptionsTest {
    private enum Colour {
        RED,
        DARK_BLUE
    }

    @ParameterizedTest
    @CsvSource({"500ms, 500", "90s, 90000", "5m, 300000", "1h, 3600000"})
    void durationsHaveUnits(String text, long millis) {
        Duration read = TestOptions.of(Map.of("idle", text)).duration("idle", Duration.ZERO, Duration.ZERO);
        assertEquals(millis, read.toMillis());
    }

    @ParameterizedTest
    @ValueSource(strings = {"90", "s", "-1s", "1 s", "4s", "600h"})
    void wrongDurationIsRefused(String text) {
        TestOptions options = TestOptions.of(Map.of("idle", text));
        Duration least = Duration.ofSeconds(5);
        assertThrows(IllegalArgumentException.class, () -> options.duration("idle", least, least));
    }

    @Test
    void choicesAreInLowerCaseWithHyphens() {
        TestOptions options = TestOptions.of(Map.of("colour", "dark-blue", "other", "green"));
        assertEquals(Colour.DARK_BLUE, options.choice("colour", Colour.RED));
        assertEquals(Colour.RED, options.choice("absent", Colour.RED));
        assertThrows(IllegalArgumentException.class, () -> options.choice("other", Colour.RED));
    }

    @Test
    void numbersAndFlagsAreRead() {
        TestOptions options = TestOptions.of(Map.of("number", "7", "flag", "true"));
        assertEquals(7, options.integer("number", 1, 0, 9));
        assertThrows(IllegalArgumentException.class, () -> options.integer("number", 1, 0, 6));
        assertTrue(options.flag("flag", false));
        assertEquals(1, options.integer("absent", 1, 0, 6));
    }

    @Test
    void whatNobodyAskedForIsUnknown() {
        TestOptions options = TestOptions.of(Map.of("a", "1", "b", "2", "c", Map.of("d", "3", "e", "4")));
        options.integer("a", 0, 0, 9);
        options.section("c").integer("d", 0, 0, 9);
        assertEquals(Set.of("b", "c.e"), options.unknown());
    }
}
