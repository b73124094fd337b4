package io.jpvs.kernel.control;

import io.jpvs.api.Protocol;
import io.jpvs.kernel.config.ConfigurationException;
import io.jpvs.kernel.plugin.PluginRow;
import io.jpvs.kernel.port.PortStatistics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// A balancer that always says the same.
final class FakeBalancer implements BalancerControl {
    static final StatisticsReport REPORT = new StatisticsReport(
            61,
            1,
            10,
            List.of(
                    new StatisticsReport.Outcome("forwarded-in", "client to server", false, 7),
                    new StatisticsReport.Outcome("no-route", "no route", true, 3)),
            List.of(new StatisticsReport.Counter("related", Map.of("type", "3"), "errors translated", 2)),
            List.of(new StatisticsReport.Port(
                    "client", true, "02:00:00:00:00:01", 1500, new PortStatistics(1, 2, 3, 4, 5, 6, 7, 8))),
            new StatisticsReport.Connections(4, 100, 1, 50, 3200),
            List.of(new StatisticsReport.Service(
                    "stream",
                    "10.1.0.100",
                    OptionalInt.of(80),
                    "rr",
                    "fullnat",
                    List.of(new StatisticsReport.Server(
                            "10.2.0.10", OptionalInt.empty(), 1, 4, 9, 20, 18, 2000, 1800)))),
            List.of(
                    new StatisticsReport.Neighbour("10.2.0.10", "02:00:00:00:02:02", "server", "reachable"),
                    new StatisticsReport.Neighbour("10.2.0.11", null, "server", "incomplete")));

    static final List<PluginRow> PLUGINS = List.of(new PluginRow(
            "stream.jar", "stream", "1.0", "1", List.of(Protocol.of(200, "stream")), PluginRow.State.LOADED, ""));

    static final ConnectionRow IPV4 = new ConnectionRow(
            "stream", "10.1.0.2:40000", "10.1.0.100:80", "10.2.0.1:1025", "10.2.0.10:8080", "established", 90);

    static final ConnectionRow IPV6 =
            new ConnectionRow("query", "[fd01::2]:7", "[fd01::100]:7", "[fd02::1]:1", "[fd02::10]:1", "-", 30);

    final AtomicInteger reloads = new AtomicInteger();
    volatile int repetitions = 1;
    volatile boolean isValid = true;

    @Override
    public StatisticsReport statistics() {
        return REPORT;
    }

    @Override
    public void connections(Consumer<ConnectionRow> consumer) {
        for (int i = 0; i < repetitions; i++) {
            consumer.accept(IPV4);
            consumer.accept(IPV6);
        }
    }

    @Override
    public List<PluginRow> plugins() {
        return PLUGINS;
    }

    @Override
    public void reload() {
        reloads.incrementAndGet();
        if (!isValid) {
            throw new ConfigurationException(Path.of("jpvs.yaml"), 7, "wrong", "write it right");
        }
    }
}
