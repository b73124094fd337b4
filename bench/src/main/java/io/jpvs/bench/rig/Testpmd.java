package io.jpvs.bench.rig;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// DPDK's own forwarder, driven through its command line.
final class Testpmd implements AutoCloseable {
    private static final Pattern TRANSMITTED = Pattern.compile("TX-packets:\\s*(\\d+)\\s+TX-errors");
    private static final Pattern VERSION = Pattern.compile("DPDK \\d+[.\\w-]*");
    private static final String STATISTICS_COMMAND = "show port stats 0";

    private final Child child;
    private final Writer commands;
    private final BufferedReader answers;
    private final ThreadClock clock;

    /// Starts it; it forwards nothing yet.
    Testpmd(Stage stage, Cpus cpus) {
        child = Child.start(command(stage, cpus), Map.of(), stage.file("testpmd.log"), true);
        commands = new OutputStreamWriter(child.process().getOutputStream(), StandardCharsets.UTF_8);
        answers = new BufferedReader(new InputStreamReader(child.process().getInputStream(), StandardCharsets.UTF_8));
        try {
            transmitted();
            clock = ThreadClock.find(
                    child.pid(), name -> name.matches("(lcore|rte|dpdk)-worker-?" + cpus.forwarding()));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /// Returns the release of DPDK that it is part of.
    static String version(Path log) {
        String output = Child.output(
                List.of("dpdk-testpmd", "-v", "--in-memory", "--no-huge", "-m", "64", "--no-pci", "--", "--help"), log);
        Matcher matcher = VERSION.matcher(output);
        return matcher.find() ? matcher.group() : "unknown";
    }

    /// Returns the counter in a line of its statistics.
    static OptionalLong transmitted(String line) {
        Matcher matcher = TRANSMITTED.matcher(line);
        return matcher.find() ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
    }

    private static List<String> command(Stage stage, Cpus cpus) {
        return List.of(
                "stdbuf", // into a pipe it would write only when its buffer is full
                "-oL",
                "dpdk-testpmd",
                "-l",
                cpus.others() + "," + cpus.forwarding(),
                "--no-huge",
                "-m",
                String.valueOf(stage.setup().megabytes()),
                "--no-shconf",
                "--no-pci",
                "--no-telemetry",
                stage.device(),
                "--",
                "-i",
                "--nb-cores=1",
                "--burst=32",
                "--rxd=512",
                "--txd=512",
                "--port-topology=loop",
                "--no-lsc-interrupt",
                "--total-num-mbufs=" + stage.setup().buffers(),
                "--mbuf-size=" + stage.setup().roomBytes());
    }

    /// Starts to forward in a mode.
    void forward(String mode) {
        say("set fwd " + mode);
        say("start");
    }

    /// Stops to forward; its thread sleeps then.
    void stop() {
        say("stop");
    }

    Reading read() {
        return Reading.take(clock, this::transmitted);
    }

    private long transmitted() {
        say(STATISTICS_COMMAND);
        try {
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                OptionalLong packets = transmitted(line);
                if (packets.isPresent()) {
                    return packets.getAsLong();
                }
            }
        } catch (IOException e) {
            throw new RigException("testpmd cannot be read", e);
        }
        throw child.failure("ended");
    }

    private void say(String command) {
        try {
            commands.write(command + "\n");
            commands.flush();
        } catch (IOException e) {
            throw (RigException) child.failure("takes no commands").initCause(e);
        }
    }

    @Override
    public void close() {
        child.close();
    }
}
