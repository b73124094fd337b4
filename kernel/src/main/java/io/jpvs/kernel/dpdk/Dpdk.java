package io.jpvs.kernel.dpdk;

import io.jpvs.kernel.port.Frame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/// DPDK in this process: started once, with its ports and buffers.
///
/// Set-up and close are for one thread at a time.
public final class Dpdk implements AutoCloseable {
    /// The driver every distribution builds pools on.
    private static final String DEFAULT_MEMPOOL_DRIVER = "ring_mp_mc";

    private static final int EINVAL = 22;

    /// rte_eal_init works once in the life of a process, also after a clean-up or a failure.
    private static final AtomicBoolean STARTED = new AtomicBoolean();

    private final Libraries libraries;
    private final String version;
    private final Eal eal;
    private final MempoolCalls mempools;
    private final Ethdev ethdev;
    private final LayoutCheck layoutCheck;
    private final List<Integer> portIds;
    private final String startLog;
    private final List<DpdkPort> open = new ArrayList<>();

    /// Starts DPDK.
    ///
    /// @param ealArguments EAL's options, as the configuration's `dpdk.eal` has them
    /// @throws DpdkException if DPDK is not installed, is a release that jpvs does not know, or refuses
    public static Dpdk start(List<String> ealArguments) {
        Libraries libraries = Libraries.open(Libraries.KNOWN_ABIS);
        return start(ealArguments, libraries, Layout.of(libraries.abi()));
    }

    static Dpdk start(List<String> ealArguments, Libraries libraries, Layout layout) {
        Eal eal = new Eal(libraries);
        String version = eal.version();
        libraries.verify(version);
        List<String> arguments = EalArguments.complete(ealArguments, Cpus.first(), Eal.uniquePrefix());
        if (STARTED.getAndSet(true)) {
            throw new DpdkException("DPDK was started before in this process, and starts only once. Fix: restart jpvs");
        }
        eal.log().start();
        try {
            init(eal, arguments);
            return new Dpdk(libraries, layout, eal, version);
        } finally {
            eal.log().stop();
        }
    }

    private static void init(Eal eal, List<String> arguments) {
        int error;
        try {
            error = eal.init(arguments);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new DpdkException("interrupted while DPDK was starting");
        }
        if (error != 0) {
            boolean needsHugePages = !arguments.contains("--no-huge") && !hasHugePages();
            String fix = needsHugePages
                    ? "no huge pages are reserved: add --no-huge to dpdk.eal (with -m and --no-shconf), or reserve some"
                            + " with sysctl vm.nr_hugepages=512"
                    : "correct dpdk.eal: it was " + arguments;
            throw eal.failure("DPDK does not start", error, fix);
        }
    }

    private Dpdk(Libraries libraries, Layout layout, Eal eal, String version) {
        this.libraries = libraries;
        this.version = version;
        this.eal = eal;
        mempools = new MempoolCalls(libraries);
        ethdev = new Ethdev(libraries, layout);
        layoutCheck = new LayoutCheck(libraries.abi(), layout);
        try {
            verifyLayout();
        } catch (RuntimeException e) {
            eal.cleanup();
            throw e;
        }
        portIds = ethdev.ports();
        startLog = eal.log().text();
    }

    private void verifyLayout() {
        layoutCheck.verifyFastPath(ethdev.fastPath(0));
        long pool = LayoutCheck.oddPool(mempools);
        if (pool == 0) {
            throw noPool("buffers of the layout check");
        }
        layoutCheck.verifyMbuf(mempools, LayoutCheck.oddPool(mempools, pool));
        mempools.free(pool);
    }

    /// Returns what DPDK calls itself, such as `DPDK 22.11.11`.
    public String version() {
        return version;
    }

    /// Returns the number of ports that EAL found.
    public int portCount() {
        return portIds.size();
    }

    /// Returns DPDK's names of the ports, in EAL's order.
    public List<String> deviceNames() {
        return portIds.stream().map(ethdev::deviceName).toList();
    }

    /// Makes a stock of buffers.
    ///
    /// @param name       unique in this process, at most 24 characters
    /// @param buffers    how many; 2^n - 1 wastes no memory
    /// @param frameBytes the longest frame that a buffer must hold, at most 65407; drivers want room for 2048
    public Mempool createPool(String name, int buffers, int frameBytes) {
        int roomBytes = frameBytes + Frame.HEADROOM_BYTES;
        return logged(() -> {
            long pool = mempools.create(name, buffers, Mempool.lcoreCacheSize(buffers), 0, roomBytes);
            if (pool == 0) {
                throw noPool("pool of " + buffers + " buffers of " + roomBytes + " bytes");
            }
            return new Mempool(mempools, pool, buffers, roomBytes);
        });
    }

    private DpdkException noPool(String what) {
        int error = eal.errno();
        List<String> drivers = mempools.driverNames();
        String fix;
        if (!drivers.contains(DEFAULT_MEMPOOL_DRIVER)) {
            fix = "DPDK's mempool driver is missing: install librte-mempool-ring" + libraries.abi()
                    + " (so on Debian and Ubuntu), which the package 'dpdk' only recommends";
        } else if (error == EINVAL) {
            fix = "name one of the mempool drivers " + drivers + " in --mbuf-pool-ops-name, or none";
        } else {
            fix = "give DPDK more memory (-m in dpdk.eal, in megabytes, or more huge pages)";
        }
        return eal.failure("DPDK cannot make the " + what, error, fix);
    }

    /// Checks that EAL found a device for each configured port. A device that it refused would shift the others.
    ///
    /// @param names the ports of the configuration, in order
    public void requirePorts(List<String> names) {
        if (names.size() != portIds.size()) {
            throw new DpdkException("the configuration names " + names.size() + " ports " + names + ", and EAL found "
                    + portIds.size() + " " + deviceNames() + (startLog.isEmpty() ? "" : " [" + startLog + "]")
                    + ". Fix: give dpdk.eal one --vdev or -a for each port, of a device that exists");
        }
    }

    /// Sets a port up and starts it.
    ///
    /// @param settings of a port that is there, see [#requirePorts]
    /// @param pool     where it takes the buffers for what it receives; must outlive it
    public DpdkPort openPort(PortSettings settings, Mempool pool) {
        int id = portIds.get(settings.index());
        DpdkPort port = logged(() -> new PortSetup(eal, ethdev, layoutCheck, id, settings).open(pool));
        open.add(port);
        return port;
    }

    private <T> T logged(Supplier<T> call) {
        eal.log().start();
        try {
            return call.get();
        } finally {
            eal.log().stop();
        }
    }

    /// Makes the calling thread one of DPDK's lcores until the result is closed. A worker does so before it touches a
    /// queue or a pool, and after [#pin].
    public LcoreRegistration registerThread() {
        return new LcoreRegistration(eal);
    }

    /// Ties the calling thread to a CPU.
    public static void pin(int cpu) {
        if (!Cpus.pin(cpu)) {
            throw new DpdkException("thread '" + Thread.currentThread().getName() + "' cannot run on CPU " + cpu
                    + ": it does not exist, or this process may not use it");
        }
    }

    /// Stops and releases every port and DPDK itself. Workers must have ended.
    @Override
    public void close() {
        open.forEach(DpdkPort::close);
        open.clear();
        eal.cleanup();
    }

    private static boolean hasHugePages() {
        try (var sizes = Files.newDirectoryStream(Path.of("/sys/kernel/mm/hugepages"))) {
            for (Path size : sizes) {
                if (!Files.readString(size.resolve("nr_hugepages")).strip().equals("0")) {
                    return true;
                }
            }
            return false;
        } catch (IOException _) {
            return true; // not known: no advice
        }
    }
}
