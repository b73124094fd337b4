package io.jpvs.testkit;

import io.jpvs.api.Options;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Options from a map, as the configuration file would give them: `Map.of("timeouts", Map.of("idle", "5s"))`.
public final class TestOptions implements Options {
    private static final Duration MOST = Duration.ofDays(24);
    private static final Pattern DURATION = Pattern.compile("(\\d+)(ms|s|m|h)");

    private final String path;
    private final Map<String, ?> values;
    private final Map<String, TestOptions> sections = new HashMap<>();
    private final Set<String> unasked;

    private TestOptions(String path, Map<String, ?> values) {
        this.path = path;
        this.values = values;
        this.unasked = new TreeSet<>(values.keySet());
    }

    /// Makes options; a section is a map, all else a string.
    public static TestOptions of(Map<String, ?> values) {
        return new TestOptions("", values);
    }

    /// Returns what is there and was not asked for, with its sections: what a user gets to see as unknown.
    public Set<String> unknown() {
        Set<String> unknown = new TreeSet<>();
        unasked.forEach(key -> unknown.add(path + key));
        sections.values().forEach(section -> unknown.addAll(section.unknown()));
        return unknown;
    }

    @Override
    @SuppressWarnings("unchecked") // a section is written as a map from strings
    public Options section(String key) {
        Object value = value(key);
        return sections.computeIfAbsent(
                key,
                absent -> new TestOptions(
                        path + key + ".", value instanceof Map<?, ?> map ? (Map<String, ?>) map : Map.of()));
    }

    @Override
    public Duration duration(String key, Duration absent, Duration least) {
        Object value = value(key);
        if (value == null) {
            return absent;
        }
        Matcher matcher = DURATION.matcher(value.toString());
        if (!matcher.matches()) {
            throw wrong(key, value, "a duration such as 90s");
        }
        long amount = Long.parseLong(matcher.group(1));
        Duration duration = switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
        if (duration.compareTo(least) < 0 || duration.compareTo(MOST) > 0) {
            throw wrong(key, value, "at least " + least + " and at most " + MOST);
        }
        return duration;
    }

    @Override
    public <E extends Enum<E>> E choice(String key, E absent) {
        Object value = value(key);
        if (value == null) {
            return absent;
        }
        String name = value.toString().toUpperCase(Locale.ROOT).replace('-', '_');
        try {
            return Enum.valueOf(absent.getDeclaringClass(), name);
        } catch (IllegalArgumentException unknown) {
            throw wrong(
                    key, value, "one of " + Set.of(absent.getDeclaringClass().getEnumConstants()));
        }
    }

    @Override
    public int integer(String key, int absent, int least, int most) {
        Object value = value(key);
        if (value == null) {
            return absent;
        }
        int number = Integer.parseInt(value.toString());
        if (number < least || number > most) {
            throw wrong(key, value, "within " + least + " to " + most);
        }
        return number;
    }

    @Override
    public boolean flag(String key, boolean absent) {
        Object value = value(key);
        return value == null ? absent : Boolean.parseBoolean(value.toString());
    }

    private @Nullable Object value(String key) {
        unasked.remove(key);
        return values.get(key);
    }

    private IllegalArgumentException wrong(String key, Object value, String expected) {
        return new IllegalArgumentException(path + key + ": " + value + " is not " + expected);
    }
}
