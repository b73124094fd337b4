package io.jpvs.kernel.config;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jpvs.api.Options;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class SectionOptionsTest {
    private static final Path FILE = Path.of("FILE");

    private enum Echo {
        REPLY,
        REPLY_IF_HEALTHY
    }

    private static SectionOptions options(String text) {
        return new SectionOptions(new Value(FILE, "protocols.tcp", YamlParser.parse(FILE, text)).section());
    }

    private static String refusal(String text, Consumer<Options> asks) {
        return assertThrows(ConfigurationException.class, () -> {
                    SectionOptions options = options(text);
                    asks.accept(options);
                    options.rejectUnknown();
                })
                .getMessage();
    }

    @Test
    void valuesAreThoseOfTheFile() {
        SectionOptions options = options("{a: 90s, b: reply-if-healthy, c: 7, d: true, timeouts: {x: 500ms, y: 0}}");

        assertEquals(Duration.ofSeconds(90), options.duration("a", Duration.ZERO, Duration.ZERO));
        assertEquals(Echo.REPLY_IF_HEALTHY, options.choice("b", Echo.REPLY));
        assertEquals(7, options.integer("c", 1, 0, 10));
        assertEquals(true, options.flag("d", false));
        Options timeouts = options.section("timeouts");
        assertEquals(Duration.ofMillis(500), timeouts.duration("x", Duration.ZERO, Duration.ZERO));
        assertEquals(Duration.ZERO, options.section("timeouts").duration("y", Duration.ofSeconds(1), Duration.ZERO));
        assertDoesNotThrow(options::rejectUnknown);
    }

    @Test
    void absentValuesAreTheHandlers() {
        SectionOptions options = SectionOptions.empty(FILE, "tcp");

        assertEquals(
                Duration.ofSeconds(5),
                options.section("timeouts").duration("x", Duration.ofSeconds(5), Duration.ofSeconds(9)));
        assertEquals(Echo.REPLY, options.choice("b", Echo.REPLY));
        assertEquals(1, options.integer("c", 1, 0, 10));
        assertEquals(true, options.flag("d", true));
        assertDoesNotThrow(options::rejectUnknown);
    }

    @Test
    void keyThatNobodyAskedForIsUnknown() {
        assertEquals(
                "FILE:2: protocols.tcp: unknown key 'established'; fix: write one of no-connection, timeouts",
                refusal("no-connection: true\nestablished: 5s", options -> {
                    options.flag("no-connection", true);
                    options.section("timeouts");
                }));
    }

    @Test
    void keyOfASectionThatNobodyAskedForIsUnknown() {
        assertEquals(
                "FILE:2: protocols.tcp.timeouts: unknown key 'establised'; fix: write 'established'",
                refusal(
                        "timeouts:\n  establised: 5s",
                        options -> options.section("timeouts")
                                .duration("established", Duration.ofSeconds(9), Duration.ZERO)));
    }

    @Test
    void anyKeyOfAHandlerWithoutOptionsIsUnknown() {
        assertEquals("FILE:1: protocols.tcp: unknown key 'a'; fix: remove it", refusal("a: 1", options -> {}));
    }

    @Test
    void valueThatDoesNotFitNamesItsLine() {
        assertEquals(
                "FILE:2: protocols.tcp.timeouts.established: '1s' is too short; fix: write at least 2s",
                refusal(
                        "timeouts:\n  established: 1s",
                        options -> options.section("timeouts")
                                .duration("established", Duration.ofSeconds(9), Duration.ofSeconds(2))));
        assertEquals(
                "FILE:1: protocols.tcp.b: there is no 'replay'; fix: write 'reply'",
                refusal("b: replay", options -> options.choice("b", Echo.REPLY)));
        assertEquals(
                "FILE:1: protocols.tcp.d: 'yes' does not fit; fix: write true or false",
                refusal("d: yes", options -> options.flag("d", false)));
        assertEquals(
                "FILE:1: protocols.tcp.timeouts: keys with values are needed, not '5s';"
                        + " fix: write timeouts: {KEY: VALUE}",
                refusal("timeouts: 5s", options -> options.section("timeouts")));
    }
}
