package io.jpvs.bench.setup;

/// What one JVM is to measure.
///
/// @param home of jpvs
/// @param protocol of the connections: udp or tcp
/// @param capacity of the table
/// @param servers of the one service
/// @param locals local addresses: each has a pool of ports towards each server
/// @param seconds of warm-up, and again of the phases whose end is not given
public record Order(String home, String protocol, int capacity, int servers, int locals, int seconds) {
    /// Returns in short what it is about.
    public String name() {
        return protocol + ", " + servers * locals + (servers * locals == 1 ? " pool" : " pools");
    }
}
