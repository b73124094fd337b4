package io.jpvs.bench.scale;

import io.jpvs.bench.memory.Layout;
import java.util.List;

/// What is changed from row to row while all else stays.
public enum Series {
    /// Connections in the table.
    TABLE("connections"),
    /// Services, each with an address of its own; as many flows at least.
    SERVICES("services"),
    /// Servers of one service; as many flows at least.
    SERVERS("servers of the service"),
    /// Plugins, all of which have carried packets.
    PLUGINS("plugins"),
    /// Frames that a port gives at a time.
    BURST("frames in a burst"),
    /// Length of a frame.
    FRAME("bytes of a frame");

    private static final int FLOWS = 10_000;

    private static final int FLOWS_OF_EACH = 1_000;

    private final String unit;

    Series(String unit) {
        this.unit = unit;
    }

    /// Returns what its numbers count.
    public String unit() {
        return unit;
    }

    /// Returns the numbers.
    public List<Integer> steps() {
        return switch (this) {
            case TABLE -> List.of(1, 1_000, 10_000, 100_000, 1_000_000, 4_000_000);
            case SERVICES -> List.of(1, 10, 100, 1_000, 10_000);
            case SERVERS -> List.of(1, 10, 100, 1_000);
            case PLUGINS -> List.of(Layout.SHIPPED_HANDLERS, 4, 6, 8, 10);
            case BURST -> List.of(1, 2, 4, 8, 16, 32, Layout.MOST_BURST);
            case FRAME -> List.of(Layout.LEAST_FRAME_BYTES, 128, 256, 512, 1024, Layout.MOST_FRAME_BYTES);
        };
    }

    /// Returns what there is in the row of a number.
    Layout layout(String protocol, int step) {
        Layout usual = Layout.usual(protocol, FLOWS);
        return switch (this) {
            case TABLE -> usual.withFlows(step);
            case SERVICES -> usual.withServices(step);
            case SERVERS -> usual.withServers(step);
            case PLUGINS -> Layout.usual(protocol, FLOWS_OF_EACH).withHandlers(step);
            case BURST -> usual.withBurst(step);
            case FRAME -> usual.withFrameBytes(step);
        };
    }
}
