package io.jpvs.bench.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jpvs.kernel.config.Configuration;
import io.jpvs.kernel.config.ConfigurationReader;
import io.jpvs.kernel.service.Schedulers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The configuration of the bench, read as any other.
class StationsTest {
    @TempDir
    private Path folder;

    @Test
    void everyServiceHasItsAddressServersAndLocalAddresses() throws IOException {
        String yaml = new Stations(300, 2, 3)
                .configuration(List.of("udp", "tcp"), folder, List.of("connections: {capacity: 2048}"));
        Path file = Files.writeString(folder.resolve("jpvs.yaml"), yaml);
        Configuration configuration = new ConfigurationReader(Schedulers.names(), folder).read(file);
        assertEquals(600, configuration.services().size());
        assertEquals("10.1.2.43", configuration.services().getLast().address().toString());
        assertEquals(
                "10.3.2.88",
                configuration.services().getLast().servers().getLast().address().toString());
        assertEquals(3, configuration.services().getFirst().localAddresses().size());
        assertEquals(2048, configuration.connections().capacity());
    }

    @Test
    void clientsHaveAddressesOfTheirOwn() {
        assertEquals("100.64.0.0", Stations.client(0));
        assertEquals("100.127.255.255", Stations.client(Stations.CLIENTS - 1));
        assertEquals("100.64.0.0", Stations.client(Stations.CLIENTS));
        for (int flow = 0; flow < 100_000; flow++) {
            assertTrue(Stations.clientPort(flow) > 1024 && Stations.clientPort(flow) < 1 << 16);
        }
    }
}
