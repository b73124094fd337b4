package io.jpvs.bench.memory;

/// What a worker in memory has to do. One of these changes in a series, the others stay as they usually are.
///
/// @param protocol of the flows: udp or tcp
/// @param flows established ones
/// @param services that they are spread over, each with an address of its own
/// @param servers of each service
/// @param handlers protocols loaded; from the fourth on UDP's under other numbers, each from a jar of its own
/// @param mixed whether all of them but ICMP have that many flows, instead of the one protocol
/// @param burst frames that a port gives at a time
/// @param frameBytes of a frame, Ethernet header included
public record Layout(
        String protocol, int flows, int services, int servers, int handlers, boolean mixed, int burst, int frameBytes) {
    /// Handlers that jpvs ships.
    public static final int SHIPPED_HANDLERS = 3;

    /// Frames that a worker takes at a time.
    public static final int MOST_BURST = 64;

    /// The smallest frame that Ethernet knows, without its check sequence.
    public static final int LEAST_FRAME_BYTES = 60;

    /// The largest frame of an MTU of 1500.
    public static final int MOST_FRAME_BYTES = 1514;

    private static final long RECORDS_AND_INDEX_BYTES = 128 + 192 + 2 * 32 + 2 * 4;
    private static final long OTHER_MEGABYTES = 1024;

    /// Returns what a series starts from.
    public static Layout usual(String protocol, int flows) {
        return new Layout(protocol, flows, 1, 1, SHIPPED_HANDLERS, false, MOST_BURST, LEAST_FRAME_BYTES);
    }

    /// Returns it with another number of flows.
    public Layout withFlows(int number) {
        return new Layout(protocol, number, services, servers, handlers, mixed, burst, frameBytes);
    }

    /// Returns it with another number of services; at least a flow for each.
    public Layout withServices(int number) {
        return new Layout(protocol, Math.max(flows, number), number, servers, handlers, mixed, burst, frameBytes);
    }

    /// Returns it with another number of servers; at least a flow for each.
    public Layout withServers(int number) {
        return new Layout(protocol, Math.max(flows, number), services, number, handlers, mixed, burst, frameBytes);
    }

    /// Returns it with another number of handlers, and flows of all of them.
    public Layout withHandlers(int number) {
        return new Layout(protocol, flows, services, servers, number, true, burst, frameBytes);
    }

    /// Returns it with bursts of another size.
    public Layout withBurst(int frames) {
        return new Layout(protocol, flows, services, servers, handlers, mixed, frames, frameBytes);
    }

    /// Returns it with frames of another size.
    public Layout withFrameBytes(int bytes) {
        return new Layout(protocol, flows, services, servers, handlers, mixed, burst, bytes);
    }

    /// Returns the connections there is room for: the least power of two that is enough, so that the index is equally
    /// full in each row.
    public int capacity() {
        return Math.max(1024, Integer.highestOneBit(flows * protocols() * 2 - 1));
    }

    /// Returns how many protocols have flows.
    public int protocols() {
        return mixed ? handlers - 1 : 1;
    }

    /// Returns the memory that it takes, about.
    public long megabytes() {
        long frames = 2L * flows * protocols() * FrameStore.slotBytes(frameBytes);
        return OTHER_MEGABYTES + (capacity() * RECORDS_AND_INDEX_BYTES + 2 * frames >>> 20);
    }
}
