package io.jpvs.api;

/// The way a packet travels through the balancer.
public enum Direction {
    /// From the client to the server.
    IN,
    /// From the server to the client.
    OUT;

    /// Returns the other way.
    public Direction reversed() {
        return this == IN ? OUT : IN;
    }
}
