package io.jpvs.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `jpvs replay`, with the plugins from their jars.
class ReplayCommandTest {
    private static final Path GOLDEN = Path.of("src", "test", "resources", "replay", "udp-request-and-reply");

    @TempDir
    Path folder;

    private Path config = Path.of("");

    @BeforeEach
    void writeConfiguration() throws IOException {
        Path plugins = Files.createDirectory(folder.resolve("plugins"));
        for (String name : List.of("tcp", "udp", "icmp")) {
            Files.copy(jar(name), plugins.resolve(name + ".jar"));
        }
        config = folder.resolve("jpvs.yaml");
        Files.writeString(config, Files.readString(GOLDEN.resolve("jpvs.yaml")) + "plugins: {directory: plugins}\n");
    }

    private static Path jar(String name) throws IOException {
        Path target = Path.of("..", "plugins", name, "target");
        assumeTrue(Files.isDirectory(target), "the plugins are not built: run the verify phase");
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(target, "jpvs-" + name + "-*.jar")) {
            var found = jars.iterator();
            assumeTrue(found.hasNext(), "the plugins are not packaged: run the verify phase");
            return found.next();
        }
    }

    @Test
    void aGoldenIsReplayedAndSummarised() throws IOException {
        Path out = folder.resolve("out.pcap");
        Path dump = folder.resolve("dump.tsv");
        Invocation invocation = Invocation.of(
                "replay",
                "-c",
                config.toString(),
                "--in",
                "client=" + GOLDEN.resolve("client-in.pcap"),
                "--in=server=" + GOLDEN.resolve("server-in.pcap"),
                "--out",
                "server=" + out,
                "--dump-conns",
                dump.toString());
        assertEquals("", invocation.err());
        assertEquals(0, invocation.exitCode());
        assertEquals(
                """
                         4  in                     client, CLIENT
                         2  in                     server, SERVER
                         2  out                    client, not kept: no --out names this port
                         4  out                    server, OUT

                         4  forwarded-in           client to server, sent on
                         2  forwarded-out          server to client, sent on
                         6  received               frames, the sum of the above

                         4  connections-opened     connections opened
                         4  connections            at the end
                """.replace("CLIENT", GOLDEN.resolve("client-in.pcap").toString())
                        .replace("SERVER", GOLDEN.resolve("server-in.pcap").toString())
                        .replace("OUT", out.toString()),
                invocation.out());
        assertArrayEquals(Files.readAllBytes(GOLDEN.resolve("server-out.pcap")), Files.readAllBytes(out));
        assertEquals(Files.readString(GOLDEN.resolve("connections.tsv")), Files.readString(dump));
    }

    @Test
    void theSummaryForProgramsHoldsZeros() {
        Invocation invocation = Invocation.of(
                "replay", "-c", config.toString(), "--json", "--in", "client=" + GOLDEN.resolve("client-in.pcap"));
        assertEquals(0, invocation.exitCode());
        assertEquals(1, invocation.out().lines().count());
        JsonNode report = new JsonMapper().readTree(invocation.out());
        assertEquals(4, report.path("received").asInt());
        assertEquals(0, report.path("held").asInt());
        int outcomes = 0;
        for (JsonNode outcome : report.path("outcomes")) {
            outcomes += outcome.path("packets").asInt();
        }
        assertEquals(4, outcomes);
        assertEquals(
                "forwarded-in", report.path("outcomes").path(0).path("name").asString());
        assertTrue(report.path("outcomes").size() > 20);
        assertTrue(report.path("outputs").path(0).path("file").isNull());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--in client          | 2 | is not of the form PORT=FILE; fix: jpvs replay --help",
                "--in =a.pcap         | 2 | is not of the form PORT=FILE; fix: jpvs replay --help",
                "--in lan=a.pcap      | 2 | jpvs: there is no port 'lan' in ",
                "--in client=/none    | 1 | jpvs: /none: there is no such file; fix: correct the path",
                "--conns /none        | 2 | /none: cannot be read: ",
                "--out client=/a/b    | 1 | jpvs: /a/b: cannot be written: ",
            })
    void whatIsWrongIsOneLine(String arguments, int exitCode, String expected) {
        Invocation invocation = Invocation.of(("replay -c " + config + " " + arguments).split(" ", -1));
        assertEquals(exitCode, invocation.exitCode());
        assertEquals("", invocation.out());
        assertTrue(invocation.err().contains(expected), invocation.err());
        assertEquals(1, invocation.err().lines().count());
    }

    @Test
    void whatMayMisleadIsSaidBesideTheSummary() throws IOException {
        String withoutMac = Files.readString(config).replaceFirst(", mac: \"[0-9:]*\"", "");
        Files.writeString(config, withoutMac);
        Invocation invocation =
                Invocation.of("replay", "-c", config.toString(), "--in", "client=" + GOLDEN.resolve("client-in.pcap"));
        assertEquals(0, invocation.exitCode());
        assertEquals(
                "port client has no mac: in the configuration, so frames to 02:00:00:00:00:01 alone are for it;"
                        + " fix: give it the MAC that the capture was made with\n",
                invocation.err());
    }
}
