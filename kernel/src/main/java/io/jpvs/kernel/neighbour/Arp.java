package io.jpvs.kernel.neighbour;

import io.jpvs.kernel.memory.Memory;

/// The ARP packet for IPv4 over Ethernet: RFC 826. All words are big-endian.
///
/// ```
/// offset size  field
///      0    2  hardware type, 1
///      2    2  protocol type, 0x0800
///      4    1  hardware address length, 6
///      5    1  protocol address length, 4
///      6    2  operation: 1 request, 2 reply
///      8    6  sender MAC
///     14    4  sender IPv4
///     18    6  target MAC
///     24    4  target IPv4
/// ```
public final class Arp {
    /// Bytes of the packet.
    public static final int BYTES = 28;
    /// Operation: who has?
    public static final int REQUEST = 1;
    /// Operation: is at.
    public static final int REPLY = 2;

    private static final long ETHERNET_IPV4 = 0x0001_0800_0604L;

    private Arp() {}

    /// Returns whether this is ARP for IPv4 over Ethernet.
    public static boolean isValid(long arp) {
        return Memory.be64(arp) >>> 16 == ETHERNET_IPV4;
    }

    /// Reads the operation.
    public static int operation(long arp) {
        return Memory.be16(arp, 6);
    }

    /// Reads the sender's MAC.
    public static long senderMac(long arp) {
        return Memory.be64(arp, 6) & 0xffff_ffff_ffffL;
    }

    /// Reads the sender's IPv4 address.
    public static int senderIp(long arp) {
        return Memory.be32(arp, 14);
    }

    /// Reads the target's IPv4 address.
    public static int targetIp(long arp) {
        return Memory.be32(arp, 24);
    }

    /// Writes a whole packet.
    public static void write(long arp, int operation, long senderMac, int senderIp, long targetMac, int targetIp) {
        Memory.be64(arp, 0, ETHERNET_IPV4 << 16 | operation);
        Memory.be32(arp, 8, (int) (senderMac >>> 16));
        Memory.be16(arp, 12, (int) senderMac);
        Memory.be32(arp, 14, senderIp);
        Memory.be32(arp, 18, (int) (targetMac >>> 16));
        Memory.be16(arp, 22, (int) targetMac);
        Memory.be32(arp, 24, targetIp);
    }
}
