package io.jpvs.kernel.neighbour;

import io.jpvs.api.Checksum;
import io.jpvs.kernel.ip.Ipv6;
import io.jpvs.kernel.memory.Memory;

/// Neighbour discovery messages: RFC 4861, sections 4.3, 4.4 and 4.6.1. All words are big-endian; addresses of
/// messages are those of the IPv6 header, behind which a message stands without extension headers.
///
/// ```
/// offset size  field (from the message's own header)
///      0    1  type: 135 solicitation, 136 advertisement
///      1    1  code, 0
///      2    2  checksum
///      4    4  flags of an advertisement: router, solicited, override
///      8   16  target
///     24    8  option: type, length in 8 bytes, MAC
/// ```
public final class NeighbourDiscovery {
    /// Bytes of a whole IPv6 packet with one option.
    public static final int PACKET_BYTES = Ipv6.HEADER_BYTES + 32;
    /// Type of a solicitation.
    public static final int SOLICITATION = 135;
    /// Type of an advertisement.
    public static final int ADVERTISEMENT = 136;
    /// What [#linkLayerAddress] returns if a message states none.
    public static final long NO_MAC = -1;
    /// First half of every solicited-node multicast address: RFC 4291, section 2.7.1.
    private static final long SOLICITED_NODE_HIGH = 0xff02_0000_0000_0000L;

    private static final long SOLICITED_NODE_LOW = 0x0000_0001_ff00_0000L;
    private static final long ALL_NODES_HIGH = SOLICITED_NODE_HIGH; // ff02::1
    private static final long ALL_NODES_LOW = 1;
    private static final long MULTICAST_MAC = 0x3333_0000_0000L; // RFC 2464, section 7

    private static final int PROTOCOL = 58;
    private static final int FIRST_TYPE = 133; // router solicitation
    private static final int MESSAGE_BYTES = 24;
    private static final int TARGET = Ipv6.HEADER_BYTES + 8;
    private static final int FLAGS = Ipv6.HEADER_BYTES + 4;
    private static final int OPTIONS = Ipv6.HEADER_BYTES + MESSAGE_BYTES;
    private static final int SOURCE_LINK_LAYER = 1;
    private static final int TARGET_LINK_LAYER = 2;
    private static final int SOLICITED = 0x4000_0000;
    private static final int OVERRIDE = 0x2000_0000;
    private static final int HOP_LIMIT = 255; // proof that no router has passed it on: section 7.1

    private NeighbourDiscovery() {}

    /// Returns whether a packet is one of the messages that hosts and routers of a link exchange; redirects are
    /// not.
    ///
    /// @param walked result of [Ipv6#walk]
    /// @param ipBytes of the whole packet
    public static boolean isMessage(long ip, int walked, int ipBytes) {
        if (walked != (Ipv6.HEADER_BYTES << 8 | PROTOCOL) || ipBytes <= Ipv6.HEADER_BYTES) {
            return false;
        }
        int type = type(ip);
        return type >= FIRST_TYPE && type <= ADVERTISEMENT;
    }

    /// Returns whether frames to that MAC may carry neighbour discovery for a group.
    public static boolean isMulticast(long macAddress) {
        return macAddress >>> 32 == MULTICAST_MAC >>> 32;
    }

    /// Returns whether a solicitation or advertisement is valid: RFC 4861, sections 7.1.1 and 7.1.2.
    public static boolean isValid(long ip, int ipBytes) {
        return Ipv6.hopLimit(ip) == HOP_LIMIT
                && ipBytes >= Ipv6.HEADER_BYTES + MESSAGE_BYTES
                && Memory.u8(ip, Ipv6.HEADER_BYTES + 1) == 0
                && targetHigh(ip) >>> 56 != 0xff
                && areOptionsWhole(ip, ipBytes)
                && !(type(ip) == ADVERTISEMENT && isSolicited(ip) && Ipv6.destinationHigh(ip) >>> 56 == 0xff)
                && (!Ipv6.isSourceUnspecified(ip) || isAddressDetection(ip, ipBytes))
                && sum(ip, ipBytes) == 0xffff;
    }

    private static boolean areOptionsWhole(long ip, int ipBytes) {
        int offset = OPTIONS;
        while (offset + 2 <= ipBytes) {
            int units = Memory.u8(ip, offset + 1);
            if (units == 0) {
                return false;
            }
            offset += units << 3;
        }
        return offset == ipBytes;
    }

    /// Returns whether a message without source asks, as it must, whether its target is taken: RFC 4862, section
    /// 5.4.2.
    private static boolean isAddressDetection(long ip, int ipBytes) {
        return type(ip) == SOLICITATION
                && Ipv6.destinationHigh(ip) == SOLICITED_NODE_HIGH
                && Ipv6.destinationLow(ip) >>> 24 == SOLICITED_NODE_LOW >>> 24
                && linkLayerAddress(ip, ipBytes) == NO_MAC;
    }

    /// Reads the type.
    public static int type(long ip) {
        return Memory.u8(ip, Ipv6.HEADER_BYTES);
    }

    /// Reads the first half of the target.
    public static long targetHigh(long ip) {
        return Memory.be64(ip, TARGET);
    }

    /// Reads the second half of the target.
    public static long targetLow(long ip) {
        return Memory.be64(ip, TARGET + 8);
    }

    /// Returns whether an advertisement answers a solicitation.
    public static boolean isSolicited(long ip) {
        return (Memory.be32(ip, FLAGS) & SOLICITED) != 0;
    }

    /// Returns whether an advertisement replaces what is known.
    public static boolean isOverriding(long ip) {
        return (Memory.be32(ip, FLAGS) & OVERRIDE) != 0;
    }

    /// Reads the MAC that the message states for its sender (solicitation) or target (advertisement).
    ///
    /// @return [#NO_MAC] if it states none, or its options are malformed
    public static long linkLayerAddress(long ip, int ipBytes) {
        int wanted = type(ip) == SOLICITATION ? SOURCE_LINK_LAYER : TARGET_LINK_LAYER;
        for (int offset = OPTIONS; offset + 8 <= ipBytes; ) {
            int units = Memory.u8(ip, offset + 1);
            if (units == 0) {
                return NO_MAC;
            }
            if (Memory.u8(ip, offset) == wanted) {
                return Memory.be64(ip, offset) & 0xffff_ffff_ffffL;
            }
            offset += units << 3;
        }
        return NO_MAC;
    }

    /// Returns the MAC that solicitations for an address go to.
    public static long multicastMac(long low) {
        return MULTICAST_MAC | 0xff00_0000L | low & 0xff_ffff;
    }

    /// Returns the MAC of all nodes of the link.
    public static long allNodesMac() {
        return MULTICAST_MAC | ALL_NODES_LOW;
    }

    /// Writes a solicitation for a target: to it if `unicast`, else to its solicited-node group.
    public static void writeSolicitation(
            long ip, long sourceHigh, long sourceLow, long high, long low, long mac, boolean unicast) {
        long toHigh = unicast ? high : SOLICITED_NODE_HIGH;
        long toLow = unicast ? low : SOLICITED_NODE_LOW | low & 0xff_ffff;
        Ipv6.write(ip, PACKET_BYTES - Ipv6.HEADER_BYTES, PROTOCOL, sourceHigh, sourceLow, toHigh, toLow);
        writeMessage(ip, SOLICITATION, 0, high, low, SOURCE_LINK_LAYER, mac);
    }

    /// Writes the answer to a solicitation, from the target to who asked.
    public static void writeAdvertisement(long ip, long high, long low, long toHigh, long toLow, long mac) {
        Ipv6.write(ip, PACKET_BYTES - Ipv6.HEADER_BYTES, PROTOCOL, high, low, toHigh, toLow);
        writeMessage(ip, ADVERTISEMENT, SOLICITED | OVERRIDE, high, low, TARGET_LINK_LAYER, mac);
    }

    /// Writes what tells all nodes of the link that the target is taken: RFC 4861, section 7.2.4.
    public static void writeDefence(long ip, long high, long low, long mac) {
        Ipv6.write(ip, PACKET_BYTES - Ipv6.HEADER_BYTES, PROTOCOL, high, low, ALL_NODES_HIGH, ALL_NODES_LOW);
        writeMessage(ip, ADVERTISEMENT, OVERRIDE, high, low, TARGET_LINK_LAYER, mac);
    }

    private static void writeMessage(long ip, int type, int flags, long high, long low, int option, long mac) {
        Memory.u8(ip, 7, HOP_LIMIT);
        Memory.be32(ip, Ipv6.HEADER_BYTES, type << 24);
        Memory.be32(ip, FLAGS, flags);
        Memory.be64(ip, TARGET, high);
        Memory.be64(ip, TARGET + 8, low);
        Memory.be64(ip, OPTIONS, (long) option << 56 | 1L << 48 | mac);
        Memory.be16(ip, Ipv6.HEADER_BYTES + 2, ~sum(ip, PACKET_BYTES) & 0xffff);
    }

    /// Returns the folded sum of message and pseudo-header: RFC 8200, section 8.1.
    private static int sum(long ip, int ipBytes) {
        long sum = PROTOCOL + (long) (ipBytes - Ipv6.HEADER_BYTES);
        int offset = 8;
        for (; offset + 2 <= ipBytes; offset += 2) {
            sum += Memory.be16(ip, offset);
        }
        return Checksum.fold(offset < ipBytes ? sum + (Memory.u8(ip, offset) << 8) : sum);
    }
}
