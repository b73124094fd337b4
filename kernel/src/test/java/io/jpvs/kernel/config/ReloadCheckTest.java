package io.jpvs.kernel.config;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReloadCheckTest {
    private static final String BEFORE = """
            dpdk: {workers: 1}
            ports:
              - {name: a, addresses: [10.1.0.1/24], mtu: 1500}
            plugins: {directory: plugins}
            connections: {capacity: 10}
            icmp-rate: {burst: 5}
            control: {socket: jpvs.sock}
            services:
              - {address: 10.9.0.1, protocol: stream, servers: []}
            """;

    @TempDir
    Path directory;

    private Configuration read(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("jpvs.yaml"), text);
        return new ConfigurationReader(Set.of("rr"), Path.of("/plugins")).read(file);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "workers: 1   | workers: 2   | 1 | dpdk",
                "name: a      | name: b      | 2 | the number, names, MACs and MTUs of ports",
                "mtu: 1500    | mtu: 1400    | 2 | the number, names, MACs and MTUs of ports",
                "/24]         | /24], mac: 02:00:00:00:00:01 | 2 | the number, names, MACs and MTUs of ports",
                "{directory: plugins} | {directory: others} | 4 | plugins.directory",
                "capacity: 10 | capacity: 11 | 5 | connections",
                "burst: 5     | burst: 6     | 6 | icmp-rate",
                "jpvs.sock    | other.sock   | 7 | control.socket",
            })
    void whatIsSettledCannotChange(String old, String replacement, int line, String what) throws IOException {
        Configuration before = read(BEFORE);
        Configuration after = read(BEFORE.replace(old, replacement));
        assertEquals(
                after.file() + ":" + line + ": " + what
                        + " cannot change while the balancer runs; fix: restart jpvs, or change it back",
                assertThrows(ConfigurationException.class, () -> ReloadCheck.check(before, after))
                        .getMessage());
    }

    @Test
    void allElseCan() throws IOException {
        Configuration before = read(BEFORE);
        Configuration after = read(BEFORE.replace("10.1.0.1/24", "10.1.0.2/16").replace("stream", "query")
                + "routes: [{to: 10.8.0.0/16, via: 10.1.0.254}]\nttl: keep\n"
                + "protocols: {stream: {a: 1}}\n");
        assertDoesNotThrow(() -> ReloadCheck.check(before, after));
    }
}
