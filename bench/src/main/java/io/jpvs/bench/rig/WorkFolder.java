package io.jpvs.bench.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// A folder that is deleted with all that is in it.
///
/// @param path where it is
public record WorkFolder(Path path) implements AutoCloseable {
    /// Makes one where the system keeps such.
    public static WorkFolder temporary() {
        try {
            return new WorkFolder(Files.createTempDirectory("jpvs-bench"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Makes one in it.
    WorkFolder inner(String name) {
        try {
            return new WorkFolder(Files.createDirectories(path.resolve(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
