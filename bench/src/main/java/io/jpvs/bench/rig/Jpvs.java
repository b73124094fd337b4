package io.jpvs.bench.rig;

import io.jpvs.kernel.control.ControlClient;
import io.jpvs.kernel.control.StatisticsReport;
import io.jpvs.kernel.control.StatisticsReport.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The balancer as an operator runs it.
final class Jpvs implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Set<String> FORWARDED = Set.of("forwarded-in", "forwarded-out", "related-in", "related-out");

    /// What a collection of millions of lines takes while connections are loaded.
    private static final Map<String, String> ENVIRONMENT = Map.of("JPVS_JAVA_OPTS", "-Xmx3g");

    private final Child child;
    private final ControlClient control;
    private final ThreadClock clock;

    /// Starts it and waits until packets flow.
    Jpvs(Path launcher, Stage stage, Cpus cpus, boolean manyFlows) {
        child = Child.start(
                List.of(
                        launcher.toString(),
                        "run",
                        "-c",
                        stage.configuration().toString(),
                        "--conns",
                        stage.connections().toString()),
                manyFlows ? ENVIRONMENT : Map.of(),
                stage.file("jpvs.log"),
                false);
        control = new ControlClient(stage.socket());
        try {
            await(stage.socket());
            clock = ThreadClock.find(child.pid(), "worker-0"::equals);
            child.pin(clock, cpus.forwarding(), cpus.others());
        } catch (RuntimeException e) {
            close();
            throw e;
        }
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

    /// Returns what is wrong between two reports, or nothing: a frame that was not forwarded.
    static String complaint(StatisticsReport before, StatisticsReport after) {
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
        return lost.isEmpty() ? "" : "not forwarded: " + lost;
    }

    @Override
    public void close() {
        child.close();
    }
}
