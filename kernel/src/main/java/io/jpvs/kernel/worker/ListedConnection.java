package io.jpvs.kernel.worker;

import io.jpvs.kernel.address.Endpoint;

/// A connection, for people and programs.
///
/// @param protocol the name its handler gives it
/// @param client the client's end
/// @param vip what the client talks to
/// @param local what the server sees as its client
/// @param server the server's end
/// @param state in the words of the protocol
/// @param secondsLeft until it expires if nothing comes; rounded up
public record ListedConnection(
        String protocol,
        Endpoint client,
        Endpoint vip,
        Endpoint local,
        Endpoint server,
        String state,
        long secondsLeft) {
    /// Returns the line that [ConnectionLoader] reads, without its end.
    public String line() {
        return String.join(
                "\t", protocol, client.toString(), vip.toString(), local.toString(), server.toString(), state);
    }
}
