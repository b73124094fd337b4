package io.jpvs.kernel.ip;

import io.jpvs.kernel.memory.Memory;

/// The Ethernet header (IEEE 802.3, clause 3), without tags.
///
/// ```
/// offset size  field
///      0    6  destination
///      6    6  source
///     12    2  type
/// ```
public final class Ethernet {
    /// Bytes of the header.
    public static final int HEADER_BYTES = 14;

    /// EtherType of IPv4.
    public static final int IPV4 = 0x0800;
    /// EtherType of ARP.
    public static final int ARP = 0x0806;
    /// EtherType of IPv6.
    public static final int IPV6 = 0x86dd;

    private static final int TYPE = 12;

    private Ethernet() {}

    /// Reads the type.
    public static int type(long frameData) {
        return Memory.be16(frameData, TYPE);
    }

    /// Reads the destination.
    public static long destination(long frameData) {
        return Memory.be64(frameData) >>> 16;
    }

    /// Reads the source.
    public static long source(long frameData) {
        return Memory.be64(frameData, 6) >>> 16;
    }

    /// Writes both addresses and leaves the type.
    public static void addresses(long frameData, long destination, long source) {
        Memory.be64(frameData, 0, destination << 16 | source >>> 32);
        Memory.be32(frameData, 8, (int) source);
    }

    /// Writes the type.
    public static void type(long frameData, int type) {
        Memory.be16(frameData, TYPE, type);
    }
}
