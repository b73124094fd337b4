package io.jpvs.kernel.dpdk;

/// The steps from a port that EAL found to one that carries traffic.
final class PortSetup {
    private static final int ENOTSUP = 95;

    /// Ethernet header, two VLAN tags.
    private static final int FRAME_OVERHEAD_BYTES = 14 + 2 * 4;

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
        requireQueues(info);
        requireRoom(pool);
        configure(info);
        setUpQueues(pool);
        setMtu();
        require(ethdev.start(id), "cannot start the device", "");
        try {
            receiveForeignFrames();
            layoutCheck.verifyFastPath(ethdev.fastPath(id));
            return new DpdkPort(ethdev, id, settings, info);
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

    private void requireRoom(Mempool pool) {
        int needed = settings.mtuBytes() + FRAME_OVERHEAD_BYTES;
        if (needed > pool.frameBytes()) {
            throw new DpdkException(what + "an MTU of " + settings.mtuBytes() + " bytes needs buffers of " + needed
                    + ", and these are of " + pool.frameBytes());
        }
    }

    private void configure(Ethdev.Info info) {
        int status = ethdev.configure(id, settings.queues(), 0, Rss.choose(settings.queues(), info));
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

    /// A smaller MTU than the device's is a limit for what is sent, and no business of the device.
    private void setMtu() {
        if (settings.mtuBytes() > ethdev.mtuBytes(id)) {
            require(
                    ethdev.setMtu(id, settings.mtuBytes()),
                    "the device refuses an MTU of " + settings.mtuBytes() + " bytes",
                    "lower 'mtu' of this port");
        }
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
