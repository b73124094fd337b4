package io.jpvs.kernel.worker;

import io.jpvs.api.ProtocolHandler;

/// The way of one protocol's packets through a worker. Its only implementation is copied for each handler class,
/// see [LaneFactory].
interface Lane {
    /// Carries the group's packets to an outcome each, and empties it.
    void carry(LaneGroup group);

    /// Returns the handler.
    ProtocolHandler handler();

    /// Returns the IANA protocol number.
    int protocol();

    /// Returns what watches the handler's exceptions. Whoever else calls the handler reports them there.
    FaultGuard faults();

    /// Returns what has been translated of this protocol's errors.
    Counters.Related related();
}
