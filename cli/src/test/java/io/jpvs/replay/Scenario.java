package io.jpvs.replay;

import io.jpvs.kernel.pcap.PcapWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// A golden: a configuration, what comes in, and what has to leave for it, each frame written by hand.
final class Scenario {
    static final String CLIENT = "client";
    static final String SERVER = "server";

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long START_MILLIS = 1_767_225_600_000L; // 2026-01-01T00:00:00Z

    private record Timed(long nanos, byte[] frame) {}

    private final String name;
    private final String configuration;
    private final Map<String, List<Timed>> in = new LinkedHashMap<>();
    private final Map<String, List<Timed>> out = new LinkedHashMap<>();
    private final Map<String, Integer> outcomes = new TreeMap<>();
    private final List<String> connections = new ArrayList<>();
    private final List<String> connectionsBefore = new ArrayList<>();
    private boolean checksumsRight = true;
    private long nowMillis;

    Scenario(String name, String configuration) {
        this.name = name;
        this.configuration = configuration;
        for (String port : List.of(CLIENT, SERVER)) {
            in.put(port, new ArrayList<>());
            out.put(port, new ArrayList<>());
        }
    }

    String name() {
        return name;
    }

    /// Sets the time of the frames that follow, since the start.
    Scenario at(long millis) {
        nowMillis = millis;
        return this;
    }

    Scenario in(String port, byte[] frame) {
        Objects.requireNonNull(in.get(port)).add(new Timed(nanos(), frame));
        return this;
    }

    Scenario out(String port, byte[] frame) {
        Objects.requireNonNull(out.get(port)).add(new Timed(nanos(), frame));
        return this;
    }

    /// Says how many frames have to end in one way.
    Scenario outcome(String verdict, int frames) {
        outcomes.put(verdict, frames);
        return this;
    }

    /// Adds a connection that has to be there at the end.
    Scenario leaves(String... fields) {
        connections.add(String.join("\t", fields));
        return this;
    }

    /// Adds a connection that is there before the first frame.
    Scenario startsWith(String... fields) {
        connectionsBefore.add(String.join("\t", fields));
        return this;
    }

    /// Says that wrong checksums are the point.
    Scenario withWrongChecksums() {
        checksumsRight = false;
        return this;
    }

    boolean areChecksumsRight() {
        return checksumsRight;
    }

    boolean hasConnectionsBefore() {
        return !connectionsBefore.isEmpty();
    }

    private long nanos() {
        return (START_MILLIS + nowMillis) * NANOS_PER_MILLI;
    }

    /// Writes the whole golden into a folder.
    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("jpvs.yaml"), configuration);
        in.forEach((port, frames) -> write(folder.resolve(port + "-in.pcap"), frames));
        out.forEach((port, frames) -> write(folder.resolve(port + "-out.pcap"), frames));
        StringBuilder text = new StringBuilder();
        outcomes.forEach((verdict, frames) ->
                text.append(verdict).append(' ').append(frames).append('\n'));
        Files.writeString(folder.resolve("outcomes.txt"), text);
        Files.writeString(folder.resolve("connections.tsv"), lines(connections));
        if (hasConnectionsBefore()) {
            Files.writeString(folder.resolve("connections-before.tsv"), lines(connectionsBefore));
        }
    }

    private static String lines(List<String> lines) {
        return lines.stream().sorted().map(line -> line + "\n").reduce("", String::concat);
    }

    private static void write(Path file, List<Timed> frames) {
        try (PcapWriter writer = PcapWriter.create(file, false)) {
            frames.forEach(timed -> writer.write(timed.nanos(), timed.frame()));
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
