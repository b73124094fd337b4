package io.jpvs.cli;

import io.jpvs.kernel.control.StatisticsReport;
import io.jpvs.kernel.port.PortStatistics;
import java.io.PrintWriter;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Statistics for people: a table for each kind of thing, without what is zero.
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
                + report.connections().lingering() + " lingering");
        printPorts(report);
        printOutcomes(report);
        printCounters(report);
        printServices(report);
        printNeighbours(report);
    }

    private void printPorts(StatisticsReport report) {
        try (TextTable table = table(
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
                ">no-buffer")) {
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
        }
    }

    private void printOutcomes(StatisticsReport report) {
        try (TextTable table = table("outcome", ">packets", "lost", "meaning")) {
            for (StatisticsReport.Outcome outcome : report.outcomes()) {
                if (outcome.packets() != 0) {
                    table.row(outcome.name(), outcome.packets(), outcome.drop() ? "yes" : "", outcome.description());
                }
            }
        }
    }

    private void printCounters(StatisticsReport report) {
        try (TextTable table = table("counter", ">events", "meaning")) {
            for (StatisticsReport.Counter counter : report.counters()) {
                if (counter.value() != 0) {
                    table.row(counter.name() + labels(counter.labels()), counter.value(), counter.description());
                }
            }
        }
    }

    private void printServices(StatisticsReport report) {
        try (TextTable table = table(
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
                ">bytes-out")) {
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
        }
    }

    private void printNeighbours(StatisticsReport report) {
        try (TextTable table = table("neighbour", "mac", "port", "state")) {
            for (StatisticsReport.Neighbour neighbour : report.neighbours()) {
                table.row(
                        neighbour.address(),
                        neighbour.mac() == null ? "-" : neighbour.mac(),
                        neighbour.port(),
                        neighbour.state());
            }
        }
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
