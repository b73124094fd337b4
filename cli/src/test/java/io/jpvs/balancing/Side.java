package io.jpvs.balancing;

/// The side of the balancer that a packet comes in on.
public enum Side {
    CLIENT,
    SERVER
}
