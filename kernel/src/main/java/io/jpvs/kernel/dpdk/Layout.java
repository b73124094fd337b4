package io.jpvs.kernel.dpdk;

/// Byte offsets in DPDK's structs that moved between releases. `struct rte_mbuf` did not: it is
/// [io.jpvs.kernel.port.Frame].
///
/// [LayoutCheck] proves a layout on the running libraries before it carries traffic.
///
/// @param receiveBurst      `rte_eth_fp_ops.rx_pkt_burst`, a function
/// @param receiveQueues     `rte_eth_fp_ops.rxq.data`, an array of queues
/// @param receiveCallbacks  `rte_eth_fp_ops.rxq.clbk`, an array of callback lists
/// @param transmitBurst     `rte_eth_fp_ops.tx_pkt_burst`
/// @param transmitQueues    `rte_eth_fp_ops.txq.data`
/// @param transmitCallbacks `rte_eth_fp_ops.txq.clbk`
/// @param maxReceiveQueues  `rte_eth_dev_info.max_rx_queues`, 16 bits; `max_tx_queues` follows it
record Layout(
        long receiveBurst,
        long receiveQueues,
        long receiveCallbacks,
        long transmitBurst,
        long transmitQueues,
        long transmitCallbacks,
        long maxReceiveQueues) {

    private static final Layout SINCE_21_11 = new Layout(0, 24, 32, 64, 88, 96, 44);
    private static final Layout SINCE_23_11 = new Layout(16, 0, 8, 80, 64, 72, 48);

    /// Returns the layout of one of [Libraries#KNOWN_ABIS].
    static Layout of(int abi) {
        return abi < 24 ? SINCE_21_11 : SINCE_23_11;
    }

    // What has stayed put from 21.11 on. Native byte order.

    /// `struct rte_eth_fp_ops`: one per port in the array `rte_eth_fp_ops`.
    static final long FAST_PATH_BYTES = 128;

    /// `struct rte_eth_dev_info`: driver_name, a string.
    static final long INFO_DRIVER_NAME = 8;

    /// if_index, 32 bits: the kernel interface behind the port, 0 for none.
    static final long INFO_INTERFACE_INDEX = 16;

    /// hash_key_size, 8 bits.
    static final long INFO_HASH_KEY_BYTES = 106;

    /// flow_type_rss_offloads, 64 bits.
    static final long INFO_RSS_TYPES = 112;

    /// `struct rte_eth_conf`: rxmode.mq_mode, 32 bits.
    static final long CONF_RECEIVE_MODE = 8;

    /// rxmode.mtu, 32 bits.
    static final long CONF_MTU = 12;

    /// rss_conf.rss_key, a pointer.
    static final long CONF_RSS_KEY = 128;

    /// rss_conf.rss_key_len, 8 bits.
    static final long CONF_RSS_KEY_BYTES = 136;

    /// rss_conf.rss_hf, 64 bits.
    static final long CONF_RSS_TYPES = 144;

    /// `struct rte_eth_link`: a 16-bit word of flags, of which link_status is the third.
    static final long LINK_FLAGS = 4;

    static final int LINK_STATUS = 1 << 2;

    /// `struct rte_mempool`: ops_index, 32 bits.
    static final long MEMPOOL_OPS_INDEX = 88;

    /// `struct rte_mempool_ops_table`: num_ops, 32 bits.
    static final long OPS_COUNT = 4;

    /// The first `struct rte_mempool_ops`, which starts with its name.
    static final long OPS_FIRST = 64;

    static final long OPS_BYTES = 128;

    /// `struct rte_mempool_ops`: dequeue, a function.
    static final long OPS_DEQUEUE = 56;

    /// Room for any of the structs above in any release (`struct rte_eth_conf` is 2280 bytes).
    static final long ANY_STRUCT_BYTES = 4096;
}
