package io.jpvs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

final class CommandLineTest {
    @TempDir
    Path directory;

    @AfterEach
    void logAsUsual() {
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.INFO);
    }

    @ParameterizedTest(name = "jpvs {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "''             | jpvs: Missing required subcommand; fix: jpvs --help",
                "halt           | jpvs: Unmatched argument at index 0: 'halt'; fix: jpvs --help",
                "run            | jpvs run: Missing required option: '--config=FILE'; fix: jpvs run --help",
                "run -c         | jpvs run: Missing required parameter for option '--config' (FILE); fix: jpvs run --help",
                "run --chek -c x | jpvs run: Unknown option: '--chek'; fix: jpvs run --help",
                "stats x        | jpvs stats: Unmatched argument at index 1: 'x'; fix: jpvs stats --help",
                "plugin         | jpvs plugin: Missing required subcommand; fix: jpvs plugin --help",
                "plugin verify  | jpvs plugin verify: Missing required parameter: 'JAR'; fix: jpvs plugin verify --help",
                "plugin verify /none | jpvs plugin verify: '/none' is no readable file; fix: jpvs plugin verify --help",
                "conns -c a --socket b | jpvs conns: --config=FILE, --socket=PATH are mutually exclusive"
                        + " (specify only one); fix: jpvs conns --help",
                "plugin list -c a --socket b | jpvs plugin list: --config and --socket exclude each other;"
                        + " fix: jpvs plugin list --help",
                "run -c /none   | /none: does not exist; fix: name an existing file with -c FILE",
                "stats -c /none | /none: does not exist; fix: name an existing file with -c FILE",
            })
    void wrongUseIsOneLineAndEndsWithTwo(String arguments, String expected) {
        String[] words = arguments.isEmpty() ? new String[0] : arguments.split(" ", -1);
        assertEquals(new Invocation(2, "", expected + "\n"), Invocation.of(words));
    }

    @ParameterizedTest
    @ValueSource(strings = {"stats", "conns", "reload", "plugin list"})
    void commandsForABalancerThatDoesNotRunSaySo(String command) {
        Path socket = directory.resolve("jpvs.sock");
        assertEquals(
                new Invocation(
                        1,
                        "",
                        "jpvs: control socket " + socket + ": no balancer runs there;"
                                + " fix: start one with 'jpvs run -c FILE', or name its socket\n"),
                Invocation.of((command + " --socket " + socket).split(" ", -1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "run ", "stats ", "conns ", "reload ", "plugin ", "plugin list ", "plugin verify "})
    void everyCommandHasHelp(String command) {
        Invocation help = Invocation.of((command + "--help").split(" ", -1));
        assertEquals(0, help.exitCode());
        assertTrue(help.out().startsWith("Usage: jpvs " + command), help.out());
    }

    @Test
    void checkTellsWhatIsInAValidConfiguration() throws IOException {
        Path file = write("ports: [{name: a, addresses: [10.1.0.1/24]}]\nplugins: {directory: .}\n");
        assertEquals(
                new Invocation(0, file + " is valid: 1 port, 0 services\n", ""),
                Invocation.of("run", "--check", "-c", file.toString()));
    }

    @Test
    void checkTellsWhatIsWrong() throws IOException {
        Path file = write("ports: [{name: a, addresses: [10.1.0.1/24]}]\nplugins: {directory: .}\nttl: kep\n");
        assertEquals(
                new Invocation(2, "", file + ":3: ttl: there is no 'kep'; fix: write 'keep'\n"),
                Invocation.of("run", "--check", "-c", file.toString()));
    }

    @Test
    void checkNeedsTheHandlersOfItsServices() throws IOException {
        Path file = write("""
                ports: [{name: a, addresses: [10.1.0.1/24]}]
                plugins: {directory: .}
                services: [{address: 10.1.0.9, protocol: stream, servers: []}]
                """);
        assertEquals(
                new Invocation(
                        2,
                        "",
                        file + ":3: services.protocol: no loaded plugin serves 'stream'; fix: put its jar into "
                                + directory + "\n"),
                Invocation.of("run", "--check", "-c", file.toString()));
    }

    @Test
    void pluginFolderHasToExist() throws IOException {
        Path file = write("ports: [{name: a, addresses: [10.1.0.1/24]}]\nplugins: {directory: none}\n");
        assertEquals(
                new Invocation(
                        2,
                        "",
                        "jpvs: plugin folder " + directory.resolve("none")
                                + " does not exist: name the folder of the protocols' jars in plugins.directory\n"),
                Invocation.of("run", "--check", "-c", file.toString()));
    }

    @Test
    void debugShowsWhereAnErrorCameFrom() {
        String err = Invocation.of("run", "--debug", "-c", "/none").err();
        List<String> lines = err.lines().toList();
        assertEquals("/none: does not exist; fix: name an existing file with -c FILE", lines.getFirst());
        assertTrue(lines.get(2).startsWith("\tat io.jpvs.kernel.config."), err);
    }

    @Test
    void jarThatIsNoPluginIsRefused() throws IOException {
        Path jar = Files.writeString(directory.resolve("x.jar"), "no jar");
        Invocation verify = Invocation.of("plugin", "verify", jar.toString());
        assertEquals(1, verify.exitCode());
        assertTrue(verify.out().startsWith(jar + ": refused\n  problem: "), verify.out());

        Path file = write("ports: [{name: a, addresses: [10.1.0.1/24]}]\nplugins: {directory: .}\n");
        Invocation list = Invocation.of("plugin", "list", "-c", file.toString());
        assertEquals(0, list.exitCode());
        assertTrue(list.out().startsWith("plugin  version  protocols  state    file   reason\n"), list.out());
        assertTrue(list.out().contains("\n-       -        -          refused  x.jar  "), list.out());
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("jpvs.yaml"), text);
    }
}
