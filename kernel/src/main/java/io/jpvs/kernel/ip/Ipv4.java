package io.jpvs.kernel.ip;

import io.jpvs.api.Checksum;
import io.jpvs.api.Verdict;
import io.jpvs.kernel.memory.Memory;
import org.jspecify.annotations.Nullable;

/// The IPv4 header: RFC 791, section 3.1. All words are big-endian.
///
/// ```
/// offset size  field
///      0    1  version (4 bits), header length in 32-bit words (4 bits)
///      1    1  type of service
///      2    2  total length
///      4    2  identification
///      6    2  flags (3 bits), fragment offset in 8 bytes (13 bits)
///      8    1  time to live
///      9    1  protocol
///     10    2  header checksum
///     12    4  source
///     16    4  destination
/// ```
public final class Ipv4 {
    /// Bytes of a header without options.
    public static final int HEADER_BYTES = 20;
    /// Do not fragment.
    public static final int DF = 0x4000;
    /// More fragments.
    public static final int MF = 0x2000;
    /// The fragment offset.
    public static final int OFFSET_MASK = 0x1fff;
    /// What the balancer's own packets start with: RFC 1700.
    public static final int DEFAULT_TTL = 64;

    private static final int TOS = 1;
    private static final int TOTAL_LENGTH = 2;
    private static final int ID = 4;
    private static final int FRAGMENT = 6;
    private static final int TTL = 8;
    private static final int PROTOCOL = 9;
    private static final int CHECKSUM = 10;
    private static final int ADDRESSES = 12;
    private static final int DESTINATION = 16;

    private static final int OPTION_END = 0;
    private static final int OPTION_NOP = 1;
    private static final int OPTION_COPIED = 0x80;

    /// What a TTL less by one makes of the word it stands in, TTL and protocol: RFC 1624.
    private static final int TTL_DIFFERENCE = 0xffff - 0x0100;

    private Ipv4() {}

    /// Reads the first eight bytes of a header, up to the fragment offset: the packet path reads it as three words.
    public static long word0(long ip) {
        return Memory.be64(ip);
    }

    /// Reads the second eight bytes, from the time to live to the source.
    public static long word1(long ip) {
        return Memory.be64(ip, TTL);
    }

    /// Reads the destination.
    public static int word2(long ip) {
        return Memory.be32(ip, DESTINATION);
    }

    /// Takes the total length from [#word0].
    public static int totalLength0(long word0) {
        return (int) (word0 >>> 32) & 0xffff;
    }

    /// Takes the length of the header with its options from [#word0], in bytes.
    public static int headerBytes0(long word0) {
        return (int) (word0 >>> 54) & 0x3c;
    }

    /// Checks a received header (RFC 1812, section 5.2.2): version, lengths, checksum, source.
    ///
    /// @param available bytes from the header to the end of the frame, at least [#HEADER_BYTES]
    /// @return why it is dropped, or null
    public static @Nullable Verdict check(long ip, long word0, long word1, int word2, int available) {
        int headerBytes = headerBytes0(word0);
        if (word0 >>> 60 != 4 || headerBytes < HEADER_BYTES) {
            return Verdict.MALFORMED;
        }
        int total = totalLength0(word0);
        if (total < headerBytes) {
            return Verdict.MALFORMED;
        }
        if (total > available) {
            return Verdict.TRUNCATED;
        }
        long sum = halves(word0) + halves(word1) + (word2 & 0xffff_ffffL);
        if (headerBytes > HEADER_BYTES) {
            sum += optionsSum(ip, headerBytes);
        }
        if (Checksum.fold(sum) != 0xffff) {
            return Verdict.BAD_IP_CHECKSUM;
        }
        return isOneHost((int) word1) ? null : Verdict.BAD_SOURCE;
    }

    private static long halves(long word) {
        return (word >>> 32) + (word & 0xffff_ffffL);
    }

    /// Returns whether an address may be a source: not this network, loopback, multicast, reserved or broadcast
    /// (RFC 1122, section 3.2.1.3).
    public static boolean isOneHost(int address) {
        int first = address >>> 24;
        return first != 0 && first != 127 && first < 224;
    }

    /// Reads the version.
    public static int version(long ip) {
        return Memory.u8(ip) >>> 4;
    }

    /// Reads the length of the header with its options, in bytes.
    public static int headerBytes(long ip) {
        return (Memory.u8(ip) & 0xf) << 2;
    }

    /// Reads the total length, in bytes.
    public static int totalLength(long ip) {
        return Memory.be16(ip, TOTAL_LENGTH);
    }

    /// Reads the identification.
    public static int identification(long ip) {
        return Memory.be16(ip, ID);
    }

    /// Reads flags and fragment offset.
    public static int fragment(long ip) {
        return Memory.be16(ip, FRAGMENT);
    }

    /// Reads the time to live.
    public static int ttl(long ip) {
        return Memory.u8(ip, TTL);
    }

    /// Reads the protocol.
    public static int protocol(long ip) {
        return Memory.u8(ip, PROTOCOL);
    }

    /// Reads both addresses, the source in the high half.
    public static long addresses(long ip) {
        return Memory.be64(ip, ADDRESSES);
    }

    /// Returns the RFC 1624 difference of a change of addresses.
    public static int difference(long before, long after) {
        long sum = (~before >>> 32) + (~before & 0xffff_ffffL) + (after >>> 32) + (after & 0xffff_ffffL);
        return (int) ((sum & 0xffff) + (sum >>> 16 & 0xffff) + (sum >>> 32));
    }

    /// Replaces both addresses and brings the checksum up to date; a checksum that was wrong stays wrong.
    ///
    /// @param hops what the TTL falls by, 0 or 1
    public static void rewrite(long ip, long addresses, int addressDifference, int hops) {
        int word = Memory.be32(ip, TTL); // time to live, protocol, checksum
        int difference = addressDifference + (hops == 0 ? 0 : TTL_DIFFERENCE);
        Memory.be32(ip, TTL, (word & 0xffff_0000) - (hops << 24) | Checksum.update(word & 0xffff, difference));
        Memory.be64(ip, ADDRESSES, addresses);
    }

    /// Replaces the addresses in a quoted header; see [#rewrite].
    ///
    /// @return the RFC 1624 difference of the whole header
    public static int rewriteQuote(long ip, long addresses, int addressDifference) {
        int before = Memory.be16(ip, CHECKSUM);
        rewrite(ip, addresses, addressDifference, 0);
        return addressDifference + Checksum.difference16(before, Memory.be16(ip, CHECKSUM));
    }

    /// Writes a header without options, of a packet of the balancer's own that may not be fragmented.
    public static void write(long ip, int l4Bytes, int protocol, long addresses) {
        Memory.u8(ip, 0, 0x45);
        Memory.u8(ip, TOS, 0);
        Memory.be16(ip, TOTAL_LENGTH, HEADER_BYTES + l4Bytes);
        Memory.be16(ip, ID, 0);
        Memory.be16(ip, FRAGMENT, DF);
        Memory.u8(ip, TTL, DEFAULT_TTL);
        Memory.u8(ip, PROTOCOL, protocol);
        Memory.be16(ip, CHECKSUM, 0);
        Memory.be64(ip, ADDRESSES, addresses);
        Memory.be16(ip, CHECKSUM, ~sum(ip, HEADER_BYTES) & 0xffff);
    }

    /// Returns how long the header of a later fragment is: of the options only some are copied (RFC 791, section
    /// 3.1).
    public static int copiedHeaderBytes(long ip) {
        return copyOptions(ip, 0);
    }

    /// Writes the header of a later fragment, [#copiedHeaderBytes] long.
    ///
    /// @param ip the header of the packet, itself perhaps a fragment
    /// @param at where the fragment begins, in bytes behind that header; a multiple of eight
    /// @param isMiddle whether others follow, of this packet
    public static void writeFragment(long ip, long to, int at, int l4Bytes, boolean isMiddle) {
        Memory.copy(ip, to, HEADER_BYTES);
        int headerBytes = copyOptions(ip, to);
        Memory.u8(to, 0, 0x40 | headerBytes >>> 2);
        Memory.be16(to, TOTAL_LENGTH, headerBytes + l4Bytes);
        Memory.be16(to, FRAGMENT, fragment(ip) + (at >>> 3) | (isMiddle ? MF : 0));
        Memory.be16(to, CHECKSUM, 0);
        Memory.be16(to, CHECKSUM, ~sum(to, headerBytes) & 0xffff);
    }

    /// Makes a packet its own first fragment, and keeps its checksum right.
    public static void shorten(long ip, int l4Bytes) {
        int total = totalLength(ip);
        int fragment = fragment(ip);
        Memory.be16(ip, TOTAL_LENGTH, headerBytes(ip) + l4Bytes);
        Memory.be16(ip, FRAGMENT, fragment | MF);
        int difference = Checksum.difference16(total, headerBytes(ip) + l4Bytes)
                + Checksum.difference16(fragment, fragment | MF);
        Memory.be16(ip, CHECKSUM, Checksum.update(Memory.be16(ip, CHECKSUM), difference));
    }

    /// Copies the options that every fragment bears, padded, or only measures them if `to` is 0. Stops at one that
    /// contradicts itself.
    ///
    /// @return the length of the header with them
    private static int copyOptions(long ip, long to) {
        int end = headerBytes(ip);
        int length = HEADER_BYTES;
        for (int at = HEADER_BYTES; at < end; ) {
            int type = Memory.u8(ip, at);
            int bytes = type == OPTION_NOP || type == OPTION_END || at + 1 == end ? 1 : Memory.u8(ip, at + 1);
            if (type == OPTION_END || type != OPTION_NOP && bytes < 2 || at + bytes > end) {
                break;
            }
            if ((type & OPTION_COPIED) != 0) {
                if (to != 0) {
                    Memory.copy(ip + at, to + length, bytes);
                }
                length += bytes;
            }
            at += bytes;
        }
        for (; (length & 3) != 0; length++) {
            if (to != 0) {
                Memory.u8(to, length, OPTION_END);
            }
        }
        return length;
    }

    /// Returns whether the checksum of a header is right.
    public static boolean isChecksumValid(long ip) {
        return sum(ip, headerBytes(ip)) == 0xffff;
    }

    /// Returns the folded sum of the header's 16-bit words.
    private static int sum(long ip, int headerBytes) {
        return Checksum.fold(sum(ip, 0, headerBytes));
    }

    private static long optionsSum(long ip, int headerBytes) {
        return sum(ip, HEADER_BYTES, headerBytes);
    }

    private static long sum(long ip, int from, int to) {
        long sum = 0;
        for (int offset = from; offset < to; offset += 4) {
            sum += Memory.be32(ip, offset) & 0xffff_ffffL;
        }
        return sum;
    }
}
