package io.jpvs.kernel.dpdk;

import io.jpvs.kernel.memory.Memory;
import io.jpvs.kernel.port.PortStatistics;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// The calls of librte_ethdev. Those that return `int` give 0 or a negated error number.
final class Ethdev {
    /// Returned by the iteration when no port is left; RTE_MAX_ETHPORTS is a choice of whoever built DPDK.
    private static final int MOST_PORTS = 1024;

    private static final long NO_OWNER = 0;

    private final Layout layout;
    private final long fastPathTable;
    private final MemorySegment receiveCallbacks;
    private final MemorySegment transmitCallbacks;
    private final NativeFunction findNext;
    private final NativeFunction isValid;
    private final NativeFunction getName;
    private final NativeFunction getInfo;
    private final NativeFunction configure;
    private final NativeFunction adjustDescriptors;
    private final NativeFunction receiveQueueSetup;
    private final NativeFunction transmitQueueSetup;
    private final NativeFunction socketId;
    private final NativeFunction getMtu;
    private final NativeFunction setMtu;
    private final NativeFunction getMac;
    private final NativeFunction setMac;
    private final NativeFunction promiscuous;
    private final NativeFunction start;
    private final NativeFunction stop;
    private final NativeFunction close;
    private final NativeFunction getLink;
    private final NativeFunction isRemoved;
    private final NativeFunction getStatistics;

    Ethdev(Libraries libraries, Layout layout) {
        this.layout = layout;
        fastPathTable = libraries.symbol("rte_eth_fp_ops").address();
        receiveCallbacks = libraries.symbol("rte_eth_call_rx_callbacks");
        transmitCallbacks = libraries.symbol("rte_eth_call_tx_callbacks");
        findNext = libraries.function("rte_eth_find_next_owned_by");
        isValid = libraries.function("rte_eth_dev_is_valid_port");
        getName = libraries.function("rte_eth_dev_get_name_by_port");
        getInfo = libraries.function("rte_eth_dev_info_get");
        configure = libraries.function("rte_eth_dev_configure");
        adjustDescriptors = libraries.function("rte_eth_dev_adjust_nb_rx_tx_desc");
        receiveQueueSetup = libraries.function("rte_eth_rx_queue_setup");
        transmitQueueSetup = libraries.function("rte_eth_tx_queue_setup");
        socketId = libraries.function("rte_eth_dev_socket_id");
        getMtu = libraries.function("rte_eth_dev_get_mtu");
        setMtu = libraries.function("rte_eth_dev_set_mtu");
        getMac = libraries.function("rte_eth_macaddr_get");
        setMac = libraries.function("rte_eth_dev_default_mac_addr_set");
        promiscuous = libraries.function("rte_eth_promiscuous_enable");
        start = libraries.function("rte_eth_dev_start");
        stop = libraries.function("rte_eth_dev_stop");
        close = libraries.function("rte_eth_dev_close");
        getLink = libraries.function("rte_eth_link_get_nowait");
        isRemoved = libraries.function("rte_eth_dev_is_removed");
        getStatistics = libraries.function("rte_eth_stats_get");
    }

    Layout layout() {
        return layout;
    }

    /// Returns the element of `rte_eth_fp_ops` for a port.
    long fastPath(int port) {
        return fastPathTable + port * Layout.FAST_PATH_BYTES;
    }

    /// `uint16_t (uint16_t port, uint16_t queue, struct rte_mbuf **, uint16_t received, uint16_t room, void *list)`
    MemorySegment receiveCallbacks() {
        return receiveCallbacks;
    }

    /// `uint16_t (uint16_t port, uint16_t queue, struct rte_mbuf **, uint16_t count, void *list)`
    MemorySegment transmitCallbacks() {
        return transmitCallbacks;
    }

    /// Returns the ports that no other device (a bond, say) has taken for itself, in EAL's order.
    List<Integer> ports() {
        List<Integer> ports = new ArrayList<>();
        long port = findNext.pointer(0, NO_OWNER, 0);
        while (port < MOST_PORTS && (isValid.status(port) & 0xff) != 0) {
            ports.add((int) port);
            port = findNext.pointer(port + 1, NO_OWNER, 0);
        }
        return ports;
    }

    String deviceName(int port) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(Layout.ANY_STRUCT_BYTES);
            getName.status(port, name.address());
            return name.getString(0);
        }
    }

    /// What a device can do.
    ///
    /// @param interfaceIndex the kernel interface behind it, 0 for none
    /// @param rssTypes       the kinds of packet it can spread over queues by hash, a set of RTE_ETH_RSS bits
    record Info(
            String driver,
            int interfaceIndex,
            int receiveQueues,
            int transmitQueues,
            int hashKeyBytes,
            long rssTypes) {}

    int info(int port, Info[] result) {
        try (Arena arena = Arena.ofConfined()) {
            long info = arena.allocate(Layout.ANY_STRUCT_BYTES, 64).address();
            int status = getInfo.status(port, info);
            if (status == 0) {
                result[0] = new Info(
                        NativeMemory.string(Memory.i64(info, Layout.INFO_DRIVER_NAME)),
                        Memory.i32(info, Layout.INFO_INTERFACE_INDEX),
                        Memory.u16(info, layout.maxReceiveQueues()),
                        Memory.u16(info, layout.maxReceiveQueues() + Short.BYTES),
                        Memory.u8(info, Layout.INFO_HASH_KEY_BYTES),
                        Memory.i64(info, Layout.INFO_RSS_TYPES));
            }
            return status;
        }
    }

    /// @param rss how received packets are spread over more than one queue
    int configure(int port, int queues, int mtuBytes, Rss rss) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment conf = arena.allocate(Layout.ANY_STRUCT_BYTES, 64);
            Memory.i32(conf.address(), Layout.CONF_MTU, mtuBytes);
            rss.writeTo(conf, arena);
            return configure.status(port, queues, queues, conf.address());
        }
    }

    /// Brings ring sizes, receive and transmit, to what the device allows.
    int adjustDescriptors(int port, int[] sizes) {
        try (Arena arena = Arena.ofConfined()) {
            long cells = arena.allocate(8, 8).address();
            Memory.u16(cells, 0, sizes[0]);
            Memory.u16(cells, 2, sizes[1]);
            int status = adjustDescriptors.status(port, cells, cells + 2);
            sizes[0] = Memory.u16(cells);
            sizes[1] = Memory.u16(cells, 2);
            return status;
        }
    }

    int setUpReceiveQueue(int port, int queue, int descriptors, Mempool pool) {
        return receiveQueueSetup.status(port, queue, descriptors, socketId.status(port), 0, pool.address());
    }

    int setUpTransmitQueue(int port, int queue, int descriptors) {
        return transmitQueueSetup.status(port, queue, descriptors, socketId.status(port), 0, 0);
    }

    /// Returns the MTU that DPDK holds for the device, in bytes.
    int mtuBytes(int port) {
        try (Arena arena = Arena.ofConfined()) {
            long cell = arena.allocate(8, 8).address();
            getMtu.status(port, cell);
            return Memory.u16(cell);
        }
    }

    int setMtu(int port, int mtuBytes) {
        return setMtu.status(port, mtuBytes);
    }

    /// Returns the device's Ethernet address, in the low 48 bits.
    long macAddress(int port) {
        try (Arena arena = Arena.ofConfined()) {
            long cell = arena.allocate(8, 8).address();
            getMac.status(port, cell);
            return Long.reverseBytes(Memory.i64(cell)) >>> 16;
        }
    }

    int setMac(int port, long macAddress) {
        try (Arena arena = Arena.ofConfined()) {
            long cell = arena.allocate(8, 8).address();
            Memory.i64(cell, 0, Long.reverseBytes(macAddress << 16));
            return setMac.status(port, cell);
        }
    }

    int enablePromiscuous(int port) {
        return promiscuous.status(port);
    }

    int start(int port) {
        return start.status(port);
    }

    void stop(int port) {
        stop.status(port);
    }

    void close(int port) {
        close.status(port);
    }

    boolean isLinkUp(int port) {
        try (Arena arena = Arena.ofConfined()) {
            long link = arena.allocate(64, 8).address();
            return getLink.status(port, link) == 0 && (Memory.u16(link, Layout.LINK_FLAGS) & Layout.LINK_STATUS) != 0;
        }
    }

    boolean isRemoved(int port) {
        return isRemoved.status(port) == 1;
    }

    /// Reads the counters; all 0 if the device does not say.
    PortStatistics statistics(int port) {
        try (Arena arena = Arena.ofConfined()) {
            long stats = arena.allocate(Layout.ANY_STRUCT_BYTES, 64).address();
            getStatistics.status(port, stats);
            return new PortStatistics(
                    Memory.i64(stats),
                    Memory.i64(stats, 8),
                    Memory.i64(stats, 16),
                    Memory.i64(stats, 24),
                    Memory.i64(stats, 32),
                    Memory.i64(stats, 40),
                    Memory.i64(stats, 48),
                    Memory.i64(stats, 56));
        }
    }
}
