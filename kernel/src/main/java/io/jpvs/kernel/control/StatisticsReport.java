package io.jpvs.kernel.control;

import io.jpvs.kernel.port.PortStatistics;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// What a balancer has counted since it started. Its names are those of the JSON that `jpvs stats --json` prints:
/// programs rely on them.
///
/// @param uptimeSeconds since the balancer started
/// @param workers worker threads
/// @param receivedFrames frames taken from all ports
/// @param outcomes one for each way a frame can end, in a fixed order; zeros included
/// @param counters events beside the outcomes
/// @param ports in the order of the configuration
/// @param connections over all workers
/// @param services in the order of the configuration
/// @param neighbours what is known of the next hops
public record StatisticsReport(
        long uptimeSeconds,
        int workers,
        long receivedFrames,
        List<Outcome> outcomes,
        List<Counter> counters,
        List<Port> ports,
        Connections connections,
        List<Service> services,
        List<Neighbour> neighbours) {
    /// Copies the lists.
    public StatisticsReport {
        outcomes = List.copyOf(outcomes);
        counters = List.copyOf(counters);
        ports = List.copyOf(ports);
        services = List.copyOf(services);
        neighbours = List.copyOf(neighbours);
    }

    /// How many frames ended in one way. Each frame ends in exactly one.
    ///
    /// @param name the verdict's name in lower case with hyphens
    /// @param description the same for people
    /// @param drop whether such a frame is lost
    public record Outcome(String name, String description, boolean drop, long packets) {}

    /// A counter of events.
    ///
    /// @param name lower case with hyphens
    /// @param labels what distinguishes counters of one name
    public record Counter(String name, Map<String, String> labels, String description, long value) {
        /// Copies the labels.
        public Counter {
            labels = Map.copyOf(labels);
        }
    }

    /// A port.
    ///
    /// @param up whether the device is there and has link
    /// @param statistics the device's own counters
    public record Port(String name, boolean up, String mac, int mtuBytes, PortStatistics statistics) {}

    /// Fill of the connection tables.
    ///
    /// @param active connections there are
    /// @param capacity connections there is room for
    /// @param lingering ended connections that still translate errors
    /// @param lingerCapacity ended connections there is room for
    /// @param lingerBytes memory set aside for them, index included
    public record Connections(long active, long capacity, long lingering, long lingerCapacity, long lingerBytes) {}

    /// A service.
    ///
    /// @param address the VIP
    /// @param port none if it takes every port, or its protocol has none
    public record Service(
            String protocol, String address, OptionalInt port, String scheduler, String forward, List<Server> servers) {
        /// Copies the servers.
        public Service {
            servers = List.copyOf(servers);
        }
    }

    /// A server of a service. Packets and bytes in are from clients, out to clients; bytes are those of IP
    /// packets.
    ///
    /// @param port none if it keeps the client's
    /// @param activeConnections connections there are
    /// @param connections connections scheduled so far
    public record Server(
            String address,
            OptionalInt port,
            int weight,
            long activeConnections,
            long connections,
            long packetsIn,
            long packetsOut,
            long bytesIn,
            long bytesOut) {}

    /// A next hop.
    ///
    /// @param mac null while it has not answered
    /// @param port the port's name
    /// @param state as RFC 4861 names it, in lower case
    public record Neighbour(String address, @Nullable String mac, String port, String state) {}
}
