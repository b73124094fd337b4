package io.jpvs.kernel.ip;

import io.jpvs.api.Verdict;
import io.jpvs.kernel.memory.Memory;
import org.jspecify.annotations.Nullable;

/// The IPv6 header: RFC 8200, section 3, and the walk over its extension headers. All words are big-endian.
///
/// ```
/// offset size  field
///      0    4  version (4 bits), traffic class (8), flow label (20)
///      4    2  payload length
///      6    1  next header
///      7    1  hop limit
///      8   16  source
///     24   16  destination
/// ```
public final class Ipv6 {
    /// Bytes of the fixed header.
    public static final int HEADER_BYTES = 40;
    /// Bytes of the fragment header.
    public static final int FRAGMENT_HEADER_BYTES = 8;
    /// What the balancer's own packets start with: RFC 4861 gives routers no other default.
    public static final int DEFAULT_HOP_LIMIT = 64;
    /// Result of a walk: too many extension headers.
    public static final int MALFORMED = -1;
    /// Result of a walk: a fragment, so that not all of the packet is here; of a quote, a later fragment.
    public static final int FRAGMENT = -2;
    /// Result of a walk: the headers go on behind what may be read.
    public static final int TRUNCATED = -3;
    /// Result of a walk: a source route that has not come to its end, so that the packet is for somebody else.
    public static final int SOURCE_ROUTE = -4;

    private static final int PAYLOAD_LENGTH = 4;
    private static final int NEXT_HEADER = 6;
    private static final int HOP_LIMIT = 7;
    private static final int SOURCE = 8;
    private static final int DESTINATION = 24;

    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int FRAGMENT_HEADER = 44;
    private static final int AUTHENTICATION = 51;
    private static final int DESTINATION_OPTIONS = 60;
    private static final int SEGMENTS_LEFT = 3; // RFC 8200, section 4.4
    private static final int MAX_EXTENSIONS = 8;
    private static final int FRAGMENT_OFFSET_MASK = 0xfff8; // RFC 8200, section 4.5
    private static final int MORE_FRAGMENTS = 1;

    private Ipv6() {}

    /// Checks a received fixed header: version, length, source.
    ///
    /// @param available bytes from the header to the end of the frame
    /// @return why it is dropped, or null
    public static @Nullable Verdict check(long ip, int available) {
        if (available < HEADER_BYTES) {
            return Verdict.TRUNCATED;
        }
        if (Memory.u8(ip) >>> 4 != 6) {
            return Verdict.MALFORMED;
        }
        if (totalLength(ip) > available) {
            return Verdict.TRUNCATED;
        }
        return isOneHost(sourceHigh(ip), sourceLow(ip)) ? null : Verdict.BAD_SOURCE;
    }

    /// Returns whether an address may be a source: neither unspecified nor loopback nor multicast (RFC 4291,
    /// section 2).
    public static boolean isOneHost(long high, long low) {
        return (high != 0 || low >>> 1 != 0) && high >>> 56 != 0xff;
    }

    /// Returns whether the source is unspecified (`::`), which but address detection must not have.
    public static boolean isSourceUnspecified(long ip) {
        return (sourceHigh(ip) | sourceLow(ip)) == 0;
    }

    /// Reads the length of the whole packet, in bytes.
    public static int totalLength(long ip) {
        return HEADER_BYTES + Memory.be16(ip, PAYLOAD_LENGTH);
    }

    /// Reads the hop limit.
    public static int hopLimit(long ip) {
        return Memory.u8(ip, HOP_LIMIT);
    }

    /// Reads the first half of the source.
    public static long sourceHigh(long ip) {
        return Memory.be64(ip, SOURCE);
    }

    /// Reads the second half of the source.
    public static long sourceLow(long ip) {
        return Memory.be64(ip, SOURCE + 8);
    }

    /// Reads the first half of the destination.
    public static long destinationHigh(long ip) {
        return Memory.be64(ip, DESTINATION);
    }

    /// Reads the second half of the destination.
    public static long destinationLow(long ip) {
        return Memory.be64(ip, DESTINATION + 8);
    }

    /// Walks the extension headers: RFC 8200, section 4.
    ///
    /// A routing header with segments left names a destination that is not the one in the fixed header, and the
    /// pseudo-header has that one (section 8.1). We are no waypoint of anybody's: type 0 is forbidden (RFC 5095),
    /// of the others we know none (section 4.4).
    ///
    /// @param available bytes that may be read from `ip` on
    /// @return the protocol number in the low 8 bits and the bytes of all IP headers above; [#MALFORMED],
    /// [#TRUNCATED], [#FRAGMENT] or [#SOURCE_ROUTE]
    public static int walk(long ip, int available) {
        return walk(ip, available, false);
    }

    /// Walks the extension headers of a first fragment, or of a quoted packet, which may be one, as [#walk] does.
    public static int walkFirst(long ip, int available) {
        return walk(ip, available, true);
    }

    /// Finds the fragment header of a packet whose [#walk] came to a fragment.
    ///
    /// @return its offset from `ip`
    public static int fragmentHeader(long ip, int available) {
        int next = Memory.u8(ip, NEXT_HEADER);
        int offset = HEADER_BYTES;
        while (next != FRAGMENT_HEADER && offset + 8 <= available) {
            int bytes = extensionBytes(next, Memory.u8(ip, offset + 1));
            next = Memory.u8(ip, offset);
            offset += bytes;
        }
        return offset;
    }

    /// Reads the offset of a fragment, in bytes.
    public static int fragmentOffset(long header) {
        return Memory.be16(header, 2) & FRAGMENT_OFFSET_MASK;
    }

    /// Reads whether other fragments follow.
    public static boolean hasMoreFragments(long header) {
        return (Memory.be16(header, 2) & MORE_FRAGMENTS) != 0;
    }

    /// Reads the identification of a fragment's datagram.
    public static int fragmentIdentification(long header) {
        return Memory.be32(header, 4);
    }

    /// A fragment header of a packet that is whole (RFC 6946) is one extension among others. A second one is
    /// nobody's: it would hide a fragment within a fragment.
    private static int walk(long ip, int available, boolean firstFragmentSuffices) {
        boolean isFragment = false;
        int next = Memory.u8(ip, NEXT_HEADER);
        int offset = HEADER_BYTES;
        for (int extensions = 0; extensions <= MAX_EXTENSIONS; extensions++) {
            if (!isExtension(next)) {
                return offset << 8 | next;
            }
            if (offset + 8 > available) {
                return TRUNCATED;
            }
            int units = Memory.u8(ip, offset + 1);
            if (next == FRAGMENT_HEADER) {
                if (isFragment) {
                    return MALFORMED;
                }
                isFragment = true;
                long header = ip + offset;
                if (fragmentOffset(header) != 0 || hasMoreFragments(header) && !firstFragmentSuffices) {
                    return FRAGMENT;
                }
            }
            if (next == ROUTING && Memory.u8(ip, offset + SEGMENTS_LEFT) != 0) {
                return SOURCE_ROUTE;
            }
            int bytes = extensionBytes(next, units);
            next = Memory.u8(ip, offset);
            offset += bytes;
            if (offset > available) {
                return TRUNCATED;
            }
        }
        return MALFORMED;
    }

    private static int extensionBytes(int header, int units) {
        return switch (header) {
            case AUTHENTICATION -> (units + 2) << 2;
            case FRAGMENT_HEADER -> FRAGMENT_HEADER_BYTES; // the octet is reserved there
            default -> (units + 1) << 3;
        };
    }

    private static boolean isExtension(int header) {
        return header == HOP_BY_HOP
                || header == ROUTING
                || header == FRAGMENT_HEADER
                || header == AUTHENTICATION
                || header == DESTINATION_OPTIONS;
    }

    /// Returns the RFC 1624 difference of replacing one half of an address.
    public static int difference(long before, long after) {
        return Ipv4.difference(before, after);
    }

    /// Replaces both addresses and returns the RFC 1624 difference.
    ///
    /// @param hops what the hop limit falls by, 0 or 1
    public static int rewrite(long ip, long sourceHigh, long sourceLow, long high, long low, int hops) {
        int difference = difference(sourceHigh(ip), sourceHigh)
                + difference(sourceLow(ip), sourceLow)
                + difference(destinationHigh(ip), high)
                + difference(destinationLow(ip), low);
        replace(ip, sourceHigh, sourceLow, high, low, hops);
        return difference;
    }

    /// Replaces both addresses.
    ///
    /// @param hops what the hop limit falls by, 0 or 1
    public static void replace(long ip, long sourceHigh, long sourceLow, long high, long low, int hops) {
        Memory.u8(ip, HOP_LIMIT, Memory.u8(ip, HOP_LIMIT) - hops);
        Memory.be64(ip, SOURCE, sourceHigh);
        Memory.be64(ip, SOURCE + 8, sourceLow);
        Memory.be64(ip, DESTINATION, high);
        Memory.be64(ip, DESTINATION + 8, low);
    }

    /// Writes a header without extensions, of a packet of the balancer's own.
    public static void write(long ip, int l4Bytes, int protocol, long sourceHigh, long sourceLow, long high, long low) {
        Memory.be32(ip, 0, 6 << 28);
        Memory.be16(ip, PAYLOAD_LENGTH, l4Bytes);
        Memory.u8(ip, NEXT_HEADER, protocol);
        Memory.u8(ip, HOP_LIMIT, DEFAULT_HOP_LIMIT);
        Memory.be64(ip, SOURCE, sourceHigh);
        Memory.be64(ip, SOURCE + 8, sourceLow);
        Memory.be64(ip, DESTINATION, high);
        Memory.be64(ip, DESTINATION + 8, low);
    }
}
