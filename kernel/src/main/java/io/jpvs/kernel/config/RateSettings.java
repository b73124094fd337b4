package io.jpvs.kernel.config;

/// Bounds on errors, echo replies and resets that the balancer sends of its own.
///
/// @param perPrefixPerSecond to one /24 or /64; 0 for no limit
/// @param totalPerSecond in all; 0 for no limit
/// @param burst how many may go at once after a pause
public record RateSettings(int perPrefixPerSecond, int totalPerSecond, int burst) {}
