package io.jpvs.kernel.neighbour;

import io.jpvs.api.Verdict;
import io.jpvs.kernel.address.IpAddress;
import org.jspecify.annotations.Nullable;

/// A next hop: an address on a port's link, with its MAC once that is known.
public final class Neighbour {
    /// Frames that wait for one neighbour, at most (RFC 4861 7.2.2 asks for at least one).
    static final int QUEUE_FRAMES = 16;

    int reference;
    private final int port;
    private final IpAddress address;
    NeighbourState state = NeighbourState.INCOMPLETE;
    long macAddress;
    long changedNanos;
    int solicitations;
    boolean used;
    final long[] queue = new long[QUEUE_FRAMES];
    final @Nullable Verdict[] queueVerdicts = new Verdict[QUEUE_FRAMES];
    int queued;

    Neighbour(int reference, int port, IpAddress address) {
        this.reference = reference;
        this.port = port;
        this.address = address;
    }

    /// Returns the number that connections know this neighbour by, for as long as [Neighbours#at] finds it.
    public int reference() {
        return reference;
    }

    /// Returns the index of the port.
    public int port() {
        return port;
    }

    /// Returns the IP address.
    public IpAddress address() {
        return address;
    }

    /// Returns the state.
    public NeighbourState state() {
        return state;
    }

    /// Returns the MAC; meaningful if the state is usable.
    public long macAddress() {
        return macAddress;
    }

    /// Returns whether frames can be sent now, and notes that one will be.
    public boolean use() {
        if (!used) {
            used = true;
        }
        return state.isUsable();
    }
}
