package io.jpvs.kernel.worker;

import java.util.List;

/// Connections that a [ConnectionLoader] has read, for a [WorkerConfigurator] to start its worker with.
public final class LoadedConnections {
    /// None.
    public static final LoadedConnections NONE = new LoadedConnections(List.of());

    private final List<LoadedConnection> connections;

    LoadedConnections(List<LoadedConnection> connections) {
        this.connections = List.copyOf(connections);
    }

    List<LoadedConnection> all() {
        return connections;
    }

    /// Returns how many there are.
    public int size() {
        return connections.size();
    }
}
