package io.jpvs.api;

/// What a packet is to the flow it names; see [Flow].
public enum Relation {
    /// May start a connection if none exists.
    OPENS,
    /// Belongs to a connection; never starts one.
    CONTINUES,
    /// An error that quotes a packet of another flow.
    QUOTES,
    /// Well formed, but of no flow: an address of the balancer may answer it, nothing else is done with it.
    UNTRACKED,
    /// To be dropped for the reason given.
    DROP
}
