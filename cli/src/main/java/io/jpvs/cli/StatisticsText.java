package io.jpvs.cli;

import io.jpvs.kernel.control.StatisticsReport;
import io.jpvs.kernel.port.PortStatistics;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Statistics for people: a table for each kind of thing, without what is zero or empty.
final class StatisticsText {
    private final PrintWriter out;

    StatisticsText(PrintWriter out) {
        this.out = out;
    }

    void print(StatisticsReport report) {
        out.println("up " + duration(report.uptimeSeconds()) + ", " + report.workers()
                + (report.workers() == 1 ? " worker, " : " workers, ") + report.receivedFrames()
                + " frames received, " + report.connections().active() + " of "
                + report.connections().capacity() + " connections, "
                + lingering(report.connections()));
        printPorts(report);
        printOutcomes(report);
        printCounters(report);
        printServices(report);
        printNeighbours(report);
    }

    private void printPorts(StatisticsReport report) {
        TextTable table = table(
                "port",
                "link",
                "mac",
                ">mtu",
                ">packets-in",
                ">bytes-in",
                ">packets-out",
                ">bytes-out",
                ">missed",
                ">errors-in",
                ">errors-out",
                ">no-buffer");
        for (StatisticsReport.Port port : report.ports()) {
            PortStatistics seen = port.statistics();
            table.row(
                    port.name(),
                    port.up() ? "up" : "down",
                    port.mac(),
                    port.mtuBytes(),
                    seen.receivedPackets(),
                    seen.receivedBytes(),
                    seen.transmittedPackets(),
                    seen.transmittedBytes(),
                    seen.missedPackets(),
                    seen.receiveErrors(),
                    seen.transmitErrors(),
                    seen.allocationFailures());
        }
        table.end();
    }

    private void printOutcomes(StatisticsReport report) {
        List<StatisticsReport.Outcome> outcomes = report.outcomes().stream()
                .filter(outcome -> outcome.packets() != 0)
                .toList();
        if (outcomes.isEmpty()) {
            return;
        }
        TextTable table = table("outcome", ">packets", "lost", "meaning");
        outcomes.forEach(outcome ->
                table.row(outcome.name(), outcome.packets(), outcome.drop() ? "yes" : "", outcome.description()));
        table.end();
    }

    private void printCounters(StatisticsReport report) {
        List<StatisticsReport.Counter> counters = report.counters().stream()
                .filter(counter -> counter.value() != 0)
                .toList();
        if (counters.isEmpty()) {
            return;
        }
        TextTable table = table("counter", ">events", "meaning");
        counters.forEach(counter ->
                table.row(counter.name() + labels(counter.labels()), counter.value(), counter.description()));
        table.end();
    }

    private void printServices(StatisticsReport report) {
        if (report.services().isEmpty()) {
            return;
        }
        TextTable table = table(
                "service",
                "scheduler",
                "forward",
                "server",
                ">weight",
                ">active",
                ">connections",
                ">packets-in",
                ">bytes-in",
                ">packets-out",
                ">bytes-out");
        for (StatisticsReport.Service service : report.services()) {
            String name = service.protocol() + " " + end(service.address(), service.port());
            if (service.servers().isEmpty()) {
                table.row(name, service.scheduler(), service.forward(), "none", "", "", "", "", "", "", "");
            }
            for (StatisticsReport.Server server : service.servers()) {
                table.row(
                        name,
                        service.scheduler(),
                        service.forward(),
                        end(server.address(), server.port()),
                        server.weight(),
                        server.activeConnections(),
                        server.connections(),
                        server.packetsIn(),
                        server.bytesIn(),
                        server.packetsOut(),
                        server.bytesOut());
            }
        }
        table.end();
    }

    private void printNeighbours(StatisticsReport report) {
        if (report.neighbours().isEmpty()) {
            return;
        }
        TextTable table = table("neighbour", "mac", "port", "state");
        for (StatisticsReport.Neighbour neighbour : report.neighbours()) {
            table.row(
                    neighbour.address(),
                    neighbour.mac() == null ? "-" : neighbour.mac(),
                    neighbour.port(),
                    neighbour.state());
        }
        table.end();
    }

    private static String lingering(StatisticsReport.Connections connections) {
        return connections.lingerCapacity() == 0
                ? "none may linger"
                : connections.lingering() + " of " + connections.lingerCapacity() + " lingering ("
                        + connections.lingerBytes() + " bytes)";
    }

    private TextTable table(String... columns) {
        out.println();
        return new TextTable(out, columns);
    }

    private static String labels(Map<String, String> labels) {
        return labels.isEmpty()
                ? ""
                : new TreeMap<>(labels)
                        .entrySet().stream()
                                .map(label -> label.getKey() + "=" + label.getValue())
                                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String end(String address, OptionalInt port) {
        if (port.isEmpty()) {
            return address;
        }
        return (address.contains(":") ? "[" + address + "]" : address) + ":" + port.getAsInt();
    }

    private static String duration(long seconds) {
        return String.format("%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
}
