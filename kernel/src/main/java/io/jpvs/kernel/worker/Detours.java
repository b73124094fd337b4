package io.jpvs.kernel.worker;

import io.jpvs.api.Direction;
import io.jpvs.api.Flow;
import io.jpvs.api.Relation;
import io.jpvs.api.Verdict;
import io.jpvs.kernel.ip.Ipv4;
import io.jpvs.kernel.neighbour.Neighbour;
import io.jpvs.kernel.table.ConnectionRecord;
import org.jspecify.annotations.Nullable;

/// The ways of the packets that do not simply go on: what leaves the packet loop, it leaves through here.
final class Detours {
    private final WorkerState state;
    private final Connections connections;
    private final Responder responder;
    private final Admission admission;
    private final ErrorRelay errors;

    Detours(WorkerState state) {
        this.state = state;
        this.connections = new Connections(state);
        this.responder = new Responder(state);
        this.admission = new Admission(state, connections, responder);
        this.errors = new ErrorRelay(state);
    }

    Connections connections() {
        return connections;
    }

    /// Drops a packet of the burst.
    void drop(int i, Verdict reason) {
        state.egress.drop(state.burst.slots[i].frame, reason);
    }

    /// Brings a packet to its end whose handler names no flow for it.
    void unnamed(int i, Lane lane, Relation relation, Flow flow) {
        switch (relation) {
            case QUOTES -> {
                if (state.fragments.isDeciding()) { // the rest of the quote is elsewhere, and its checksum unknown
                    drop(i, Verdict.FRAGMENT);
                } else {
                    errors.relay(i, lane, flow);
                }
            }
            case UNTRACKED -> admission.untracked(i, lane);
            case DROP -> drop(i, flow.reason().isDrop() ? flow.reason() : Verdict.MALFORMED);
            case OPENS, CONTINUES -> throw new IllegalStateException(relation + " names a flow");
        }
    }

    /// Finds or makes the connection of a packet whose look-up found none that is alive.
    ///
    /// @return its reference, or 0 if the packet has come to its end
    long admit(int i, Lane lane) {
        return admission.admit(i, lane);
    }

    /// Looks closer at a packet whose next hop is unknown, whose hops are used up, or that may be too large.
    ///
    /// @param hop the next hop if known
    /// @return the next hop, or null if the packet has come to its end
    @Nullable
    Neighbour checkLeg(int i, Lane lane, ConnectionRecord record, Direction direction, @Nullable Neighbour hop) {
        if (!responder.mayTravelOn(i, lane)) {
            return null;
        }
        Neighbour resolved = hop != null ? hop : connections.resolveHop(record, direction, isWide(i));
        if (resolved == null) {
            drop(i, Verdict.NO_ROUTE);
            return null;
        }
        return responder.fits(i, lane, resolved.port()) ? resolved : null;
    }

    /// Sends a translated packet on that [#checkLeg] let pass: perhaps in pieces, perhaps with others to follow it.
    void depart(int i, ConnectionRecord record, Direction direction, Neighbour hop) {
        Verdict verdict = Egress.VERDICTS[state.burst.slots[i].verdict];
        state.fragments.decided(state.burst.slots[i].ip, verdict, direction, hop, record.serverId());
        state.fragmenter.send(state.burst.slots[i].frame, hop, verdict);
    }

    /// Ends a packet that the handler refused; if it was to be the first of its connection, there is none. If the
    /// connection is another's, the packet goes the way of one that has found none.
    void refused(int i, Lane lane, ConnectionRecord record, Verdict reason) {
        if (record.timeoutMillis() == 0) {
            connections.abandon(record.address(), isWide(i));
            drop(i, reason);
        } else if (reason == Verdict.NO_CONNECTION) {
            admission.unrelated(i, lane);
        } else {
            drop(i, reason);
        }
    }

    private boolean isWide(int i) {
        return Ipv4.version(state.burst.slots[i].ip) == 6;
    }
}
