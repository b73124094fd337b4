package io.jpvs.kernel.neighbour;

/// The states of RFC 4861, section 7.3.2, used for ARP too.
public enum NeighbourState {
    /// No answer yet: packets wait in a short queue.
    INCOMPLETE(false),
    /// Confirmed not long ago.
    REACHABLE(true),
    /// Not confirmed for a while; used all the same, and not doubted until it is.
    STALE(true),
    /// Used after a while without being confirmed; checked in a moment, unless somebody confirms it before.
    DELAY(true),
    /// Being checked by unicast probes while still in use.
    PROBE(true),
    /// From configuration: never checked, never changed.
    PERMANENT(true);

    private final boolean usable;

    NeighbourState(boolean usable) {
        this.usable = usable;
    }

    /// Returns whether the link-layer address may be used.
    public boolean isUsable() {
        return usable;
    }
}
