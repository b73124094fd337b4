package io.jpvs.kernel.dpdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jpvs.kernel.address.MacAddress;
import io.jpvs.kernel.port.FrameVector;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Ports over interfaces of the kernel, in namespaces of their own. The kernel at the other end answers a ping.
final class NetworkPortsTest {
    private static final String REMOTE_MAC = "02:00:00:00:00:02";

    @BeforeAll
    static void needs() {
        Machine.assumeDpdk();
        Machine.assumeRoot();
        Machine.assumeWorks("ip", "netns", "list");
    }

    @Test
    void pingCrossesAfPacket() {
        try (Namespace local = Namespace.create();
                Namespace remote = Namespace.create()) {
            veth(local, remote);
            ChildJvm.run(local.prefix(), AfPacket.class).assertPassed();
        }
    }

    static final class AfPacket {
        static void main() {
            try (Dpdk dpdk = Rig.start("net_af_packet0,iface=veth0")) {
                Mempool stock = dpdk.createPool("stock", Rig.BUFFERS, Rig.FRAME_BYTES);
                PortSettings settings = new PortSettings("wire", 0, 1, 512, 512, 0, Echo.LOCAL_MAC);
                DpdkPort port = dpdk.openPort(settings, stock);
                awaitUp(port);
                assertEquals(Echo.LOCAL_MAC, port.macAddress());
                assertEquals(1400, port.mtuBytes(), "that of the interface");
                try (MbufPool pool = stock.openCache()) {
                    Echo.exchange(port.queue(0), pool, MacAddress.parse(REMOTE_MAC));
                }
                assertTrue(port.statistics().receivedPackets() > 0);
                assertEquals(Rig.BUFFERS, stock.availableCount());
            }
        }
    }

    @Test
    void portWhoseInterfaceVanishesIsDownAndTheOthersCarryOn() {
        try (Namespace local = Namespace.create();
                Namespace remote = Namespace.create()) {
            veth(local, remote);
            ChildJvm child = ChildJvm.run(local.prefix(), Vanishing.class);
            child.assertPassed();
            List<String> told = child.output()
                    .lines()
                    .filter(line -> line.contains("'wire'") && line.contains("veth0") && line.contains("vanished"))
                    .toList();
            assertEquals(1, told.size(), child.output());
        }
    }

    static final class Vanishing {
        static void main() {
            try (Dpdk dpdk = Rig.start("net_af_packet0,iface=veth0", "net_null0");
                    Arena arena = Arena.ofConfined()) {
                Mempool stock = dpdk.createPool("stock", Rig.BUFFERS, Rig.FRAME_BYTES);
                DpdkPort wire = dpdk.openPort(new PortSettings("wire", 0, 1), stock);
                DpdkPort other = dpdk.openPort(new PortSettings("other", 1, 1), stock);
                FrameVector frames = new FrameVector(arena, 32);
                try (MbufPool pool = stock.openCache()) {
                    Machine.command("ip", "link", "set", "veth0", "down");
                    assertFalse(wire.isUp());
                    Machine.command("ip", "link", "set", "veth0", "up");
                    awaitUp(wire); // the kernel notices a carrier in its own time
                    Machine.command("ip", "link", "del", "veth0");
                    // Before anyone has noticed: neither end of the queue may hang, until the ring is full and after.
                    for (int i = 0; i < 100; i++) {
                        wire.queue(0).receive(frames);
                        pool.free(frames);
                        other.queue(0).receive(frames);
                        frames.removeFirst(wire.queue(0).transmit(frames));
                        pool.free(frames);
                    }
                    assertFalse(wire.isUp());
                    assertFalse(wire.isUp());
                    assertTrue(other.isUp());
                    assertEquals(32, other.queue(0).receive(frames));
                    assertEquals(0, wire.queue(0).transmit(frames));
                    pool.free(frames);
                    assertEquals(0, wire.queue(0).receive(frames));
                }
                assertEquals(Rig.BUFFERS, stock.availableCount());
            }
        }
    }

    private static void awaitUp(DpdkPort port) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!port.isUp()) {
            assertTrue(System.nanoTime() < deadline, "stays down");
            LockSupport.parkNanos(10_000_000);
        }
    }

    @Test
    void pingCrossesTap() {
        Machine.assumeWorks("test", "-c", "/dev/net/tun");
        try (Namespace local = Namespace.create();
                Namespace remote = Namespace.create()) {
            ChildJvm child = ChildJvm.run(local.prefix(), Tap.class, remote.name());
            child.assertPassed();
            assertTrue(child.output().contains("port 'tap' (net_tap0 on interface tap0) has vanished"), child.output());
        }
    }

    static final class Tap {
        static void main(String[] remote) {
            try (Dpdk dpdk = Rig.start("net_tap0,iface=tap0")) {
                Mempool stock = dpdk.createPool("stock", Rig.BUFFERS, Rig.FRAME_BYTES);
                PortSettings settings = new PortSettings("tap", 0, 1);
                DpdkPort port = dpdk.openPort(settings, stock);
                Machine.command("ip", "addr", "add", Echo.REMOTE_ADDRESS + "/24", "dev", "tap0");
                Machine.command("ip", "link", "set", "tap0", "up");
                Machine.command("ip", "neigh", "add", Echo.LOCAL_ADDRESS, "lladdr", Echo.LOCAL_MAC_TEXT, "dev", "tap0");
                awaitUp(port);
                try (MbufPool pool = stock.openCache()) {
                    // The interface that the kernel sees bears the address of the port.
                    Echo.exchange(port.queue(0), pool, port.macAddress());
                }
                Machine.command("ip", "link", "set", "tap0", "netns", remote[0]);
                assertTrue(port.isUp(), "only moved");
                Machine.command("ip", "-n", remote[0], "link", "del", "tap0");
                assertFalse(port.isUp());
            }
        }
    }

    private static void veth(Namespace local, Namespace remote) {
        local.run("ip link add veth0 mtu 1400 type veth peer name veth1 address " + REMOTE_MAC + " netns "
                + remote.name());
        local.run("ip link set veth0 up");
        remote.run("ip link set veth1 up");
        remote.run("ip addr add " + Echo.REMOTE_ADDRESS + "/24 dev veth1");
        remote.run("ip neigh add " + Echo.LOCAL_ADDRESS + " lladdr " + Echo.LOCAL_MAC_TEXT + " dev veth1");
    }
}
