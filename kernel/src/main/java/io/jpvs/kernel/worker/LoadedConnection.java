package io.jpvs.kernel.worker;

import io.jpvs.kernel.address.Endpoint;
import io.jpvs.kernel.config.ServerSettings;
import io.jpvs.kernel.config.ServiceSettings;

/// A connection from a file, checked: its service and server are configured, its handler knows the state.
///
/// @param protocol the IANA protocol number
/// @param client the client's end
/// @param vip what the client talks to
/// @param local what the server sees as its client
/// @param server the server's end
/// @param service the service it is of
/// @param settings the server of that service
/// @param timeoutMillis as the handler set it for the state
/// @param handlerState as the handler set it
record LoadedConnection(
        int protocol,
        Endpoint client,
        Endpoint vip,
        Endpoint local,
        Endpoint server,
        ServiceSettings service,
        ServerSettings settings,
        int timeoutMillis,
        byte[] handlerState) {
    /// Returns the worker that the connection goes to: the one that deals its local selector, which stays.
    int owner(int workers) {
        return Math.floorMod(local.selector(), workers);
    }
}
