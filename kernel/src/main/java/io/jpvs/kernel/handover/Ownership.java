package io.jpvs.kernel.handover;

/// What decides which worker owns a flow, by the address that a packet of it goes to. Both directions of a connection
/// must come to the same worker, whatever queue they arrive in.
public enum Ownership {
    /// By a hash of the whole key: packets to a VIP. The owner then deals a local selector congruent to its number,
    /// so that the replies find it by that.
    KEY,
    /// By the destination selector: packets to a local address.
    DESTINATION_SELECTOR,
    /// By the source selector: packets to a VIP of a protocol that keeps the client's selector on the server's side.
    SOURCE_SELECTOR
}
