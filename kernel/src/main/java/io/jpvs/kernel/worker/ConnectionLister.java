package io.jpvs.kernel.worker;

import io.jpvs.api.IpVersion;
import io.jpvs.api.Protocol;
import io.jpvs.api.ProtocolHandler;
import io.jpvs.kernel.config.Configuration;
import io.jpvs.kernel.plugin.LoadedHandler;
import io.jpvs.kernel.table.ConnectionRecord;
import io.jpvs.kernel.table.ConnectionTable;
import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Lists connections while their workers go on. Makes handlers of its own to name the states, so that those of the
/// workers stay with their threads. Make one for each listing: it is used by one thread.
public final class ConnectionLister {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private record Served(String protocol, ProtocolHandler handler) {}

    private final Map<Integer, Served> handlers4 = new HashMap<>();
    private final Map<Integer, Served> handlers6 = new HashMap<>();

    /// Makes a lister.
    ///
    /// @param configuration the one in force
    public ConnectionLister(Configuration configuration, List<LoadedHandler> handlers) {
        for (LoadedHandler loaded : handlers) {
            ProtocolHandler handler = loaded.newHandler(configuration.options(loaded.optionsName()));
            for (Protocol protocol : loaded.protocols()) {
                for (IpVersion version : protocol.versions()) {
                    (version == IpVersion.IPV6 ? handlers6 : handlers4)
                            .put(protocol.number(), new Served(protocol.name(), handler));
                }
            }
        }
    }

    /// Hands over every connection of a worker: those of IPv4 first, in no order that means anything. One that
    /// comes or goes meanwhile may be there or not.
    ///
    /// @param nowNanos the time by the worker's clock
    public void list(Worker worker, long nowNanos, Consumer<ListedConnection> consumer) {
        try (Arena scratch = Arena.ofConfined()) {
            list(scratch, worker.table(IpVersion.IPV4), IpVersion.IPV4, nowNanos, consumer);
            list(scratch, worker.table(IpVersion.IPV6), IpVersion.IPV6, nowNanos, consumer);
        }
    }

    private void list(
            Arena scratch,
            ConnectionTable table,
            IpVersion version,
            long nowNanos,
            Consumer<ListedConnection> consumer) {
        ConnectionRecord record = ConnectionRecord.alone(scratch, version);
        Map<Integer, Served> handlers = version == IpVersion.IPV6 ? handlers6 : handlers4;
        for (int number = 0; number < table.capacity(); number++) {
            if (table.copyInUse(number, record)) {
                consumer.accept(row(record, handlers.get(record.protocol()), nowNanos));
            }
        }
    }

    private static ListedConnection row(ConnectionRecord record, @Nullable Served served, long nowNanos) {
        long leftNanos = Math.max(0, record.deadlineNanos() - nowNanos);
        return new ListedConnection(
                served == null ? Integer.toString(record.protocol()) : served.protocol(),
                record.client(),
                record.vip(),
                record.local(),
                record.server(),
                served == null ? "-" : describe(served.handler(), record),
                (leftNanos + NANOS_PER_SECOND - 1) / NANOS_PER_SECOND);
    }

    /// Asks for words that stand in a table and between tabs, whatever a handler says.
    private static String describe(ProtocolHandler handler, ConnectionRecord record) {
        try {
            @Nullable String state = handler.describe(record);
            return state == null || state.isBlank() ? "-" : state.replaceAll("\\p{Cntrl}", " ");
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            return "?";
        }
    }
}
