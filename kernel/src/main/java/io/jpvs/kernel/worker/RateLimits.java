package io.jpvs.kernel.worker;

/// Limits on what the balancer sends of its own.
///
/// @param perPrefixPerSecond packets a second to one /24 or /64; 0 for no limit
/// @param totalPerSecond packets a second in all; 0 for no limit
/// @param burst packets that may go at once after a pause
public record RateLimits(long perPrefixPerSecond, long totalPerSecond, long burst) {}
