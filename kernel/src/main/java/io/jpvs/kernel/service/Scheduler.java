package io.jpvs.kernel.service;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Chooses the server of a new connection. Made for one service of one worker; used by that worker's thread.
public interface Scheduler {
    /// Chooses among the servers, which are the same at every call.
    ///
    /// @return null if none is usable
    @Nullable
    Server schedule(List<Server> servers);
}
