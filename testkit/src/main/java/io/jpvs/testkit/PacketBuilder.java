package io.jpvs.testkit;

import io.jpvs.api.Checksum;
import io.jpvs.api.IpVersion;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;

/// Writes IP packets for tests, right in every field unless told otherwise. Independent of the code under test: it
/// sums its checksums itself.
///
/// ```java
/// byte[] question = PacketBuilder.ip("192.0.2.1", "198.51.100.1").udp(40_000, 53, bytes(1, 2, 3)).bytes();
/// byte[] error = PacketBuilder.ip("10.0.0.9", "203.0.113.5")
///         .icmp(3, 4, 1400, PacketBuilder.quote(question, 8)).bytes();
/// ```
public final class PacketBuilder {
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMP = 1;
    private static final int ICMPV6 = 58;
    private static final int FRAGMENT_HEADER = 44;
    private static final int AUTHENTICATION_HEADER = 51;
    private static final int NO_FIELD = -1;

    private final byte[] source;
    private final byte[] destination;
    private int trafficClass;
    private int identification = 0x1234;
    private int fragmentField;
    private int hopLimit = 64;
    private byte[] options = {};
    private final List<byte[]> extensions = new ArrayList<>();
    private final List<Integer> extensionTypes = new ArrayList<>();
    private int headerChecksumError;

    private int protocol = 59;
    private byte[] content = {};
    private int checksumOffset = NO_FIELD;
    private boolean pseudoHeader;
    private int checksumError;
    private int crcOffset = NO_FIELD;

    private PacketBuilder(byte[] source, byte[] destination) {
        this.source = source;
        this.destination = destination;
    }

    /// Starts a packet between two addresses, both of IPv4 or both of IPv6.
    public static PacketBuilder ip(String source, String destination) {
        return ip(
                InetAddress.ofLiteral(source).getAddress(),
                InetAddress.ofLiteral(destination).getAddress());
    }

    static PacketBuilder ip(byte[] source, byte[] destination) {
        if (source.length != destination.length) {
            throw new IllegalArgumentException("the addresses are of different IP versions");
        }
        return new PacketBuilder(source, destination);
    }

    /// Returns the version of the addresses.
    public IpVersion version() {
        return source.length == 4 ? IpVersion.IPV4 : IpVersion.IPV6;
    }

    /// Sets the TTL or hop limit; 64 otherwise.
    public PacketBuilder hopLimit(int value) {
        hopLimit = value;
        return this;
    }

    /// Sets the type of service or traffic class.
    public PacketBuilder trafficClass(int value) {
        trafficClass = value;
        return this;
    }

    /// Sets the identification of IPv4, and of a fragment in either version.
    public PacketBuilder identification(int value) {
        identification = value;
        return this;
    }

    /// Sets the don't-fragment flag of IPv4.
    public PacketBuilder dontFragment() {
        fragmentField |= 0x4000;
        return this;
    }

    /// Makes the packet a fragment.
    ///
    /// @param offset in bytes, a multiple of eight
    /// @param more whether others follow
    public PacketBuilder fragment(int offset, boolean more) {
        if (version() == IpVersion.IPV4) {
            fragmentField |= offset / 8 | (more ? 0x2000 : 0);
            return this;
        }
        ByteBuffer body = ByteBuffer.allocate(6);
        body.putShort((short) (offset | (more ? 1 : 0))).putInt(identification);
        return extension(FRAGMENT_HEADER, body.array());
    }

    /// Sets the options of IPv4, padded to whole words.
    public PacketBuilder options(int... bytes) {
        options = Arrays.copyOf(bytes(bytes), (bytes.length + 3) / 4 * 4);
        return this;
    }

    /// Appends an extension header of IPv6, padded to whole eight bytes.
    ///
    /// @param type 0 hop-by-hop, 43 routing, 44 fragment, 51 authentication, 60 destination options
    /// @param body what follows the header's next-header and length fields
    public PacketBuilder extension(int type, byte... body) {
        byte[] header = new byte[(2 + body.length + 7) / 8 * 8];
        header[1] = (byte)
                switch (type) {
                    case FRAGMENT_HEADER -> 0;
                    case AUTHENTICATION_HEADER -> header.length / 4 - 2; // RFC 4302, section 2.2
                    default -> header.length / 8 - 1;
                };
        System.arraycopy(body, 0, header, 2, body.length);
        extensionTypes.add(type);
        extensions.add(header);
        return this;
    }

    /// Makes the checksum of the IPv4 header wrong by `error`, added to it.
    public PacketBuilder wrongHeaderChecksum(int error) {
        headerChecksumError = error;
        return this;
    }

    /// Puts any bytes behind the IP header.
    public PacketBuilder content(int protocolNumber, byte... bytes) {
        protocol = protocolNumber;
        content = bytes.clone();
        checksumOffset = NO_FIELD;
        return this;
    }

    /// Fills in a CRC32c over the content, as SCTP has it (RFC 9260 section 6.8), at `offset` of the content.
    public PacketBuilder crc32c(int offset) {
        crcOffset = offset;
        return this;
    }

    /// Fills in an Internet checksum over content and pseudo-header at `offset` of the content.
    public PacketBuilder internetChecksum(int offset) {
        checksumOffset = offset;
        pseudoHeader = true;
        return this;
    }

    /// Makes it a UDP datagram.
    public PacketBuilder udp(int sourcePort, int destinationPort, byte... data) {
        ByteBuffer header = ByteBuffer.allocate(8 + data.length);
        header.putShort((short) sourcePort).putShort((short) destinationPort);
        header.putShort((short) (8 + data.length)).putShort((short) 0).put(data);
        return content(UDP, header.array()).internetChecksum(6);
    }

    /// Makes it a TCP segment with sequence and acknowledgment number 0 and window 65535.
    public PacketBuilder tcp(int sourcePort, int destinationPort, int flags, byte... data) {
        ByteBuffer header = ByteBuffer.allocate(20 + data.length);
        header.putShort((short) sourcePort).putShort((short) destinationPort);
        header.putInt(0).putInt(0).put((byte) 0x50).put((byte) flags).putShort((short) 0xffff);
        header.putInt(0).put(data);
        return content(TCP, header.array()).internetChecksum(16);
    }

    /// Sets the sequence number of a TCP segment.
    public PacketBuilder sequence(int number) {
        return patch32(4, number);
    }

    /// Sets the acknowledgment number of a TCP segment.
    public PacketBuilder acknowledgment(int number) {
        return patch32(8, number);
    }

    /// Sets the window field of a TCP segment.
    public PacketBuilder window(int value) {
        return patch16(14, value);
    }

    /// Inserts options into a TCP segment, padded to whole words with zeros.
    public PacketBuilder tcpOptions(int... bytes) {
        byte[] padded = Arrays.copyOf(bytes(bytes), (bytes.length + 3) / 4 * 4);
        content = concat(Arrays.copyOf(content, 20), padded, Arrays.copyOfRange(content, 20, content.length));
        content[12] = (byte) ((20 + padded.length) << 2);
        return this;
    }

    /// Makes it a message of ICMP, or of ICMPv6 between IPv6 addresses.
    ///
    /// @param rest the second word: identifier and sequence number, or unused and MTU
    public PacketBuilder icmp(int type, int code, int rest, byte... data) {
        ByteBuffer message = ByteBuffer.allocate(8 + data.length);
        message.put((byte) type)
                .put((byte) code)
                .putShort((short) 0)
                .putInt(rest)
                .put(data);
        boolean v6 = version() == IpVersion.IPV6;
        content(v6 ? ICMPV6 : ICMP, message.array());
        checksumOffset = 2;
        pseudoHeader = v6;
        return this;
    }

    /// Makes it an echo request.
    public PacketBuilder echoRequest(int identifier, int sequence, byte... data) {
        return icmp(version() == IpVersion.IPV4 ? 8 : 128, 0, identifier << 16 | sequence, data);
    }

    /// Makes it an echo reply.
    public PacketBuilder echoReply(int identifier, int sequence, byte... data) {
        return icmp(version() == IpVersion.IPV4 ? 0 : 129, 0, identifier << 16 | sequence, data);
    }

    /// Makes the checksum behind the IP header wrong by `error`, added to it.
    public PacketBuilder wrongChecksum(int error) {
        checksumError = error;
        return this;
    }

    /// Leaves the checksum field behind the IP header as it is: 0, unless patched.
    public PacketBuilder noChecksum() {
        checksumOffset = NO_FIELD;
        return this;
    }

    /// Overwrites a byte of the content before checksums are computed.
    public PacketBuilder patch8(int offset, int value) {
        content[offset] = (byte) value;
        return this;
    }

    /// Overwrites a 16-bit word of the content before checksums are computed.
    public PacketBuilder patch16(int offset, int value) {
        ByteBuffer.wrap(content).putShort(offset, (short) value);
        return this;
    }

    /// Overwrites a 32-bit word of the content before checksums are computed.
    public PacketBuilder patch32(int offset, int value) {
        ByteBuffer.wrap(content).putInt(offset, value);
        return this;
    }

    /// Returns the IP packet.
    public byte[] bytes() {
        return version() == IpVersion.IPV4 ? ipv4() : ipv6();
    }

    /// Returns the packet in an Ethernet frame. Each address is six bytes in hexadecimal, with colons.
    public byte[] frame(String destinationMac, String sourceMac) {
        HexFormat colons = HexFormat.ofDelimiter(":");
        byte[] type = version() == IpVersion.IPV4 ? bytes(0x08, 0x00) : bytes(0x86, 0xdd);
        return concat(colons.parseHex(destinationMac), colons.parseHex(sourceMac), type, bytes());
    }

    /// Returns the low eight bits of each value.
    public static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    /// Returns what an error quotes of an IP packet: its IP header, options and extensions included, and up to
    /// `contentBytes` of what follows.
    public static byte[] quote(byte[] ipPacket, int contentBytes) {
        return Arrays.copyOf(
                ipPacket, Math.min(ipPacket.length, IpHeader.of(ipPacket).bytes() + contentBytes));
    }

    private byte[] ipv4() {
        byte[] behind = contentWithChecksum();
        ByteBuffer packet = ByteBuffer.allocate(20 + options.length + behind.length);
        int headerBytes = 20 + options.length;
        packet.put((byte) (0x40 | headerBytes / 4)).put((byte) trafficClass);
        packet.putShort((short) packet.capacity()).putShort((short) identification);
        packet.putShort((short) fragmentField).put((byte) hopLimit).put((byte) protocol);
        packet.putShort((short) 0).put(source).put(destination).put(options).put(behind);
        int checksum = Checksum.ofSum(sum(packet.array(), 0, headerBytes)) + headerChecksumError;
        return packet.putShort(10, (short) checksum).array();
    }

    private byte[] ipv6() {
        byte[] behind = contentWithChecksum();
        for (int i = extensions.size() - 1; i >= 0; i--) {
            byte[] header = extensions.get(i).clone();
            header[0] = (byte) (i + 1 < extensions.size() ? extensionTypes.get(i + 1) : protocol);
            behind = concat(header, behind);
        }
        int next = extensionTypes.isEmpty() ? protocol : extensionTypes.getFirst();
        ByteBuffer packet = ByteBuffer.allocate(40 + behind.length);
        packet.putInt(0x6000_0000 | trafficClass << 20).putShort((short) behind.length);
        packet.put((byte) next)
                .put((byte) hopLimit)
                .put(source)
                .put(destination)
                .put(behind);
        return packet.array();
    }

    private byte[] contentWithChecksum() {
        byte[] filled = content.clone();
        if (crcOffset != NO_FIELD) {
            ByteBuffer buffer =
                    ByteBuffer.wrap(filled).order(ByteOrder.LITTLE_ENDIAN).putInt(crcOffset, 0);
            CRC32C crc = new CRC32C();
            crc.update(filled);
            buffer.putInt(crcOffset, (int) crc.getValue() + checksumError);
        }
        if (checksumOffset != NO_FIELD) {
            ByteBuffer.wrap(filled).putShort(checksumOffset, (short) 0);
            int checksum = Checksum.ofSum(sum(filled, 0, filled.length) + pseudoHeaderSum(filled));
            if (protocol == UDP && checksum == 0) {
                checksum = 0xffff;
            }
            ByteBuffer.wrap(filled).putShort(checksumOffset, (short) (checksum + checksumError));
        }
        return filled;
    }

    private long pseudoHeaderSum(byte[] filled) {
        if (!pseudoHeader) {
            return 0;
        }
        return sum(source, 0, source.length) + sum(destination, 0, destination.length) + protocol + filled.length;
    }

    private static long sum(byte[] bytes, int from, int to) {
        long sum = 0;
        for (int i = from; i < to; i++) {
            sum += (bytes[i] & 0xff) << ((i - from) % 2 == 0 ? 8 : 0);
        }
        return sum;
    }

    private static byte[] concat(byte[]... parts) {
        byte[] all = new byte[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}
