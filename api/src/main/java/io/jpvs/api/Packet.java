package io.jpvs.api;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Objects;

/// A packet as its handler sees it: the bytes of its own protocol, from its header to the end that the IP header
/// states.
///
/// Offset 0 is the first byte after the IP header and its extensions. All words are big-endian. An offset outside
/// the packet throws `IndexOutOfBoundsException`, which costs that packet and nothing else. Every write adds its
/// RFC 1624 difference to [#difference], so a handler that changed fields calls [#updateChecksum] once and is
/// done.
///
/// The view is moved from packet to packet: valid only during the call it was given to, on that thread.
@SuppressWarnings("restricted") // reinterpret: the one segment over memory
public final class Packet {
    private static final long USER_SPACE = 0x7fff_ffff_ffffL;
    private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private static final int IPV4_SOURCE = 12;
    private static final int IPV6_SOURCE = 8;

    private long ip;
    private long start;
    private int lengthBytes;
    private int roomBytes;
    private int difference;
    private int protocol;
    private boolean version6;
    private boolean quote;
    private boolean fragment;

    Packet() {}

    /// Places the view; see [PacketCursor#place].
    void place(long ipAddress, int ipHeaderBytes, int length, int room, int protocolNumber, boolean ipv6) {
        ip = ipAddress & USER_SPACE;
        start = (ipAddress + ipHeaderBytes) & USER_SPACE;
        lengthBytes = length;
        roomBytes = room;
        protocol = protocolNumber;
        version6 = ipv6;
        difference = 0;
    }

    void quote(boolean isQuote) {
        quote = isQuote;
    }

    void fragment(boolean isFragment) {
        fragment = isFragment;
    }

    /// Returns the number of bytes from this protocol's header to the end of the IP packet; of a quote, to the end
    /// of what was quoted.
    public int lengthBytes() {
        return lengthBytes;
    }

    /// Returns whether this is a packet quoted in an error: perhaps cut short, but never under eight bytes.
    public boolean isQuote() {
        return quote;
    }

    /// Returns whether this is the first fragment of a datagram, so that it ends before the datagram does: what the
    /// header says of lengths is about the whole, and its checksum cannot be verified, only kept up to date. Later
    /// fragments never come to a handler.
    public boolean isFragment() {
        return fragment;
    }

    /// Returns the IP version that carries the packet.
    public IpVersion ipVersion() {
        return version6 ? IpVersion.IPV6 : IpVersion.IPV4;
    }

    /// Returns the IANA protocol number of this packet.
    public int protocolNumber() {
        return protocol;
    }

    /// Reads the unsigned byte at `offset`.
    public int u8(int offset) {
        return ALL.get(JAVA_BYTE, at(offset, 1)) & 0xff;
    }

    /// Reads the unsigned 16-bit word at `offset`.
    public int u16(int offset) {
        return ALL.get(U16, at(offset, 2)) & 0xffff;
    }

    /// Reads the 32-bit word at `offset`.
    public int i32(int offset) {
        return ALL.get(I32, at(offset, 4));
    }

    /// Writes the low 8 bits of `value` at `offset`.
    public void u8(int offset, int value) {
        long address = at(offset, 1);
        int shift = (offset & 1) == 0 ? 8 : 0;
        int before = ALL.get(JAVA_BYTE, address) & 0xff;
        difference += Checksum.difference16(before << shift, (value & 0xff) << shift);
        ALL.set(JAVA_BYTE, address, (byte) value);
    }

    /// Writes the low 16 bits of `value` at `offset`.
    public void u16(int offset, int value) {
        long address = at(offset, 2);
        int before = ALL.get(U16, address);
        difference += differenceAt(offset, before, value);
        ALL.set(U16, address, (short) value);
    }

    /// Writes `value` at `offset`.
    public void i32(int offset, int value) {
        long address = at(offset, 4);
        int before = ALL.get(I32, address);
        difference += differenceAt(offset, before >>> 16, value >>> 16) + differenceAt(offset, before, value);
        ALL.set(I32, address, value);
    }

    /// Returns the RFC 1624 difference that all writes since the view was placed have made; see [Checksum].
    public int difference() {
        return difference;
    }

    /// Brings the Internet checksum at `offset` up to date with all writes so far and with `more`, such as the
    /// change of the pseudo-header's addresses. A checksum that was wrong stays wrong by the same amount.
    public void updateChecksum(int offset, int more) {
        u16(offset, Checksum.update(u16(offset), difference + more));
    }

    /// Returns the sum of the 16-bit words from `offset` for `length` bytes, an odd last byte padded with zero.
    public long sum(int offset, int length) {
        Objects.checkFromIndexSize(offset, length, lengthBytes);
        return sumOf(start + offset, length);
    }

    /// Returns the sum of the pseudo-header of this packet: RFC 9293 3.1 for IPv4, RFC 8200 8.1 for IPv6.
    public long pseudoHeaderSum() {
        return pseudoHeaderSum(lengthBytes);
    }

    /// Returns the sum of the pseudo-header of a packet that states its own length, as UDP does.
    ///
    /// @param length what the packet says
    public long pseudoHeaderSum(int length) {
        long addresses = version6 ? sumOf(ip + IPV6_SOURCE, 32) : sumOf(ip + IPV4_SOURCE, 8);
        return addresses + protocol + (length >>> 16) + (length & 0xffff);
    }

    /// Returns how long the packet may become by [#resize]: what the buffer holds.
    public int roomBytes() {
        return roomBytes;
    }

    /// Makes the packet shorter or longer; what is added is not cleared. The kernel corrects the IP header.
    ///
    /// @throws IndexOutOfBoundsException if `length` is not within 0 to [#roomBytes]
    public void resize(int length) {
        if (length < 0 || length > roomBytes) {
            throw new IndexOutOfBoundsException("length " + length + " outside of room " + roomBytes);
        }
        lengthBytes = length;
    }

    /// Returns the length of the IP header with its options or extensions, in bytes.
    public int ipHeaderBytes() {
        return (int) (start - ip);
    }

    /// Copies the first `length` bytes of the whole IP packet `original`, its IP header included, to `offset` of
    /// this one.
    public void copyIp(Packet original, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, lengthBytes);
        Objects.checkFromIndexSize(0, length, original.ipHeaderBytes() + original.lengthBytes);
        MemorySegment.copy(ALL, original.ip, ALL, start + offset, length);
    }

    private long at(int offset, int size) {
        return (start & USER_SPACE) + Objects.checkIndex(offset, lengthBytes - (size - 1));
    }

    private static int differenceAt(int offset, int before, int after) {
        return (offset & 1) == 0
                ? Checksum.difference16(before, after)
                : Checksum.difference16(swapped(before), swapped(after));
    }

    private static int swapped(int word) {
        return Short.reverseBytes((short) word);
    }

    private static long sumOf(long address, int length) {
        long sum = 0;
        int i = 0;
        for (; i + 4 <= length; i += 4) {
            sum += ALL.get(I32, (address & USER_SPACE) + i) & 0xffff_ffffL;
        }
        if (i + 2 <= length) {
            sum += ALL.get(U16, (address & USER_SPACE) + i) & 0xffff;
            i += 2;
        }
        if (i < length) {
            sum += (ALL.get(JAVA_BYTE, (address & USER_SPACE) + i) & 0xff) << 8;
        }
        return sum;
    }
}
