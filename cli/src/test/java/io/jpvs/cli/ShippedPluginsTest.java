package io.jpvs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jpvs.api.Protocol;
import io.jpvs.kernel.plugin.LoadedHandler;
import io.jpvs.kernel.plugin.PluginHost;
import io.jpvs.kernel.plugin.PluginReport;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The plugins that come with jpvs, from their jars.
class ShippedPluginsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "udp", "icmp"})
    void nothingIsToBeSaidAboutAShippedPlugin(String name) throws IOException {
        PluginReport report = PluginHost.verify(jar(name));
        assertEquals(name, report.row().id());
        assertEquals(List.of(), report.problems());
        assertEquals(List.of(), report.cautions());
    }

    @Test
    void shippedPluginsLoadBesideEachOther() throws IOException {
        for (String name : List.of("tcp", "udp", "icmp")) {
            Files.copy(jar(name), folder.resolve(name + ".jar"));
        }
        try (PluginHost host = PluginHost.load(folder)) {
            List<String> served = new ArrayList<>();
            for (LoadedHandler handler : host.plugins().handlers()) {
                for (Protocol protocol : handler.protocols()) {
                    served.add(protocol.number() + " " + protocol.name() + " "
                            + protocol.versions().size());
                }
            }
            assertEquals(List.of("1 icmp 1", "58 icmp6 1", "6 tcp 2", "17 udp 2"), served);
        }
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
}
