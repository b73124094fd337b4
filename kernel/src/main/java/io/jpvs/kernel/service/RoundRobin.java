package io.jpvs.kernel.service;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes the usable servers in turn: `rr`.
final class RoundRobin implements Scheduler {
    private int next;

    @Override
    public @Nullable Server schedule(List<Server> servers) {
        for (int tries = servers.size(); tries > 0; tries--) {
            if (next >= servers.size()) {
                next = 0;
            }
            Server server = servers.get(next++);
            if (server.isUsable()) {
                return server;
            }
        }
        return null;
    }
}
