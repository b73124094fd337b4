package io.jpvs.kernel;

import io.jpvs.api.IpVersion;
import io.jpvs.api.Protocol;
import io.jpvs.api.Verdict;
import io.jpvs.kernel.address.MacAddress;
import io.jpvs.kernel.config.Configuration;
import io.jpvs.kernel.config.ServerSettings;
import io.jpvs.kernel.config.ServiceSettings;
import io.jpvs.kernel.control.StatisticsReport;
import io.jpvs.kernel.plugin.LoadedHandler;
import io.jpvs.kernel.port.Port;
import io.jpvs.kernel.service.ServerCounters;
import io.jpvs.kernel.worker.Tally;
import io.jpvs.kernel.worker.Worker;
import io.jpvs.kernel.worker.WorkerConfigurator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Adds up what the workers count, under the names that users see.
final class StatisticsCollector {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final long startNanos;
    private final List<? extends Port> ports;
    private final List<Worker> workers;
    private final List<WorkerConfigurator> configurators;
    private final Map<String, Protocol> protocols = new HashMap<>();

    StatisticsCollector(
            long startNanos,
            List<? extends Port> ports,
            List<Worker> workers,
            List<WorkerConfigurator> configurators,
            List<LoadedHandler> handlers) {
        this.startNanos = startNanos;
        this.ports = List.copyOf(ports);
        this.workers = List.copyOf(workers);
        this.configurators = List.copyOf(configurators);
        for (LoadedHandler handler : handlers) {
            handler.protocols().forEach(protocol -> protocols.put(protocol.name(), protocol));
        }
    }

    StatisticsReport collect(Configuration configuration) {
        return new StatisticsReport(
                (System.nanoTime() - startNanos) / NANOS_PER_SECOND,
                workers.size(),
                sum(Tally.RECEIVED),
                outcomes(),
                counters(),
                ports(),
                connections(),
                configuration.services().stream().map(this::service).toList(),
                neighbours());
    }

    private long sum(Tally tally) {
        return workers.stream()
                .mapToLong(worker -> worker.counters().get(tally))
                .sum();
    }

    private List<StatisticsReport.Outcome> outcomes() {
        List<StatisticsReport.Outcome> outcomes = new ArrayList<>();
        for (Verdict verdict : Verdict.values()) {
            long packets = workers.stream()
                    .mapToLong(worker -> worker.counters().get(verdict))
                    .sum();
            outcomes.add(
                    new StatisticsReport.Outcome(named(verdict), verdict.description(), verdict.isDrop(), packets));
        }
        return outcomes;
    }

    private List<StatisticsReport.Counter> counters() {
        List<StatisticsReport.Counter> counters = new ArrayList<>();
        for (Tally tally : Tally.values()) {
            if (tally != Tally.RECEIVED) {
                counters.add(new StatisticsReport.Counter(named(tally), Map.of(), tally.description(), sum(tally)));
            }
        }
        counters.addAll(related());
        return counters;
    }

    private List<StatisticsReport.Counter> related() {
        Map<String, StatisticsReport.Counter> byLabels = new TreeMap<>();
        for (Worker worker : workers) {
            worker.counters().forEachRelated((ipv6, protocol, direction, type, count) -> {
                Map<String, String> labels = new TreeMap<>();
                labels.put("protocol", nameOf(ipv6, protocol));
                labels.put("direction", named(direction));
                labels.put("type", Integer.toString(type));
                StatisticsReport.Counter counter =
                        new StatisticsReport.Counter("related", labels, "errors translated", count);
                byLabels.merge(labels.toString(), counter, StatisticsCollector::add);
            });
        }
        return List.copyOf(byLabels.values());
    }

    private static StatisticsReport.Counter add(StatisticsReport.Counter one, StatisticsReport.Counter other) {
        return new StatisticsReport.Counter(one.name(), one.labels(), one.description(), one.value() + other.value());
    }

    private String nameOf(boolean ipv6, int number) {
        IpVersion version = ipv6 ? IpVersion.IPV6 : IpVersion.IPV4;
        return protocols.values().stream()
                .filter(protocol ->
                        protocol.number() == number && protocol.versions().contains(version))
                .map(Protocol::name)
                .findFirst()
                .orElse(Integer.toString(number));
    }

    private List<StatisticsReport.Port> ports() {
        List<StatisticsReport.Port> list = new ArrayList<>();
        for (Port port : ports) {
            list.add(new StatisticsReport.Port(
                    port.name(),
                    port.isUp(),
                    MacAddress.toString(port.macAddress()),
                    port.mtuBytes(),
                    port.statistics()));
        }
        return list;
    }

    private StatisticsReport.Connections connections() {
        long active = 0;
        long capacity = 0;
        long lingering = 0;
        long lingerCapacity = 0;
        long lingerBytes = 0;
        for (Worker worker : workers) {
            for (IpVersion version : IpVersion.values()) {
                active += worker.table(version).size();
                capacity += worker.table(version).capacity();
                lingering += worker.ended(version).size();
                lingerCapacity += worker.ended(version).capacity();
                lingerBytes += worker.ended(version).bytes();
            }
        }
        return new StatisticsReport.Connections(active, capacity, lingering, lingerCapacity, lingerBytes);
    }

    private StatisticsReport.Service service(ServiceSettings service) {
        Protocol protocol = protocols.get(service.protocol());
        int number = protocol == null ? 0 : protocol.number();
        return new StatisticsReport.Service(
                service.protocol(),
                service.address().toString(),
                service.port(),
                service.scheduler(),
                named(service.forward()),
                service.servers().stream()
                        .map(server -> server(service, number, server))
                        .toList());
    }

    private StatisticsReport.Server server(ServiceSettings service, int protocol, ServerSettings server) {
        List<ServerCounters> all = configurators.stream()
                .map(configurator -> configurator.counters(service, protocol, server))
                .toList();
        return new StatisticsReport.Server(
                server.address().toString(),
                server.port(),
                server.weight(),
                all.stream().mapToLong(counters -> counters.active).sum(),
                all.stream().mapToLong(counters -> counters.connections).sum(),
                all.stream().mapToLong(counters -> counters.packetsIn).sum(),
                all.stream().mapToLong(counters -> counters.packetsOut).sum(),
                all.stream().mapToLong(counters -> counters.bytesIn).sum(),
                all.stream().mapToLong(counters -> counters.bytesOut).sum());
    }

    private List<StatisticsReport.Neighbour> neighbours() {
        List<StatisticsReport.Neighbour> list = new ArrayList<>();
        for (Worker worker : workers) {
            worker.forEachNeighbour(neighbour -> list.add(new StatisticsReport.Neighbour(
                    neighbour.address().toString(),
                    neighbour.state().isUsable() ? MacAddress.toString(neighbour.macAddress()) : null,
                    ports.get(neighbour.port()).name(),
                    named(neighbour.state()))));
        }
        return list;
    }

    private static String named(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
