package io.jpvs.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// A run of `./jpvs demo` that has ended.
///
/// @param status its exit status
/// @param log what it printed
record DemoRun(int status, Path log) {
    private static final int LONGEST_MINUTES = 15;
    private static final int LAST_WORDS = 20;

    /// Runs it with these options, as it stands in `target/dist`: installs and builds nothing.
    static DemoRun of(Path log, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("../jpvs", "demo"));
        command.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("JPVS_READY", "yes");
        Process process = builder.start();
        try {
            if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
                process.destroy(); // it removes its namespaces and ends its processes
            }
            return new DemoRun(process.waitFor(), log);
        } finally {
            process.destroy();
        }
    }

    String lastWords() {
        try {
            List<String> lines = Files.readAllLines(log);
            return lines.stream().skip(Math.max(0, lines.size() - LAST_WORDS)).collect(Collectors.joining("\n"));
        } catch (IOException e) {
            return "nothing can be read in " + log + ": " + e.getMessage();
        }
    }
}
