package io.jpvs.kernel.dpdk;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The steps from a port that EAL found to one that carries traffic.
final class PortSetup {
    private static final int ENOTSUP = 95;

    /// Ethernet header, a VLAN tag.
    private static final int FRAME_OVERHEAD_BYTES = 14 + 4;

    private static final int ETHERNET_MTU_BYTES = 1500;

    /// Drivers that are dead without the kernel interface they were given, in the namespace of this process.
    private static final Set<String> INTERFACE_DRIVERS = Set.of("net_af_packet", "net_af_xdp", "net_pcap");

    private final Eal eal;
    private final Ethdev ethdev;
    private final LayoutCheck layoutCheck;
    private final int id;
    private final PortSettings settings;
    private final String what;

    PortSetup(Eal eal, Ethdev ethdev, LayoutCheck layoutCheck, int id, PortSettings settings) {
        this.eal = eal;
        this.ethdev = ethdev;
        this.layoutCheck = layoutCheck;
        this.id = id;
        this.settings = settings;
        what = "port '" + settings.name() + "' (" + ethdev.deviceName(id) + "): ";
    }

    DpdkPort open(Mempool pool) {
        Ethdev.Info info = info();
        Underlay under = under(info);
        requireQueues(info);
        configure(info);
        int mtuBytes = setMtu(under);
        requireRoom(mtuBytes, pool);
        setUpQueues(pool);
        require(ethdev.start(id), "cannot start the device", "");
        try {
            receiveForeignFrames();
            layoutCheck.verifyFastPath(ethdev.fastPath(id));
            return new DpdkPort(ethdev, id, settings, under, mtuBytes);
        } catch (RuntimeException e) {
            ethdev.stop(id);
            throw e;
        }
    }

    private Ethdev.Info info() {
        Ethdev.Info[] info = new Ethdev.Info[1];
        require(ethdev.info(id, info), "cannot ask the device", "");
        return info[0];
    }

    private void requireQueues(Ethdev.Info info) {
        int most = Math.min(info.receiveQueues(), info.transmitQueues());
        if (settings.queues() > most) {
            String fix =
                    info.driver().equals("net_af_packet") ? "add qpairs=" + settings.queues() + " to its --vdev" : "";
            throw new DpdkException(what + settings.queues() + " workers need as many queue pairs, and the device has "
                    + most + ". Fix: " + (fix.isEmpty() ? "set dpdk.workers to " + most : fix));
        }
    }

    private void requireRoom(int mtuBytes, Mempool pool) {
        int needed = mtuBytes + FRAME_OVERHEAD_BYTES;
        if (needed > pool.frameBytes()) {
            throw new DpdkException(what + "an MTU of " + mtuBytes + " bytes needs buffers of " + needed
                    + ", and these are of " + pool.frameBytes() + ". Fix: lower 'mtu' of this port");
        }
    }

    private void configure(Ethdev.Info info) {
        int jumboMtu = settings.mtuBytes() > ETHERNET_MTU_BYTES ? settings.mtuBytes() : 0;
        int status = ethdev.configure(id, settings.queues(), jumboMtu, Rss.choose(settings.queues(), info));
        require(status, "cannot configure the device with " + settings.queues() + " queue pairs", "");
    }

    private void setUpQueues(Mempool pool) {
        int[] descriptors = {settings.receiveDescriptors(), settings.transmitDescriptors()};
        require(ethdev.adjustDescriptors(id, descriptors), "cannot adjust ring sizes", "");
        for (int queue = 0; queue < settings.queues(); queue++) {
            require(
                    ethdev.setUpReceiveQueue(id, queue, descriptors[0], pool),
                    "cannot set up receive queue " + queue + " with " + descriptors[0] + " descriptors",
                    "");
            require(
                    ethdev.setUpTransmitQueue(id, queue, descriptors[1]),
                    "cannot set up transmit queue " + queue + " with " + descriptors[1] + " descriptors",
                    "");
        }
    }

    /// Returns the MTU in force. A smaller one than the device's is a limit for what is sent, and no business of the
    /// device.
    private int setMtu(@Nullable Underlay under) {
        // What DPDK says is a default as often as not: where there is an interface, what that carries counts too.
        int own = ethdev.mtuBytes(id);
        int below = under == null ? -1 : under.mtuBytes();
        if (below > 0) {
            own = Math.min(own, below);
        }
        if (settings.mtuBytes() > own) {
            require(
                    ethdev.setMtu(id, settings.mtuBytes()),
                    "the device refuses an MTU of " + settings.mtuBytes() + " bytes",
                    "lower 'mtu' of this port");
        }
        return settings.mtuBytes() == 0 ? own : settings.mtuBytes();
    }

    private static @Nullable Underlay under(Ethdev.Info info) {
        if (info.interfaceIndex() == 0) {
            return null;
        }
        KernelInterface under = KernelInterface.of(info.interfaceIndex());
        if (info.driver().equals("net_tap")) {
            return TapDescriptor.of(under);
        }
        return INTERFACE_DRIVERS.contains(info.driver()) ? under : null;
    }

    /// Frames to another address than the device's own come in only in promiscuous mode. A device without that has to
    /// be given the address.
    private void receiveForeignFrames() {
        int status = ethdev.enablePromiscuous(id);
        if (status == 0 || settings.macAddress() == 0) {
            require(status == -ENOTSUP ? 0 : status, "cannot enable promiscuous mode", "");
            return;
        }
        require(ethdev.setMac(id, settings.macAddress()), "the device refuses the address of 'mac'", "remove 'mac'");
    }

    private void require(int status, String failure, String fix) {
        if (status < 0) {
            throw eal.failure(what + failure, status, fix);
        }
    }
}
