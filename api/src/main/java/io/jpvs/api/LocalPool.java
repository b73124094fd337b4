package io.jpvs.api;

/// The local addresses a new connection may leave from, with the ports or identifiers that are free on each.
public interface LocalPool {
    /// Gives the connection a local address and a selector of `range` that no other connection to the same server
    /// uses on it, and writes both into the connection.
    ///
    /// @return false, with the connection unchanged, when there is none left
    boolean bind(Connection connection, SelectorRange range);
}
