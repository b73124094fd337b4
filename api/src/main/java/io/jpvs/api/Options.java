package io.jpvs.api;

import java.time.Duration;

/// A handler's part of the configuration: what stands under `protocols.NAME`.
///
/// A handler asks for every key it knows, each with its default. What is there and was not asked for is reported
/// to the user as unknown, with its line. A value that does not fit throws a `RuntimeException` whose text names
/// the line; a handler lets it pass.
public interface Options {
    /// Returns the options below `key`; empty ones if it is absent.
    Options section(String key);

    /// Returns a duration such as `90s`, `500ms`, `5m`, `1h`; at most 24 days, so that its milliseconds fit an
    /// `int`.
    ///
    /// @param least the least value accepted
    Duration duration(String key, Duration absent, Duration least);

    /// Returns a choice among the constants of an enum, written in lower case with hyphens.
    <E extends Enum<E>> E choice(String key, E absent);

    /// Returns a whole number within `least` to `most`.
    int integer(String key, int absent, int least, int most);

    /// Returns `true` or `false`.
    boolean flag(String key, boolean absent);
}
