package io.jpvs.kernel.control;

/// A connection, for people and programs. Each end is written `10.1.0.2:1025`, an IPv6 address in brackets; behind
/// the colon stands the port, or the identifier where the protocol has no ports.
///
/// @param protocol the name its handler gives it
/// @param client the client's end
/// @param vip what the client talks to
/// @param local what the server sees as its client
/// @param server the server's end
/// @param state in the words of the protocol
/// @param secondsLeft until it expires if nothing comes; rounded up
public record ConnectionRow(
        String protocol, String client, String vip, String local, String server, String state, long secondsLeft) {}
