package io.jpvs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jpvs.api.Verdict;
import io.jpvs.kernel.worker.Tally;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// docs/operating.md says all, and what it says works.
final class OperatingGuideTest {
    private final String guide;

    OperatingGuideTest() throws IOException {
        guide = Files.readString(Path.of("..", "docs", "operating.md"));
    }

    @Test
    void everyCounterIsExplained() {
        List<String> missing = new ArrayList<>();
        Stream.concat(Stream.of(Verdict.values()), Stream.of(Tally.values()).filter(tally -> tally != Tally.RECEIVED))
                .map(counter -> counter.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .filter(name -> !guide.contains("`" + name + "`"))
                .forEach(missing::add);
        assertEquals(List.of(), missing);
    }

    @Test
    void everyCommandIsExplained() {
        for (String command : Main.commandLine((configuration, plugins, connections) -> {
                    throw new IllegalStateException();
                })
                .getSubcommands()
                .keySet()) {
            assertTrue(guide.contains("`" + command + " ") || guide.contains("`" + command + "`"), command);
        }
    }

    @Test
    void exampleIsValid(@TempDir Path directory) throws IOException {
        String example = guide.substring(guide.indexOf("```yaml\n") + 8);
        example = example.substring(0, example.indexOf("```"));
        Path file = Files.writeString(directory.resolve("jpvs.yaml"), example);
        assertEquals(2, CheckedConfiguration.read(file).network().ports().size());
    }
}
