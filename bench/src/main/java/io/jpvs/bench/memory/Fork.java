package io.jpvs.bench.memory;

import io.jpvs.bench.rig.RigException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/// A measurement in a JVM of its own, so that none inherits what the compiler made of another.
public final class Fork {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String MAIN = "io.jpvs.bench.Main";
    private static final Pattern COLLECTOR = Pattern.compile("-XX:\\+Use\\w+GC");
    private static final String RESULT = "result: ";

    private final List<String> options;

    private Fork(List<String> options) {
        this.options = options;
    }

    /// Returns a JVM with the options of this one.
    public static Fork alike() {
        return new Fork(ManagementFactory.getRuntimeMXBean().getInputArguments());
    }

    /// Returns it with another garbage collector.
    ///
    /// @param option that chooses it
    public Fork with(String option) {
        List<String> others = new ArrayList<>(options);
        others.removeIf(each -> COLLECTOR.matcher(each).matches());
        others.add(option);
        return new Fork(others);
    }

    /// Returns its options.
    public List<String> options() {
        return List.copyOf(options);
    }

    /// Runs a measurement to its end.
    ///
    /// @param verb hidden subcommand of the bench, which takes one argument
    /// @param order written as JSON
    /// @throws RigException if it fails, with what it said
    public <T> T run(String verb, Object order, Class<T> answer) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN, verb));
        command.add(MAPPER.writeValueAsString(order));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            return said.lines()
                    .filter(line -> status == 0 && line.startsWith(RESULT))
                    .map(line -> MAPPER.readValue(line.substring(RESULT.length()), answer))
                    .findFirst()
                    .orElseThrow(() -> new RigException(verb + " ended with status " + status + ": " + said.strip()));
        } catch (IOException e) {
            throw new RigException("cannot run java: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RigException("interrupted", e);
        }
    }

    /// Reads what a measurement is to do, in its own JVM.
    public static <T> T order(String json, Class<T> type) {
        return MAPPER.readValue(json, type);
    }

    /// Writes what it found, for the JVM that started it.
    public static String result(Object found) {
        return RESULT + MAPPER.writeValueAsString(found);
    }
}
