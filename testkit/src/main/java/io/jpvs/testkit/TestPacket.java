package io.jpvs.testkit;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.jpvs.api.Checksum;
import io.jpvs.api.IpVersion;
import io.jpvs.api.Packet;
import io.jpvs.api.PacketCursor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.util.Arrays;

/// An IP packet in memory of its own, with the view that a handler is given. All around it lies [#FILL], and so
/// does what was cut off: a stray read gets nonsense, and a stray write is found by [#isIntact].
public final class TestPacket {
    /// What fills the memory around a packet.
    public static final byte FILL = (byte) 0xa5;

    private static final int MARGIN = 64;

    private final MemorySegment memory;
    private final PacketCursor cursor = new PacketCursor();
    private final IpHeader header;
    private final int lengthBytes;
    private final int roomBytes;
    private final boolean quote;

    private TestPacket(byte[] ip, int room, boolean quote) {
        this.header = IpHeader.of(ip);
        this.quote = quote;
        int end = quote ? ip.length : Math.min(ip.length, header.totalBytes());
        lengthBytes = end - header.bytes();
        roomBytes = Math.max(room, lengthBytes);
        memory = Arena.ofAuto().allocate(2L * MARGIN + header.bytes() + roomBytes, 16);
        memory.fill(FILL);
        MemorySegment.copy(ip, 0, memory, JAVA_BYTE, MARGIN, end);
        place();
    }

    /// Places a received IP packet, in a buffer that holds no more.
    public static TestPacket of(byte[] ip) {
        return new TestPacket(ip, 0, false);
    }

    /// Places a received IP packet in a buffer with room for `room` bytes behind the IP header.
    public static TestPacket of(byte[] ip, int room) {
        return new TestPacket(ip, room, false);
    }

    /// Places what an error quotes; see [PacketBuilder#quote].
    public static TestPacket quote(byte[] ip) {
        return new TestPacket(ip, 0, true);
    }

    /// Places an IP header with nothing behind it and `room` bytes to write into.
    public static TestPacket empty(String source, String destination, int protocol, int room) {
        return of(PacketBuilder.ip(source, destination).content(protocol).bytes(), room);
    }

    /// Returns the view on the packet as it is now.
    public Packet packet() {
        return cursor.packet();
    }

    /// Places the view anew, as for a packet just received: its difference is 0, its length the first.
    public Packet place() {
        long address = memory.address() + MARGIN;
        boolean ipv6 = header.version() == IpVersion.IPV6;
        return quote
                ? cursor.placeQuote(address, header.bytes(), lengthBytes, header.protocol(), ipv6)
                : cursor.place(address, header.bytes(), lengthBytes, roomBytes, header.protocol(), ipv6);
    }

    /// Returns the bytes of the whole IP packet. If it was resized, the length in the IP header is the old one:
    /// that is the kernel's to correct.
    public byte[] bytes() {
        return slice(MARGIN, header.bytes() + packet().lengthBytes());
    }

    /// Returns the bytes behind the IP header.
    public byte[] content() {
        return slice(MARGIN + header.bytes(), packet().lengthBytes());
    }

    /// Returns whether nothing was written outside of the packet and its room.
    public boolean isIntact() {
        byte[] margin = new byte[MARGIN];
        Arrays.fill(margin, FILL);
        return Arrays.equals(margin, slice(0, MARGIN))
                && Arrays.equals(margin, slice(MARGIN + header.bytes() + roomBytes, MARGIN));
    }

    /// Does the kernel's part of a translation: writes both addresses and updates the IPv4 header checksum.
    ///
    /// @return the RFC 1624 difference of the addresses
    public int readdress(String source, String destination) {
        return readdress(
                InetAddress.ofLiteral(source).getAddress(),
                InetAddress.ofLiteral(destination).getAddress());
    }

    int readdress(byte[] from, byte[] to) {
        boolean ipv4 = header.version() == IpVersion.IPV4;
        int at = ipv4 ? 12 : 8;
        int difference = write(at, from) + write(at + from.length, to);
        if (ipv4) {
            int checksum = Checksum.update(u16(10), difference);
            write(10, new byte[] {(byte) (checksum >>> 8), (byte) checksum});
        }
        return difference;
    }

    private int write(int offset, byte[] bytes) {
        int difference = 0;
        for (int i = 0; i < bytes.length; i += 2) {
            int before = u16(offset + i);
            MemorySegment.copy(bytes, i, memory, JAVA_BYTE, MARGIN + offset + i, 2);
            difference += Checksum.difference16(before, u16(offset + i));
        }
        return difference;
    }

    private int u16(int offset) {
        return (memory.get(JAVA_BYTE, MARGIN + offset) & 0xff) << 8
                | (memory.get(JAVA_BYTE, MARGIN + offset + 1) & 0xff);
    }

    private byte[] slice(int offset, int length) {
        return memory.asSlice(offset, length).toArray(JAVA_BYTE);
    }
}
