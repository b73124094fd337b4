package io.jpvs.bench.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The time that one thread of another process has spent on a CPU.
final class ThreadClock {
    private final Path task;

    private ThreadClock(Path task) {
        this.task = task;
    }

    /// Finds a thread by its name.
    static ThreadClock find(long pid, Predicate<String> name) {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
            return tasks.filter(task -> name.test(read(task.resolve("comm"))))
                    .findFirst()
                    .map(ThreadClock::new)
                    .orElseThrow(() -> new RigException("process " + pid + " has no such thread"));
        } catch (IOException e) {
            throw new RigException("process " + pid + " is gone", e);
        }
    }

    String threadId() {
        return String.valueOf(task.getFileName());
    }

    /// Returns the first field of `schedstat`: nanoseconds on a CPU, up to the last tick of the scheduler.
    long cpuNanos() {
        String text = read(task.resolve("schedstat"));
        return Long.parseLong(text.substring(0, text.indexOf(' ')));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
