package io.jpvs.kernel.replay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jpvs.api.Verdict;
import io.jpvs.kernel.config.Configuration;
import io.jpvs.kernel.config.ConfigurationReader;
import io.jpvs.kernel.plugin.PluginHost;
import io.jpvs.kernel.plugin.PluginJar;
import io.jpvs.kernel.service.Schedulers;
import io.jpvs.kernel.worker.Tally;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The litmus test of the architecture: SCTP, of which neither kernel nor SPI knows anything, comes as a jar that is
/// built
/// here from source, and is balanced.
class ThirdPartyProtocolTest {
    private static final int SCTP = 132;
    private static final long SECOND = 1_000_000_000L;

    /// RFC 9260: ports as those of TCP, a CRC32c over the whole packet, least significant octet first.
    private static final String HANDLER = """
            package example;

            import io.jpvs.api.*;
            import java.util.List;
            import org.pf4j.Extension;

            @Extension
            public final class SctpHandler implements ProtocolHandler {
                private static final int CHECKSUM = 8;

                @Override
                public List<Protocol> protocols() {
                    return List.of(Protocol.of(132, "sctp"));
                }

                @Override
                public Relation connLookup(Packet packet, Flow flow) {
                    if (!packet.isQuote() && packet.lengthBytes() < 12) {
                        return flow.drop(Verdict.TRUNCATED);
                    }
                    return flow.opens(packet.u16(0), packet.u16(2));
                }

                @Override
                public Verdict stateTransition(Packet p, Connection c, Direction direction, long nowNanos) {
                    c.timeoutMillis(900_000);
                    return direction == Direction.IN ? Verdict.FORWARDED_IN : Verdict.FORWARDED_OUT;
                }

                @Override
                public boolean fnatIn(Packet packet, Connection c, int addressDifference) {
                    return ports(packet, c.localSelector(), c.serverSelector());
                }

                @Override
                public boolean fnatOut(Packet packet, Connection c, int addressDifference) {
                    return ports(packet, c.serviceSelector(), c.clientSelector());
                }

                private boolean ports(Packet packet, int source, int destination) {
                    packet.u16(0, source);
                    packet.u16(2, destination);
                    csum(packet);
                    return true;
                }

                @Override
                public boolean quoteIn(Packet quote, Connection c, int addressDifference) {
                    quote.u16(0, c.serverSelector());
                    quote.u16(2, c.localSelector());
                    return true;
                }

                @Override
                public boolean quoteOut(Packet quote, Connection c, int addressDifference) {
                    quote.u16(0, c.clientSelector());
                    quote.u16(2, c.serviceSelector());
                    return true;
                }

                @Override
                public boolean csumVerify(Packet packet) {
                    return packet.i32(CHECKSUM) == crc(packet);
                }

                @Override
                public void csum(Packet packet) {
                    packet.i32(CHECKSUM, crc(packet));
                }

                private static int crc(Packet packet) {
                    int crc = -1;
                    for (int i = 0; i < packet.lengthBytes(); i++) {
                        crc ^= i >= CHECKSUM && i < CHECKSUM + 4 ? 0 : packet.u8(i);
                        for (int bit = 0; bit < 8; bit++) {
                            crc = crc >>> 1 ^ (0x82f63b78 & -(crc & 1));
                        }
                    }
                    return Integer.reverseBytes(~crc);
                }
            }
            """;

    private static final String CONFIGURATION = """
            dpdk: {eal: ["--no-huge"]}
            ports:
              - {name: client, addresses: [10.1.0.1/24], mac: "02:00:00:00:01:01"}
              - {name: server, addresses: [10.2.0.1/24], mac: "02:00:00:00:02:01"}
            neighbours:
              - {address: 10.1.0.2, mac: "02:00:00:00:01:02", port: client}
              - {address: 10.2.0.10, mac: "02:00:00:00:02:10", port: server}
            services:
              - {address: 10.1.0.100, protocol: sctp, port: 2905, scheduler: rr, local-addresses: [10.2.0.1],
                 servers: [{address: 10.2.0.10, port: 3905}]}
            """;

    @TempDir
    Path folder;

    private record Sent(int port, byte[] frame) {}

    private final List<Sent> sent = new ArrayList<>();

    @Test
    void aProtocolThatComesAsAJarIsBalancedInBothDirections() throws IOException {
        PluginJar.empty()
                .source("example.SctpHandler", HANDLER)
                .id("sctp")
                .writeTo(Files.createDirectory(folder.resolve("plugins")), "sctp.jar");
        Path file = folder.resolve("jpvs.yaml");
        Files.writeString(file, CONFIGURATION);
        Configuration configuration = new ConfigurationReader(Schedulers.names(), folder.resolve("plugins")).read(file);
        try (PluginHost host = PluginHost.load(folder.resolve("plugins"));
                MemoryBalancer balancer = new MemoryBalancer(
                        configuration,
                        host.plugins().handlers(),
                        (port, frame, nanos) -> sent.add(new Sent(port, frame)))) {
            balancer.receive(0, frame(0x0101, 0x0a01_0002, 0x0a01_0064, 40_000, 2905), SECOND);
            assertSent(1, frame(0x0210, 0x0a02_0001, 0x0a02_000a, 1025, 3905), 0x0201);
            balancer.receive(1, frame(0x0201, 0x0a02_000a, 0x0a02_0001, 3905, 1025), 2 * SECOND);
            assertSent(0, frame(0x0102, 0x0a01_0064, 0x0a01_0002, 2905, 40_000), 0x0101);
            assertEquals(1, balancer.count(Verdict.FORWARDED_IN));
            assertEquals(1, balancer.count(Verdict.FORWARDED_OUT));
            assertEquals(0, balancer.count(Tally.HANDLER_EXCEPTIONS));
            assertEquals(0, balancer.buffersOut());
        }
    }

    private void assertSent(int port, byte[] expected, int sourceMac) {
        Sent frame = sent.removeLast();
        assertEquals(port, frame.port());
        ByteBuffer.wrap(expected).putShort(10, (short) sourceMac);
        ByteBuffer ip = ByteBuffer.wrap(expected);
        ip.put(22, (byte) 63); // one hop less
        ip.putShort(24, (short) 0).putShort(24, (short) ~sum(expected));
        assertArrayEquals(expected, frame.frame());
        assertEquals(List.of(), sent);
    }

    /// Writes an Ethernet frame with an SCTP packet of one DATA chunk header.
    private static byte[] frame(int destinationMac, int source, int destination, int sourcePort, int destinationPort) {
        ByteBuffer frame = ByteBuffer.allocate(14 + 20 + 28);
        frame.putShort((short) 0x0200)
                .putInt(destinationMac)
                .putShort((short) 0x0200)
                .putInt(0x0909);
        frame.putShort((short) 0x0800);
        frame.put((byte) 0x45)
                .put((byte) 0)
                .putShort((short) 48)
                .putShort((short) 7)
                .putShort((short) 0);
        frame.put((byte) 64).put((byte) SCTP).putShort((short) 0).putInt(source).putInt(destination);
        frame.putShort(24, (short) ~sum(frame.array()));
        frame.putShort((short) sourcePort)
                .putShort((short) destinationPort)
                .putInt(0x1234_5678)
                .putInt(0);
        frame.put(new byte[] {0, 3, 0, 16, 0, 0, 0, 1, 0, 2, 0, 3, 0, 0, 0, 0});
        CRC32C crc = new CRC32C();
        crc.update(frame.array(), 34, 28);
        frame.order(ByteOrder.LITTLE_ENDIAN).putInt(42, (int) crc.getValue());
        return frame.array();
    }

    /// Sums the IPv4 header of a frame.
    private static int sum(byte[] frame) {
        int sum = 0;
        for (int offset = 14; offset < 34; offset += 2) {
            sum += (frame[offset] & 0xff) << 8 | frame[offset + 1] & 0xff;
        }
        return (sum & 0xffff) + (sum >>> 16);
    }
}
