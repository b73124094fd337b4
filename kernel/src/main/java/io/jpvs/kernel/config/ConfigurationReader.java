package io.jpvs.kernel.config;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/// Reads the configuration file and refuses it whole for the first thing that is wrong. Nothing is opened yet.
public final class ConfigurationReader {
    private static final int MOST_WORKERS = 128;
    private static final int LEAST_BUFFERS = 1024;
    private static final int MOST_BUFFERS = 1 << 26;
    private static final int LEAST_BUFFER_BYTES = 128;
    private static final int MOST_BUFFER_BYTES = 16_384;
    private static final int MOST_CONNECTIONS = 1 << 27;
    private static final int MOST_DATAGRAMS = 1 << 20;
    private static final Duration LEAST_FRAGMENT_TIMEOUT = Duration.ofMillis(1);
    private static final int MOST_BURST = 1_000_000;
    private static final int MOST_SOCKET_BYTES = 107; // sun_path of sockaddr_un less the final zero: unix(7)
    private static final Path SOCKET = Path.of("/run/jpvs.sock");

    private final Set<String> schedulers;
    private final Path plugins;

    /// Makes a reader.
    ///
    /// @param schedulers the names of the schedulers that there are
    /// @param plugins the plugin directory of a configuration that names none
    public ConfigurationReader(Set<String> schedulers, Path plugins) {
        this.schedulers = Set.copyOf(schedulers);
        this.plugins = plugins;
    }

    /// Reads a file. Paths in it are relative to the directory it is in.
    ///
    /// @throws ConfigurationException for the first thing that is wrong
    public Configuration read(Path file) {
        Section root = new Value(file, "", YamlParser.parse(file, ConfigurationText.read(file))).section();
        root.allow(
                "dpdk",
                "ports",
                "routes",
                "neighbours",
                "plugins",
                "connections",
                "fragments",
                "protocols",
                "no-service",
                "no-server",
                "ttl",
                "icmp-rate",
                "services",
                "control");
        Network network = NetworkReader.read(root);
        return new Configuration(
                file,
                readDpdk(root.section("dpdk")),
                network,
                readPlugins(root.section("plugins")),
                readConnections(root.section("connections")),
                readFragments(root.section("fragments")),
                readProtocols(root.section("protocols")),
                root.find("no-service")
                        .map(value -> value.choice(Response.class))
                        .orElse(Response.DROP),
                root.find("no-server")
                        .map(value -> value.choice(Response.class))
                        .orElse(Response.REJECT),
                root.find("ttl").map(value -> value.choice(TtlPolicy.class)).orElse(TtlPolicy.DECREMENT),
                readRate(root.section("icmp-rate")),
                ServiceReader.read(root, network, schedulers),
                readSocket(root.section("control")),
                root.lines());
    }

    private static DpdkSettings readDpdk(Section section) {
        section.allow("eal", "workers", "buffers", "buffer-bytes");
        List<String> eal = section.list("eal").stream().map(Value::text).toList();
        return new DpdkSettings(
                eal,
                section.find("workers")
                        .map(value -> value.integer(1, MOST_WORKERS))
                        .orElse(1),
                integer(section, "buffers", LEAST_BUFFERS, MOST_BUFFERS),
                integer(section, "buffer-bytes", LEAST_BUFFER_BYTES, MOST_BUFFER_BYTES));
    }

    private static OptionalInt integer(Section section, String key, int least, int most) {
        return section.find(key)
                .map(value -> OptionalInt.of(value.integer(least, most)))
                .orElse(OptionalInt.empty());
    }

    private Path readPlugins(Section section) {
        section.allow("directory");
        return section.find("directory").map(ConfigurationReader::path).orElse(plugins);
    }

    private static ConnectionSettings readConnections(Section section) {
        section.allow("capacity", "linger", "linger-capacity");
        int capacity = section.find("capacity")
                .map(value -> value.integer(1, MOST_CONNECTIONS))
                .orElse(262_144);
        return new ConnectionSettings(
                capacity,
                section.find("linger")
                        .map(value -> value.duration(Duration.ZERO))
                        .orElse(Duration.ofSeconds(60)),
                section.find("linger-capacity")
                        .map(value -> value.integer(1, MOST_CONNECTIONS))
                        .orElse(capacity));
    }

    private static FragmentSettings readFragments(Section section) {
        section.allow("capacity", "timeout");
        return new FragmentSettings(
                section.find("capacity")
                        .map(value -> value.integer(1, MOST_DATAGRAMS))
                        .orElse(4096),
                section.find("timeout")
                        .map(value -> value.duration(LEAST_FRAGMENT_TIMEOUT))
                        .orElse(Duration.ofSeconds(2)));
    }

    private static Map<String, ProtocolSection> readProtocols(Section section) {
        SourceLines lines = section.lines();
        Map<String, ProtocolSection> protocols = new LinkedHashMap<>();
        section.keys().forEach(name -> protocols.put(name, new ProtocolSection(lines.of(name), section.section(name))));
        return protocols;
    }

    private static RateSettings readRate(Section section) {
        section.allow("per-prefix", "total", "burst");
        return new RateSettings(
                section.find("per-prefix").map(Value::perSecond).orElse(100),
                section.find("total").map(Value::perSecond).orElse(1000),
                section.find("burst").map(value -> value.integer(1, MOST_BURST)).orElse(50));
    }

    private static Path readSocket(Section section) {
        section.allow("socket");
        return section.find("socket").map(ConfigurationReader::socket).orElse(SOCKET);
    }

    private static Path socket(Value value) {
        Path path = path(value);
        int bytes = path.toString().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MOST_SOCKET_BYTES) {
            throw value.error(
                    "the path '" + Wording.shorten(path.toString()) + "' has " + bytes + " bytes",
                    "write one of at most " + MOST_SOCKET_BYTES);
        }
        return path;
    }

    private static Path path(Value value) {
        return value.file().toAbsolutePath().resolveSibling(value.text()).normalize();
    }
}
