package io.jpvs.kernel.dpdk;

import io.jpvs.kernel.port.Port;
import io.jpvs.kernel.port.PortQueue;
import io.jpvs.kernel.port.PortStatistics;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A started port of EAL.
///
/// A device may vanish while it runs. Drivers over a kernel interface do not tell DPDK, so the port looks for the
/// interface itself, each time [#isUp] is asked: then its queues are dead, the loss is logged once, and the other
/// ports carry on.
public final class DpdkPort implements Port, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DpdkPort.class);

    /// Drivers that are dead without the kernel interface they were given, in the namespace of this process. (That of
    /// net_tap may move to another.)
    private static final Set<String> INTERFACE_DRIVERS = Set.of("net_af_packet", "net_af_xdp", "net_pcap");

    private final Ethdev ethdev;
    private final int id;
    private final String name;
    private final String device;
    private final int interfaceIndex;
    private final String interfaceName;
    private final long macAddress;
    private final int mtuBytes;
    private final List<DpdkQueue> queues;
    private volatile boolean isOpen = true;

    DpdkPort(Ethdev ethdev, int id, PortSettings settings, Ethdev.Info info) {
        this.ethdev = ethdev;
        this.id = id;
        this.name = settings.name();
        this.device = ethdev.deviceName(id);
        this.interfaceIndex = INTERFACE_DRIVERS.contains(info.driver()) ? info.interfaceIndex() : 0;
        this.interfaceName = interfaceIndex == 0 ? "" : Libc.interfaceName(interfaceIndex);
        this.macAddress = settings.macAddress() != 0 ? settings.macAddress() : ethdev.macAddress(id);
        this.mtuBytes = settings.mtuBytes() != 0 ? settings.mtuBytes() : ethdev.mtuBytes(id);
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
            LOG.error(
                    "port '{}' ({}{}) has vanished: its device is gone. The other ports carry on",
                    name,
                    device,
                    interfaceName.isEmpty() ? "" : ", interface " + interfaceName);
        }
        return isOpen && ethdev.isLinkUp(id);
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
        return ethdev.isRemoved(id)
                || (interfaceIndex != 0 && Libc.interfaceName(interfaceIndex).isEmpty());
    }
}
