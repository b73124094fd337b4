package io.jpvs.cli;

import io.jpvs.kernel.config.Configuration;
import io.jpvs.kernel.control.ConnectionRow;
import io.jpvs.kernel.control.StatisticsReport;
import io.jpvs.kernel.port.PortStatistics;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/// A kernel without packets that always says the same.
final class FakeBalancer implements RunningBalancer {
    final AtomicReference<Configuration> inForce = new AtomicReference<>();
    final AtomicBoolean isClosed = new AtomicBoolean();

    FakeBalancer start(Configuration configuration) {
        inForce.set(configuration);
        return this;
    }

    @Override
    public StatisticsReport statistics() {
        return new StatisticsReport(
                3723,
                1,
                10,
                List.of(
                        new StatisticsReport.Outcome("forwarded-in", "client to server, sent on", false, 7),
                        new StatisticsReport.Outcome("forwarded-out", "server to client, sent on", false, 0),
                        new StatisticsReport.Outcome("no-route", "no route", true, 3)),
                List.of(
                        new StatisticsReport.Counter("originated", Map.of(), "packets originated", 0),
                        new StatisticsReport.Counter(
                                "related", Map.of("type", "3", "code", "4"), "errors translated", 2)),
                List.of(new StatisticsReport.Port(
                        "client", true, "02:00:00:00:00:01", 1500, new PortStatistics(1, 2, 3, 4, 5, 6, 7, 8))),
                new StatisticsReport.Connections(4, 100, 1, 50, 3200),
                List.of(
                        new StatisticsReport.Service(
                                "stream",
                                "10.1.0.100",
                                OptionalInt.of(80),
                                "rr",
                                "fullnat",
                                List.of(
                                        new StatisticsReport.Server(
                                                "10.2.0.10", OptionalInt.of(8080), 1, 4, 9, 20, 18, 2000, 1800),
                                        new StatisticsReport.Server(
                                                "10.2.0.11", OptionalInt.empty(), 10, 0, 0, 0, 0, 0, 0))),
                        new StatisticsReport.Service(
                                "query", "fd01::100", OptionalInt.empty(), "wrr", "fullnat", List.of())),
                List.of(
                        new StatisticsReport.Neighbour("10.2.0.10", "02:00:00:00:02:02", "server", "reachable"),
                        new StatisticsReport.Neighbour("10.2.0.11", null, "server", "incomplete")));
    }

    @Override
    public void connections(Consumer<ConnectionRow> consumer) {
        consumer.accept(new ConnectionRow(
                "stream", "10.1.0.2:40000", "10.1.0.100:80", "10.2.0.1:1025", "10.2.0.10:8080", "established", 90));
        consumer.accept(
                new ConnectionRow("query", "[fd01::2]:7", "[fd01::100]:7", "[fd02::1]:1", "[fd02::10]:1", "-", 3605));
    }

    @Override
    public void apply(Configuration next) {
        inForce.set(next);
    }

    @Override
    public void close() {
        isClosed.set(true);
    }
}
