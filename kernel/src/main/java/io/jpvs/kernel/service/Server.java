package io.jpvs.kernel.service;

import io.jpvs.kernel.address.IpAddress;
import io.jpvs.kernel.local.SelectorPool;
import java.util.List;

/// A real server of a service, as one worker sees it.
public final class Server {
    private final IpAddress address;
    private final int port;
    private final int weight;
    private final ServerCounters counters;
    private final List<SelectorPool> pools;

    /// Makes a server.
    ///
    /// @param port its port, or -1 to keep the selector that the client asked for
    /// @param weight its share; 0 takes no new connections
    /// @param pools one for each local address of the service
    public Server(IpAddress address, int port, int weight, ServerCounters counters, List<SelectorPool> pools) {
        this.address = address;
        this.port = port;
        this.weight = weight;
        this.counters = counters;
        this.pools = List.copyOf(pools);
    }

    /// Returns its address.
    public IpAddress address() {
        return address;
    }

    /// Returns its port, or -1.
    public int port() {
        return port;
    }

    /// Returns its weight.
    public int weight() {
        return weight;
    }

    /// Returns whether it takes new connections.
    public boolean isUsable() {
        return weight > 0;
    }

    /// Returns its counters.
    public ServerCounters counters() {
        return counters;
    }

    /// Returns its pools, one for each local address of the service.
    public List<SelectorPool> pools() {
        return pools;
    }
}
