package io.jpvs.bench.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A process of the rig, which ends with it. While one is measured the other is halted.
final class Child implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final int LOG_LINES = 8;

    private final Process process;
    private final String name;
    private final Path log;
    private final Thread onExit;

    private Child(Process process, String name, Path log) {
        this.process = process;
        this.name = name;
        this.log = log;
        this.onExit = new Thread(process::destroyForcibly, "end-" + name);
        Runtime.getRuntime().addShutdownHook(onExit); // one that is halted would never see the signal
    }

    /// Starts a command whose errors, and output if it is not read, go to a file.
    static Child start(List<String> command, Map<String, String> environment, Path log, boolean readsOutput) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        if (readsOutput) {
            builder.redirectError(log.toFile());
        } else {
            builder.redirectErrorStream(true).redirectOutput(log.toFile());
        }
        try {
            return new Child(builder.start(), command.getFirst(), log);
        } catch (IOException e) {
            throw new RigException("cannot run " + command.getFirst() + ": " + e.getMessage(), e);
        }
    }

    /// Runs a command to its end, which has to be a good one.
    static void run(List<String> command, Path log) {
        try (Child child = start(command, Map.of(), log, false)) {
            int status = child.process.waitFor();
            if (status != 0) {
                throw child.failure("ended with status " + status);
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /// Runs a command to its end, whatever that is, and returns what it wrote.
    static String output(List<String> command, Path log) {
        try (Child child = start(command, Map.of(), log, false)) {
            child.process.waitFor();
            return Files.readString(log);
        } catch (IOException e) {
            throw new RigException(log + " cannot be read", e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    Process process() {
        return process;
    }

    long pid() {
        return process.pid();
    }

    /// Stops it from running, so that it takes nothing from what is measured.
    void halt() {
        run(List.of("kill", "-STOP", String.valueOf(pid())), log.resolveSibling("kill.log"));
    }

    /// Lets it run on.
    void resume() {
        run(List.of("kill", "-CONT", String.valueOf(pid())), log.resolveSibling("kill.log"));
    }

    /// Ties one thread to a CPU and all others of the process to another one.
    void pin(ThreadClock thread, int cpu, int others) {
        Path unread = log.resolveSibling("taskset.log");
        run(List.of("taskset", "-a", "-c", "-p", String.valueOf(others), String.valueOf(pid())), unread);
        run(List.of("taskset", "-c", "-p", String.valueOf(cpu), thread.threadId()), unread);
    }

    /// Says what went wrong, with the last lines the process wrote.
    RigException failure(String problem) {
        String said;
        try {
            List<String> lines = Files.readAllLines(log);
            said = String.join("\n  ", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        } catch (IOException e) {
            said = log + " cannot be read";
        }
        return new RigException(name + " " + problem + ":\n  " + said);
    }

    static RigException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new RigException("interrupted", e);
    }

    static void sleep(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            resume();
            end();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException _) {
            process.destroyForcibly(); // the bench is ending itself
        }
    }

    private void end() {
        process.destroy();
        try {
            if (!process.waitFor(GRACE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw interrupted(e);
        }
    }
}
