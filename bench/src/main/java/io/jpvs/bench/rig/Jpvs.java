package io.jpvs.bench.rig;

import io.jpvs.kernel.control.ControlClient;
import io.jpvs.kernel.control.StatisticsReport;
import io.jpvs.kernel.control.StatisticsReport.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/// The balancer as an operator runs it.
final class Jpvs implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Set<String> FORWARDED = Set.of("forwarded-in", "forwarded-out", "related-in", "related-out");

    private static final int MANY_FLOWS = 200_000;

    /// What reading a file of a million connections takes.
    private static final String MORE_HEAP = " -Xmx3g";

    private static final String OPTIONS = "JPVS_JAVA_OPTS";

    private final Child child;
    private final ControlClient control;
    private final ThreadClock clock;

    /// Starts it and waits until packets flow.
    ///
    /// @param without the plugin that it runs without; empty for none
    Jpvs(Stage stage, String without, Cpus cpus) {
        String name = without.isEmpty() ? "jpvs" : "jpvs-without-" + without;
        Path socket = stage.file(name + ".sock");
        child = Child.start(
                List.of(
                        stage.launcher(),
                        "run",
                        "-c",
                        stage.configuration(socket, without).toString(),
                        "--conns",
                        stage.connections().toString()),
                stage.workload().flows() > MANY_FLOWS
                        ? Map.of(OPTIONS, Objects.requireNonNullElse(System.getenv(OPTIONS), "") + MORE_HEAP)
                        : Map.of(),
                stage.file(name + ".log"),
                false);
        control = new ControlClient(socket);
        try {
            await(socket);
            clock = ThreadClock.find(child.pid(), "worker-0"::equals);
            child.pin(clock, cpus.forwarding(), cpus.others());
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /// Returns the options of its JVM.
    String options() {
        return child.process().info().arguments().stream()
                .flatMap(Arrays::stream)
                .takeWhile(argument -> !argument.equals("-cp"))
                .filter(argument -> !argument.startsWith("-Djpvs.home"))
                .collect(Collectors.joining(" "));
    }

    private void await(Path socket) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.exists(socket)) {
            if (!child.process().isAlive() || System.nanoTime() > end) {
                throw child.failure("does not start");
            }
            Child.sleep(PAUSE);
        }
    }

    void halt() {
        child.halt();
    }

    void resume() {
        child.resume();
    }

    Reading read() {
        return Reading.take(
                clock,
                () -> control.statistics().ports().getFirst().statistics().transmittedPackets());
    }

    /// Returns what it has counted.
    StatisticsReport statistics() {
        return control.statistics();
    }

    /// Returns what is wrong between two reports, or nothing: frames that were not forwarded, flows that came or went.
    ///
    /// @param flows how many there are, no more and no less
    static String complaint(StatisticsReport before, StatisticsReport after, int flows) {
        StringBuilder lost = new StringBuilder();
        long forwarded = 0;
        for (int i = 0; i < after.outcomes().size(); i++) {
            Outcome outcome = after.outcomes().get(i);
            long packets = outcome.packets() - before.outcomes().get(i).packets();
            if (FORWARDED.contains(outcome.name())) {
                forwarded += packets;
            } else if (packets != 0) {
                lost.append(lost.isEmpty() ? "" : ", ")
                        .append(packets)
                        .append(' ')
                        .append(outcome.name());
            }
        }
        if (lost.isEmpty() && forwarded == 0) {
            return "no frame was forwarded";
        }
        if (lost.isEmpty() && after.connections().active() != flows) {
            return after.connections().active() + " connections instead of " + flows;
        }
        return lost.isEmpty() ? "" : "not forwarded: " + lost;
    }

    @Override
    public void close() {
        child.close();
    }
}
