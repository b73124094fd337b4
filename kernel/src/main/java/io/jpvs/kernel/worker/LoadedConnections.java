package io.jpvs.kernel.worker;

import io.jpvs.kernel.handover.AssignedKeys;
import io.jpvs.kernel.table.FlowKey;
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

    /// Returns which worker owns each client's key; connections keep their local selectors, whatever the number of
    /// workers was when those were dealt.
    AssignedKeys assign(WorkerGroup group) {
        AssignedKeys assigned = new AssignedKeys(connections.size());
        FlowKey key = new FlowKey();
        for (LoadedConnection connection : connections) {
            boolean ipv6 = connection.vip().address().isIpv6();
            key.set(connection.client(), connection.vip());
            assigned.put(group.hash().of(key, connection.protocol(), ipv6), connection.owner(group.size()));
        }
        return assigned;
    }

    /// Returns how many there are.
    public int size() {
        return connections.size();
    }
}
