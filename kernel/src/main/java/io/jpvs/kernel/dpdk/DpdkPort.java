package io.jpvs.kernel.dpdk;

import io.jpvs.kernel.port.Port;
import io.jpvs.kernel.port.PortQueue;
import io.jpvs.kernel.port.PortStatistics;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A started port of EAL.
///
/// A device may vanish while it runs. Drivers over a kernel interface do not tell DPDK, so the port looks for the
/// interface itself, each time [#isUp] is asked: then its queues are dead, the loss is logged once, and the other
/// ports carry on.
public final class DpdkPort implements Port, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DpdkPort.class);

    private final Ethdev ethdev;
    private final int id;
    private final String name;
    private final String device;
    private final @Nullable Underlay under;
    private final long macAddress;
    private final int mtuBytes;
    private final List<DpdkQueue> queues;
    private volatile boolean isOpen = true;

    /// @param under    the interface it is dead without, if any
    /// @param mtuBytes what it carries as set up
    DpdkPort(Ethdev ethdev, int id, PortSettings settings, @Nullable Underlay under, int mtuBytes) {
        this.ethdev = ethdev;
        this.id = id;
        this.name = settings.name();
        this.device = ethdev.deviceName(id);
        this.under = under;
        this.macAddress = settings.macAddress() != 0 ? settings.macAddress() : ethdev.macAddress(id);
        this.mtuBytes = mtuBytes;
        this.queues = IntStream.range(0, settings.queues())
                .mapToObj(queue -> new DpdkQueue(this, ethdev, id, queue))
                .toList();
    }

    @Override
    public String name() {
        return name;
    }

    /// Returns DPDK's name for the device, such as `net_af_packet0` or a PCI address.
    public String device() {
        return device;
    }

    @Override
    public long macAddress() {
        return macAddress;
    }

    @Override
    public int mtuBytes() {
        return mtuBytes;
    }

    @Override
    public boolean isUp() {
        if (isOpen && isGone()) {
            isOpen = false;
            LOG.error("port '{}' ({}) has vanished: its device is gone. The other ports carry on", name, place());
        }
        boolean deviceIsUp = ethdev.isLinkUp(id);
        return isOpen && (under == null ? deviceIsUp : under.isUp(deviceIsUp));
    }

    @Override
    public PortQueue queue(int worker) {
        return queues.get(worker);
    }

    @Override
    public PortStatistics statistics() {
        return ethdev.statistics(id);
    }

    /// Stops and releases the device. Workers must have left its queues; a late call there does nothing.
    @Override
    public void close() {
        isOpen = false;
        ethdev.stop(id);
        ethdev.close(id);
    }

    boolean isOpen() {
        return isOpen;
    }

    private boolean isGone() {
        return ethdev.isRemoved(id) || (under != null && !under.exists());
    }

    private String place() {
        return under == null ? device : device + " on interface " + under.name();
    }
}
