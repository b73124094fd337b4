package io.jpvs.kernel.config;

import java.time.Duration;

/// The connection table.
///
/// @param capacity connections of one worker and IP version
/// @param linger how long after its end a connection still translates errors; zero turns that off
public record ConnectionSettings(int capacity, Duration linger) {}
