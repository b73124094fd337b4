package io.jpvs.kernel.config;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.jpvs.api.IpVersion;
import io.jpvs.api.Protocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The text of a row begins on line 3.
final class ConfigurationCheckTest {
    private static final String PORTS = """
            ports:
              - {name: client, addresses: [10.1.0.1/8, "fd01::1/64"]}
            """;

    private static final ServedHandler STREAM = new ServedHandler(
            List.of(Protocol.of(200, "stream")),
            true,
            options -> options.section("timeouts").duration("idle", Duration.ofSeconds(5), Duration.ZERO));

    private static final ServedHandler QUERY = new ServedHandler(
            List.of(Protocol.of(201, "query", IpVersion.IPV4), Protocol.of(202, "query6", IpVersion.IPV6)),
            false,
            options -> {});

    private static final ServedHandler PICKY = new ServedHandler(List.of(Protocol.of(203, "picky")), true, options -> {
        if (options.integer("even", 0, 0, 10) % 2 != 0) {
            throw new IllegalStateException("odd");
        }
    });

    @TempDir
    Path directory;

    private Configuration read(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("jpvs.yaml"), PORTS + text);
        return new ConfigurationReader(Set.of("rr"), Path.of("/plugins")).read(file);
    }

    static Stream<Arguments> misfits() {
        return Stream.of(
                arguments(
                        "service without handler",
                        service("10.1.0.100", "carrier", "", "10.2.0.1"),
                        "FILE:5: services.protocol: no loaded plugin serves 'carrier'; fix: write one of picky,"
                                + " query, query6, stream, or put its jar into /plugins"),
                arguments(
                        "misspelt protocol",
                        service("10.1.0.100", "straem", "", "10.2.0.1"),
                        "FILE:5: services.protocol: no loaded plugin serves 'straem'; fix: write 'stream',"
                                + " or put its jar into /plugins"),
                arguments(
                        "protocol of the other IP version",
                        service("fd01::100", "query", "", "fd01::10"),
                        "FILE:5: services.protocol: 'query' does not run over IPv6, which fd01::100 is;"
                                + " fix: write protocol: query6"),
                arguments(
                        "port of a protocol without ports",
                        service("10.1.0.100", "query", "port: 80,", "10.2.0.1"),
                        "FILE:6: services.port: 'query' has no ports; fix: remove the key"),
                arguments(
                        "server's port of a protocol without ports",
                        service("10.1.0.100", "query", "", "10.2.0.1, port: 5"),
                        "FILE:7: services.servers.port: 'query' has no ports; fix: remove the key"),
                arguments(
                        "options of an unknown handler",
                        "protocols:\n  carrier: {}",
                        "FILE:4: protocols: no loaded plugin serves 'carrier'; fix: write one of picky, query,"
                                + " query6, stream, or put its jar into /plugins"),
                arguments(
                        "options under a handler's second name",
                        "protocols:\n  query6: {}",
                        "FILE:4: protocols: 'query6' has its options with 'query';"
                                + " fix: move them to protocols.query"),
                arguments(
                        "unknown option",
                        "protocols:\n  stream:\n    timeout: {}",
                        "FILE:5: protocols.stream: unknown key 'timeout'; fix: write 'timeouts'"),
                arguments(
                        "options that the handler itself refuses",
                        "protocols:\n  picky:\n    even: 3",
                        "FILE:4: protocols.picky: the handler refuses its options: odd;"
                                + " fix: correct the options of picky"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("misfits")
    void misfitNamesItsLineAndTheFix(String name, String text, String expected) throws IOException {
        Configuration configuration = read(text);
        String message = assertThrows(
                        ConfigurationException.class,
                        () -> ConfigurationCheck.check(configuration, List.of(STREAM, QUERY, PICKY)))
                .getMessage();
        assertEquals(expected, message.replace(configuration.file().toString(), "FILE"));
    }

    @Test
    void whatFitsIsTaken() throws IOException {
        Configuration configuration = read("protocols: {stream: {timeouts: {idle: 1s}}}\n"
                + service("fd01::100", "query6", "", "fd01::10")
                + "  - {address: 10.1.0.100, protocol: stream, servers: [{address: 10.2.0.1, port: 1}]}\n"
                + "  - {address: 10.1.0.100, protocol: query, servers: [{address: 10.2.0.1}]}\n");
        assertDoesNotThrow(() -> ConfigurationCheck.check(configuration, List.of(STREAM, QUERY, PICKY)));
    }

    @Test
    void withoutPluginsTheFolderIsNamed() throws IOException {
        Configuration configuration = read(service("10.1.0.100", "stream", "", "10.2.0.1"));
        String message = assertThrows(
                        ConfigurationException.class, () -> ConfigurationCheck.check(configuration, List.of()))
                .getMessage();
        assertEquals(
                "FILE:5: services.protocol: no loaded plugin serves 'stream'; fix: put its jar into /plugins",
                message.replace(configuration.file().toString(), "FILE"));
    }

    private static String service(String address, String protocol, String port, String server) {
        return "services:\n  - {address: \"" + address + "\",\n     protocol: " + protocol + ",\n     " + port
                + "\n     servers: [{address: \"" + server.replaceFirst("(, |$)", "\"$1") + "}]}\n";
    }
}
