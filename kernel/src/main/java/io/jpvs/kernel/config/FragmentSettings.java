package io.jpvs.kernel.config;

import java.time.Duration;

/// Datagrams that come in fragments.
///
/// @param capacity how many may be under way in one worker
/// @param timeout how long one is remembered from its first piece to come
public record FragmentSettings(int capacity, Duration timeout) {}
