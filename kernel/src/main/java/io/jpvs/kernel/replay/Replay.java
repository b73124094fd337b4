package io.jpvs.kernel.replay;

import io.jpvs.api.IpVersion;
import io.jpvs.kernel.address.MacAddress;
import io.jpvs.kernel.config.Configuration;
import io.jpvs.kernel.config.PortSettings;
import io.jpvs.kernel.plugin.LoadedHandler;
import io.jpvs.kernel.worker.ConnectionLister;
import io.jpvs.kernel.worker.ConnectionLoader;
import io.jpvs.kernel.worker.LoadedConnections;
import io.jpvs.kernel.worker.Tally;
import io.jpvs.kernel.worker.Worker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Runs captures through the balancer: the packet path of a live one over ports in memory, in the time of the
/// captures. The same request gives the same files.
///
/// Frames go in the order of their times, those of equal time in the order of the inputs, then of the file. Timers
/// that are due by then go first, each at its own time. When the captures end, so does time.
public final class Replay {
    private final Configuration configuration;
    private final List<LoadedHandler> handlers;
    private final ReplayRequest request;
    private final List<String> ports;

    private Replay(Configuration configuration, List<LoadedHandler> handlers, ReplayRequest request) {
        this.configuration = configuration;
        this.handlers = handlers;
        this.request = request;
        this.ports =
                configuration.network().ports().stream().map(PortSettings::name).toList();
    }

    /// Replays. Whatever can be wrong with the request, the connections and the captures is found before an output
    /// is written.
    ///
    /// @param configuration checked against the handlers
    /// @throws ReplayException if the request does not fit the configuration
    /// @throws PcapException if a capture cannot be read whole, or not be written
    /// @throws ConfigurationException if a line of the connections does not fit the configuration
    public static ReplayReport run(Configuration configuration, List<LoadedHandler> handlers, ReplayRequest request) {
        Replay replay = new Replay(configuration, handlers, request);
        replay.checkPorts();
        replay.checkFiles();
        Path connections = request.connections();
        LoadedConnections loaded = connections == null
                ? LoadedConnections.NONE
                : ConnectionLoader.read(connections, configuration, handlers);
        List<ReplayReport.Input> inputs = replay.readOnce();
        return replay.run(loaded, inputs);
    }

    private void checkPorts() {
        List<Capture> all = new ArrayList<>(request.inputs());
        all.addAll(request.outputs());
        for (Capture capture : all) {
            if (!ports.contains(capture.port())) {
                throw new ReplayException(
                        "there is no port '" + capture.port() + "' in " + configuration.file(),
                        "name one of " + String.join(", ", ports));
            }
        }
    }

    /// Refuses to write one file twice, or over one that is read.
    private void checkFiles() {
        Map<Path, String> used = new HashMap<>();
        request.inputs().forEach(capture -> used.put(absolute(capture.file()), "--in " + capture.port()));
        used.put(absolute(configuration.file()), "the configuration");
        if (request.connections() != null) {
            used.put(absolute(request.connections()), "--conns");
        }
        Map<String, Path> outputs = new HashMap<>();
        for (Capture capture : request.outputs()) {
            if (outputs.put(capture.port(), capture.file()) != null) {
                throw new ReplayException("there are two --out of port " + capture.port(), "remove one of them");
            }
            claim(used, capture.file(), "--out " + capture.port());
        }
        if (request.dump() != null) {
            claim(used, request.dump(), "--dump-conns");
        }
    }

    private static void claim(Map<Path, String> used, Path file, String by) {
        String other = used.put(absolute(file), by);
        if (other != null && !isDevice(file)) {
            throw new ReplayException(by + " would overwrite " + file + ", which is that of " + other, "name another");
        }
    }

    /// Returns whether a file is a device, a pipe or the like: /dev/null may be written to by several.
    private static boolean isDevice(Path file) {
        return Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file);
    }

    private static Path absolute(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            return file.toAbsolutePath().normalize();
        }
    }

    /// Reads every capture to its end.
    private List<ReplayReport.Input> readOnce() {
        List<ReplayReport.Input> reports = new ArrayList<>();
        for (Capture capture : request.inputs()) {
            if (isDevice(capture.file())) {
                throw new ReplayException(
                        capture.file() + ": is no regular file, and has to be read twice", "copy it to a file first");
            }
            try (InputCapture input = open(capture)) {
                input.check();
                reports.add(input.report());
            }
        }
        return reports;
    }

    private InputCapture open(Capture capture) {
        return new InputCapture(capture, ports.indexOf(capture.port()));
    }

    private ReplayReport run(LoadedConnections loaded, List<ReplayReport.Input> inputReports) {
        List<InputCapture> inputs = new ArrayList<>();
        try (Outputs outputs = new Outputs(ports);
                MemoryBalancer balancer = MemoryBalancer.withLargestBuffers(configuration, handlers, loaded, outputs)) {
            boolean nanosecond = false;
            for (Capture capture : request.inputs()) {
                inputs.add(open(capture));
                nanosecond |= inputs.getLast().isNanosecond();
            }
            for (Capture capture : request.outputs()) {
                outputs.create(capture, nanosecond);
            }
            replay(inputs, balancer);
            Path dump = request.dump();
            if (dump != null) {
                write(dump, connections(balancer.workers().getFirst()));
            }
            int lostBuffers =
                    balancer.buffersOut() - balancer.workers().getFirst().waitingFrames();
            return report(balancer.workers().getFirst(), lostBuffers, inputReports, outputs.report());
        } finally {
            inputs.forEach(InputCapture::close);
        }
    }

    private static void replay(List<InputCapture> inputs, MemoryBalancer balancer) {
        InputCapture next = earliest(inputs);
        balancer.advance(next == null ? 0 : next.nextNanos());
        while (next != null) {
            long nanos = next.nextNanos();
            balancer.receive(next.port(), next.take(), nanos);
            next = earliest(inputs);
        }
    }

    /// Returns the capture whose next frame comes first, of equal ones the first; null if none has a frame left.
    private static @Nullable InputCapture earliest(List<InputCapture> inputs) {
        InputCapture earliest = null;
        for (InputCapture input : inputs) {
            if (input.hasNext() && (earliest == null || input.nextNanos() < earliest.nextNanos())) {
                earliest = input;
            }
        }
        return earliest;
    }

    /// Returns a line for each connection, sorted by their text.
    private List<String> connections(Worker worker) {
        List<String> lines = new ArrayList<>();
        new ConnectionLister(configuration, handlers)
                .list(worker, worker.nowNanos(), connection -> lines.add(connection.line()));
        Collections.sort(lines);
        return lines;
    }

    private static void write(Path dump, List<String> lines) {
        try {
            Files.write(dump, lines);
        } catch (IOException e) {
            throw new ReplayException(
                    dump + ": cannot be written: " + e, "name a file in a folder that exists and may be written");
        }
    }

    private ReplayReport report(
            Worker worker, int lostBuffers, List<ReplayReport.Input> inputs, List<ReplayReport.Output> outputs) {
        List<ReplayReport.Port> addresses = new ArrayList<>();
        for (PortSettings port : configuration.network().ports()) {
            long mac = MemoryBalancer.macAddress(port, addresses.size());
            addresses.add(new ReplayReport.Port(
                    port.name(), MacAddress.toString(mac), port.mac().isPresent()));
        }
        return new ReplayReport(
                worker.counters().get(Tally.RECEIVED),
                worker.heldFrames(),
                lostBuffers,
                ReplayReport.outcomes(worker.counters()),
                ReplayReport.counters(worker.counters()),
                worker.table(IpVersion.IPV4).size()
                        + worker.table(IpVersion.IPV6).size(),
                addresses,
                inputs,
                outputs);
    }
}
