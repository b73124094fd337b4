package io.jpvs.kernel.neighbour;

import io.jpvs.api.Verdict;

/// What moves a neighbour from state to state: RFC 4861, section 7.3 and appendix C, for ARP too.
final class Reachability {
    private static final long REACHABLE_NANOS = 30_000_000_000L; // section 10: REACHABLE_TIME
    private static final long DELAY_NANOS = 5_000_000_000L; // DELAY_FIRST_PROBE_TIME
    private static final long RETRANS_NANOS = 1_000_000_000L; // RETRANS_TIMER
    private static final int MAX_SOLICITATIONS = 3; // MAX_MULTICAST_SOLICIT, MAX_UNICAST_SOLICIT

    private final Neighbours.Link link;
    private final HeldFrames held;

    Reachability(Neighbours.Link link, HeldFrames held) {
        this.link = link;
        this.held = held;
    }

    /// Begins to ask for a neighbour that a frame has to go to, unless that is under way.
    void ask(Neighbour neighbour, long nowNanos) {
        if (neighbour.solicitations == 0) {
            solicit(neighbour, false, nowNanos);
        }
    }

    /// Takes what an answer to our own question says: the neighbour is there, at that MAC.
    void confirm(Neighbour neighbour, long macAddress, long nowNanos) {
        if (neighbour.state != NeighbourState.PERMANENT) {
            enter(neighbour, NeighbourState.REACHABLE, macAddress, nowNanos);
        }
    }

    /// Takes what a neighbour says of itself unasked: worth using, not worth believing for long.
    void learn(Neighbour neighbour, long macAddress, long nowNanos) {
        boolean isKnown = neighbour.state.isUsable() && neighbour.macAddress == macAddress;
        if (neighbour.state != NeighbourState.PERMANENT && !isKnown) {
            enter(neighbour, NeighbourState.STALE, macAddress, nowNanos);
        }
    }

    /// Takes an advertisement: section 7.2.5. One that does not override only casts doubt on what is known, as a
    /// proxy's must not displace the host's own.
    ///
    /// @param macAddress [NeighbourDiscovery#NO_MAC] if it states none
    void advertised(Neighbour neighbour, long macAddress, boolean isSolicited, boolean isOverriding, long nowNanos) {
        boolean isStated = macAddress != NeighbourDiscovery.NO_MAC;
        if (!neighbour.state.isUsable()) {
            if (isStated) {
                enter(neighbour, isSolicited ? NeighbourState.REACHABLE : NeighbourState.STALE, macAddress, nowNanos);
            }
            return;
        }
        boolean isNews = isStated && macAddress != neighbour.macAddress;
        if (isNews && !isOverriding) {
            if (neighbour.state == NeighbourState.REACHABLE) {
                enter(neighbour, NeighbourState.STALE, neighbour.macAddress, nowNanos);
            }
        } else if (isSolicited) {
            confirm(neighbour, isNews ? macAddress : neighbour.macAddress, nowNanos);
        } else if (isNews) {
            learn(neighbour, macAddress, nowNanos);
        }
    }

    private void enter(Neighbour neighbour, NeighbourState state, long macAddress, long nowNanos) {
        neighbour.macAddress = macAddress;
        neighbour.state = state;
        neighbour.changedNanos = nowNanos;
        neighbour.solicitations = 0;
        neighbour.used = false;
        held.release(neighbour);
    }

    /// Returns when the neighbour's timer is due, or `Long.MAX_VALUE` if none is set.
    long timerNanos(Neighbour neighbour) {
        return switch (neighbour.state) {
            case INCOMPLETE -> neighbour.solicitations > 0 ? neighbour.changedNanos + RETRANS_NANOS : Long.MAX_VALUE;
            case REACHABLE -> neighbour.changedNanos + REACHABLE_NANOS;
            case STALE -> neighbour.used ? neighbour.changedNanos : Long.MAX_VALUE;
            case DELAY -> neighbour.changedNanos + DELAY_NANOS;
            case PROBE -> neighbour.changedNanos + RETRANS_NANOS;
            case PERMANENT -> Long.MAX_VALUE;
        };
    }

    /// Fires the neighbour's timer if it is due.
    void tick(Neighbour neighbour, long nowNanos) {
        if (timerNanos(neighbour) > nowNanos) {
            return;
        }
        switch (neighbour.state) {
            case INCOMPLETE -> solicitAgain(neighbour, false, nowNanos);
            case REACHABLE -> {
                neighbour.state = NeighbourState.STALE;
                neighbour.used = false;
                neighbour.changedNanos = nowNanos;
            }
            case STALE -> {
                neighbour.state = NeighbourState.DELAY;
                neighbour.changedNanos = nowNanos;
            }
            case DELAY -> {
                neighbour.state = NeighbourState.PROBE;
                neighbour.solicitations = 0;
                solicit(neighbour, true, nowNanos);
            }
            case PROBE -> solicitAgain(neighbour, true, nowNanos);
            case PERMANENT -> {}
        }
    }

    private void solicitAgain(Neighbour neighbour, boolean unicast, long nowNanos) {
        if (neighbour.solicitations < MAX_SOLICITATIONS) {
            solicit(neighbour, unicast, nowNanos);
            return;
        }
        neighbour.state = NeighbourState.INCOMPLETE;
        neighbour.solicitations = 0;
        held.drop(neighbour, Verdict.NEIGHBOUR_UNREACHABLE);
    }

    private void solicit(Neighbour neighbour, boolean unicast, long nowNanos) {
        neighbour.solicitations++;
        neighbour.changedNanos = nowNanos;
        link.solicit(neighbour, unicast);
    }
}
