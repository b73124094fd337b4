package io.jpvs.kernel.service;

import io.jpvs.api.Direction;

/// What one worker has seen of one server of one service. Outlives the server's place in the configuration, since
/// its connections do. Written by the worker alone; others read figures that may be a moment old.
public final class ServerCounters {
    private final int id;

    /// Connections that exist now.
    public long active;
    /// Connections scheduled since start.
    public long connections;
    /// Packets from clients.
    public long packetsIn;
    /// Packets to clients.
    public long packetsOut;
    /// Bytes of IP packets from clients.
    public long bytesIn;
    /// Bytes of IP packets to clients.
    public long bytesOut;

    /// Makes counters at zero.
    ///
    /// @param id the number that connections know the server by
    public ServerCounters(int id) {
        this.id = id;
    }

    /// Counts a packet that went on.
    public void count(Direction direction, int ipBytes) {
        if (direction == Direction.IN) {
            packetsIn++;
            bytesIn += ipBytes;
        } else {
            packetsOut++;
            bytesOut += ipBytes;
        }
    }

    /// Returns the number that connections know the server by.
    public int id() {
        return id;
    }
}
