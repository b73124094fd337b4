package io.jpvs.kernel.service;

import io.jpvs.kernel.address.IpAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A service, as one worker sees it.
public final class Service {
    /// Stands for every port where a service states none.
    public static final int ANY_PORT = -1;

    private final IpAddress address;
    private final int protocol;
    private final int port;
    private final Scheduler scheduler;
    private final List<Server> servers;
    private int nextPool;

    /// Makes a service.
    ///
    /// @param protocol the IANA protocol number
    /// @param port the port, or [#ANY_PORT]
    public Service(IpAddress address, int protocol, int port, Scheduler scheduler, List<Server> servers) {
        this.address = address;
        this.protocol = protocol;
        this.port = port;
        this.scheduler = scheduler;
        this.servers = List.copyOf(servers);
    }

    /// Returns the VIP.
    public IpAddress address() {
        return address;
    }

    /// Returns the IANA protocol number.
    public int protocol() {
        return protocol;
    }

    /// Returns the port, or [#ANY_PORT].
    public int port() {
        return port;
    }

    /// Returns the servers.
    public List<Server> servers() {
        return servers;
    }

    /// Chooses a server for a new connection, or null if none is usable.
    public @Nullable Server schedule() {
        return scheduler.schedule(servers);
    }

    /// Returns whether a new connection could be served.
    public boolean hasUsableServer() {
        for (int i = 0; i < servers.size(); i++) {
            if (servers.get(i).isUsable()) {
                return true;
            }
        }
        return false;
    }

    /// Returns a number that grows with each new connection, to take the local addresses in turn.
    public int nextPool() {
        return nextPool++ & Integer.MAX_VALUE;
    }
}
