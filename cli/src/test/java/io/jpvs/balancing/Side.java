package io.jpvs.balancing;

/// The side of the balancer that a packet comes in on.
enum Side {
    CLIENT,
    SERVER
}
