package io.jpvs.balancing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jpvs.kernel.pcap.PcapWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/// The NAT of the Linux kernel in a network namespace, in the place of the balancer, with both of its sides in the
/// hands of the test.
final class LinuxNat implements AutoCloseable {
    private static final String RESOURCES = "src/test/resources/differential/";
    private static final String TOPOLOGY = "../scripts/topology.sh";
    private static final String SCRIPT = RESOURCES + "linux-nat.sh";
    private static final String RULES = RESOURCES + "full-nat.nft";
    private static final List<String> TOOLS =
            List.of("ip", "ethtool", "nsenter", "unshare", "nft", "taskset", "tcpdump", "tcpprep", "tcpreplay");

    /// Slow enough for tcpdump's buffer, and for whoever else needs the CPU.
    private static final String PACKETS_PER_SECOND = "2000";

    private final String prefix = "jpvs-differential-" + ProcessHandle.current().pid();
    private final Path folder;

    LinuxNat(Path folder) throws IOException {
        this.folder = folder;
        try {
            Shell.require("sh", SCRIPT, TOPOLOGY, "up", prefix, RULES);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /// Skips the calling test where the machine lacks what this needs.
    static void assumeAvailable() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root, for network namespaces");
        for (String tool : TOOLS) {
            assumeTrue(
                    Shell.run("sh", "-c", "command -v " + tool).succeeded(), "needs " + tool + ", see ./jpvs doctor");
        }
        Shell rules = Shell.run("unshare", "--net", "nft", "-f", RULES);
        assumeTrue(rules.succeeded(), "needs network namespaces and NAT by nftables: " + rules.text());
    }

    /// Sends packets through it.
    ///
    /// @return for each of them, in the same order, what left because of it
    List<Left> translate(List<Sent> packets) throws IOException {
        Path input = folder.resolve("in.pcap");
        try (PcapWriter writer = PcapWriter.create(input, false)) {
            for (int i = 0; i < packets.size(); i++) {
                Sent sent = packets.get(i);
                writer.write(i, Marker.frame(sent.from(), sent.packet()));
                for (Side side : Side.values()) {
                    writer.write(i, Marker.frame(side, Marker.packet(side, i)));
                }
            }
        }
        try (Arrivals toClient = new Arrivals(prefix, "clients", folder);
                Arrivals toServer = new Arrivals(prefix, "servers", folder)) {
            inject(input);
            List<List<byte[]>> left = toClient.until(packets.size());
            List<List<byte[]>> right = toServer.until(packets.size());
            return IntStream.range(0, packets.size())
                    .mapToObj(i -> new Left(left.get(i), right.get(i)))
                    .toList();
        }
    }

    /// Sends each frame of a capture into its side. All from one CPU, whose queue keeps their order.
    private void inject(Path input) throws IOException {
        String sides = folder.resolve("sides.cache").toString();
        Shell.require("tcpprep", "--mac=" + Marker.mac(Side.CLIENT), "--pcap=" + input, "--cachefile=" + sides);
        Shell.require(
                "nsenter",
                "--net=/run/netns/" + prefix + "-outside",
                "taskset",
                "--cpu-list",
                firstCpu(),
                "tcpreplay",
                "--pps=" + PACKETS_PER_SECOND,
                "--cachefile=" + sides,
                "--intf1=clients",
                "--intf2=servers",
                input.toString());
    }

    private static String firstCpu() throws IOException {
        String allowed = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("Cpus_allowed_list:"))
                .findFirst()
                .orElseThrow();
        return allowed.replaceFirst("\\D*(\\d+).*", "$1");
    }

    @Override
    public void close() throws IOException {
        Shell.require("sh", SCRIPT, TOPOLOGY, "down", prefix);
    }
}
