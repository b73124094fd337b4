package io.jpvs.kernel.config;

import io.jpvs.kernel.address.IpAddress;
import io.jpvs.kernel.address.IpPrefix;
import io.jpvs.kernel.address.MacAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One value of the file and its key's full name; each reading method throws a [ConfigurationException] if the
/// value is not of that form.
record Value(Path file, String name, YamlNode node) {
    private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]{0,9})");
    private static final Pattern DURATION = Pattern.compile("(0|[1-9][0-9]{0,8})(ms|s|m|h|d)");
    /// A connection keeps its timeout in milliseconds, in 32 bits.
    private static final Duration MOST = Duration.ofDays(24);
    private static final Pattern RATE = Pattern.compile("(0|[1-9][0-9]{0,8})/s");

    /// Makes the error to throw.
    ConfigurationException error(String problem, String fix) {
        return new ConfigurationException(file, node.line(), (name.isEmpty() ? "" : name + ": ") + problem, fix);
    }

    /// Returns the value's text, however it is quoted; never empty.
    String text() {
        if (!(node instanceof YamlNode.Scalar scalar)) {
            throw error("a single value is needed, not " + kind(), "write " + example("VALUE"));
        }
        if (scalar.isNothing() || scalar.text().isBlank()) {
            throw error("has no value", "write one, or remove the key");
        }
        if (scalar.text().chars().anyMatch(Character::isISOControl)) {
            throw error("'" + Wording.shorten(scalar.text()) + "' holds a control character", "remove it");
        }
        return scalar.text();
    }

    int integer(int least, int most) {
        String text = text();
        boolean fits = isPlain() && INTEGER.matcher(text).matches();
        long number = fits ? Long.parseLong(text) : 0;
        if (!fits || number < least || number > most) {
            throw unfit(text, "a whole number within " + least + " to " + most);
        }
        return (int) number;
    }

    boolean flag() {
        String text = text();
        if (!isPlain() || !(text.equals("true") || text.equals("false"))) {
            throw unfit(text, "true or false");
        }
        return text.equals("true");
    }

    /// Returns a duration such as `90s`; a plain `0` needs no unit.
    Duration duration(Duration least) {
        String text = text();
        Matcher matcher = DURATION.matcher(text);
        boolean zero = text.equals("0");
        if (!zero && !matcher.matches()) {
            throw unfit(text, "a number with the unit ms, s, m, h or d, such as 60s");
        }
        Duration duration = zero ? Duration.ZERO : duration(Long.parseLong(matcher.group(1)), matcher.group(2));
        if (duration.compareTo(least) < 0) {
            throw error("'" + text + "' is too short", "write at least " + inWords(least));
        }
        if (duration.compareTo(MOST) > 0) {
            throw error("'" + text + "' is too long", "write at most " + inWords(MOST));
        }
        return duration;
    }

    /// Returns events a second, written `100/s`; a plain `0` needs no unit.
    int perSecond() {
        String text = text();
        if (text.equals("0")) {
            return 0;
        }
        Matcher matcher = RATE.matcher(text);
        if (!matcher.matches()) {
            throw unfit(text, "a rate such as 100/s, or 0");
        }
        return Integer.parseInt(matcher.group(1));
    }

    /// Returns the constant written in lower case with hyphens.
    <E extends Enum<E>> E choice(Class<E> type) {
        String text = text();
        for (E constant : type.getEnumConstants()) {
            if (spell(constant).equals(text)) {
                return constant;
            }
        }
        throw unknownWord(
                text, Arrays.stream(type.getEnumConstants()).map(Value::spell).toList());
    }

    String oneOf(Set<String> words) {
        String text = text();
        if (!words.contains(text)) {
            throw unknownWord(text, List.copyOf(new TreeSet<>(words)));
        }
        return text;
    }

    String matching(Pattern pattern, String description) {
        String text = text();
        if (!pattern.matcher(text).matches()) {
            throw unfit(text, description);
        }
        return text;
    }

    IpAddress address() {
        IpAddress address = parsed(IpAddress::parse, "an address such as 10.1.0.1 or fd01::1");
        // No second spelling: 010.1.0.1 is octal to some, and ::ffff:10.1.0.1 an IPv6 address.
        if (!address.isIpv6() && !address.toString().equals(text())) {
            throw error("'" + text() + "' is an unusual way to write an address", "write " + address);
        }
        return address;
    }

    IpPrefix prefix() {
        return parsed(IpPrefix::parse, "an address and the length of its network, such as 10.1.0.1/24 or fd01::1/64");
    }

    long mac() {
        return parsed(MacAddress::parse, "a MAC address such as \"02:00:00:00:00:01\"");
    }

    /// Returns the items of a list; none if nothing stands behind the key.
    List<Value> list() {
        if (isNothing()) {
            return List.of();
        }
        if (!(node instanceof YamlNode.Sequence sequence)) {
            throw error("a list is needed, not " + kind(), "write " + example("[ITEM, ITEM]"));
        }
        return sequence.items().stream()
                .map(item -> new Value(file, name, item))
                .toList();
    }

    /// Returns the keys and values; none if nothing stands behind the key.
    Section section() {
        if (isNothing()) {
            return Section.empty(file, name, node.line());
        }
        if (!(node instanceof YamlNode.Mapping mapping)) {
            throw error("keys with values are needed, not " + kind(), "write " + example("{KEY: VALUE}"));
        }
        return new Section(file, name, mapping);
    }

    private static Duration duration(long number, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> throw new IllegalArgumentException(unit);
        };
    }

    private static String inWords(Duration duration) {
        if (duration.toMillisPart() != 0) {
            return duration.toMillis() + "ms";
        }
        return duration.toDays() > 0 && duration.equals(Duration.ofDays(duration.toDays()))
                ? duration.toDays() + "d"
                : duration.toSeconds() + "s";
    }

    private static String spell(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private <T> T parsed(Function<String, T> parser, String form) {
        String text = text();
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw unfit(text, form);
        }
    }

    private ConfigurationException unfit(String text, String form) {
        boolean quoted = !isPlain();
        return error(
                "'" + Wording.shorten(text) + "'" + (quoted ? " in quotes" : "") + " does not fit", "write " + form);
    }

    private ConfigurationException unknownWord(String text, List<String> words) {
        return error("there is no '" + Wording.shorten(text) + "'", Wording.fix(text, words));
    }

    private boolean isPlain() {
        return node instanceof YamlNode.Scalar scalar && scalar.plain();
    }

    private boolean isNothing() {
        return node instanceof YamlNode.Scalar scalar && scalar.isNothing();
    }

    private String example(String value) {
        return name.isEmpty() ? "KEY: VALUE" : name.substring(name.lastIndexOf('.') + 1) + ": " + value;
    }

    private String kind() {
        return switch (node) {
            case YamlNode.Scalar scalar -> "'" + Wording.shorten(scalar.text()) + "'";
            case YamlNode.Sequence sequence -> "a list";
            case YamlNode.Mapping mapping -> "keys with values";
        };
    }
}
