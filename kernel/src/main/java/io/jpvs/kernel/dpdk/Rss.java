package io.jpvs.kernel.dpdk;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.jpvs.kernel.memory.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;

/// Receive side scaling: which packets a device spreads over its queues by the hash of their addresses and ports,
/// and the key of that hash.
///
/// @param types    a set of RTE_ETH_RSS bits; 0 leaves the device as it is
/// @param keyBytes the length of key that the device wants
record Rss(long types, int keyBytes) {
    /// 40 bytes, the length nearly every device uses. The 16-bit pattern makes the hash of a packet and of its answer
    /// equal (Woo and Park, "Scalable TCP session monitoring with symmetric receive-side scaling", 2012).
    static final byte[] KEY = HexFormat.of().parseHex("6d5a".repeat(20));

    private static final long MODE_RSS = 1; // RTE_ETH_MQ_RX_RSS

    /// RTE_ETH_RSS_IPV4 to RTE_ETH_RSS_NONFRAG_IPV6_OTHER: everything made of IP addresses and ports.
    private static final long IP_TYPES = 0x3ffc;

    /// Chooses for a device; nothing to spread with one queue, or on a device that cannot.
    static Rss choose(int queues, Ethdev.Info info) {
        return new Rss(queues > 1 ? info.rssTypes() & IP_TYPES : 0, info.hashKeyBytes());
    }

    /// Writes into `struct rte_eth_conf`. The key's memory is the arena's.
    void writeTo(MemorySegment conf, Arena arena) {
        if (types == 0) {
            return;
        }
        long address = conf.address();
        Memory.i32(address, Layout.CONF_RECEIVE_MODE, (int) MODE_RSS);
        Memory.i64(address, Layout.CONF_RSS_TYPES, types);
        if (keyBytes > 0) {
            MemorySegment key = arena.allocate(keyBytes);
            for (int i = 0; i < keyBytes; i++) {
                key.set(JAVA_BYTE, i, KEY[i % KEY.length]);
            }
            Memory.i64(address, Layout.CONF_RSS_KEY, key.address());
            Memory.u8(address, Layout.CONF_RSS_KEY_BYTES, keyBytes);
        }
    }
}
