package io.jpvs.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where results go, and where jpvs is.
final class Output {
    @Option(names = "--out", paramLabel = "DIR", description = "for JSON and charts; default: docs/performance")
    private @Nullable Path out;

    /// Made by picocli.
    Output() {}

    /// Returns the folder of jpvs.
    static Path home() {
        return Path.of(System.getProperty("jpvs.home", ".")).toAbsolutePath();
    }

    /// Returns a file in the folder of results, which is made if need be.
    Path file(String name) {
        Path folder = out == null ? home().resolve("docs/performance") : out;
        try {
            return Files.createDirectories(folder).resolve(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
