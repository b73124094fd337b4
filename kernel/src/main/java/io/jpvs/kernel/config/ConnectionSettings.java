package io.jpvs.kernel.config;

import java.time.Duration;

/// The connection tables.
///
/// @param capacity connections of one worker and IP version
/// @param linger how long after its end a connection still translates errors; zero turns that off
/// @param lingerCapacity ended connections of one worker and IP version that can do so at a time
public record ConnectionSettings(int capacity, Duration linger, int lingerCapacity) {}
