package io.jpvs.kernel.control;

/// What a running balancer says of itself.
///
/// @param jpvs revision of the control protocol
/// @param version release of the balancer
/// @param pid its process
public record Pong(int jpvs, String version, long pid) {}
