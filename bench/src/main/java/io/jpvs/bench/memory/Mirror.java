package io.jpvs.bench.memory;

import io.jpvs.kernel.memory.Memory;

/// Turns a frame over IPv4 around, as who answers it does: MACs, addresses and ports change places, which leaves every
/// checksum right.
public final class Mirror {
    private static final int DESTINATION_MAC = 0;
    private static final int SOURCE_MAC = 6;
    private static final int SOURCE = 26;
    private static final int DESTINATION = 30;
    private static final int PORTS = 34;
    private static final int PROTOCOL = 23;
    private static final int IP_CHECKSUM = 24;
    private static final int SEQUENCE = 38;
    private static final int ACKNOWLEDGMENT = 42;
    private static final int FLAGS = 46; // with the data offset in the high byte
    private static final int CHECKSUM = 50;

    private Mirror() {}

    /// Turns a frame around where it stands.
    public static void turn(long frame) {
        long destinationMac = Memory.be64(frame + DESTINATION_MAC) >>> 16;
        long sourceMac = Memory.be64(frame + SOURCE_MAC) >>> 16;
        Memory.be64(frame, DESTINATION_MAC, sourceMac << 16 | destinationMac >>> 32);
        Memory.be32(frame, SOURCE_MAC + 2, (int) destinationMac);
        int source = Memory.be32(frame + SOURCE);
        Memory.be32(frame, SOURCE, Memory.be32(frame + DESTINATION));
        Memory.be32(frame, DESTINATION, source);
        Memory.be32(frame, PORTS, Integer.rotateLeft(Memory.be32(frame + PORTS), 16));
    }

    /// Returns the protocol number of a frame.
    public static int protocol(long frame) {
        return Memory.u8(frame + PROTOCOL);
    }

    /// Returns the flags of a TCP segment.
    public static int flags(long frame) {
        return Memory.u8(frame + FLAGS + 1);
    }

    /// Returns the sequence number of a TCP segment.
    public static int sequence(long frame) {
        return Memory.be32(frame + SEQUENCE);
    }

    /// Returns the acknowledgment number of a TCP segment.
    public static int acknowledgment(long frame) {
        return Memory.be32(frame + ACKNOWLEDGMENT);
    }

    /// Writes numbers and flags of a TCP segment, and keeps its checksum right (RFC 1624).
    public static void segment(long frame, int flags, int sequence, int acknowledgment) {
        int word = Memory.be16(frame + FLAGS) & 0xff00 | flags;
        long sum = ~Memory.be16(frame + CHECKSUM) & 0xffff;
        sum += changed32(Memory.be32(frame + SEQUENCE), sequence);
        sum += changed32(Memory.be32(frame + ACKNOWLEDGMENT), acknowledgment);
        sum += changed16(Memory.be16(frame + FLAGS), word);
        Memory.be32(frame, SEQUENCE, sequence);
        Memory.be32(frame, ACKNOWLEDGMENT, acknowledgment);
        Memory.be16(frame, FLAGS, word);
        Memory.be16(frame, CHECKSUM, complement(sum));
    }

    /// Gives a frame another source, and keeps the checksums of IP and of its protocol right.
    ///
    /// @param checksum where the protocol's checksum stands in the frame
    public static void source(long frame, int address, int port, int checksum) {
        long address32 = changed32(Memory.be32(frame + SOURCE), address);
        long port16 = changed16(Memory.be16(frame + PORTS), port);
        Memory.be16(frame, IP_CHECKSUM, complement((~Memory.be16(frame + IP_CHECKSUM) & 0xffff) + address32));
        Memory.be16(frame, checksum, complement((~Memory.be16(frame + checksum) & 0xffff) + address32 + port16));
        Memory.be32(frame, SOURCE, address);
        Memory.be16(frame, PORTS, port);
    }

    private static long changed32(int from, int to) {
        return changed16(from >>> 16, to >>> 16) + changed16(from & 0xffff, to & 0xffff);
    }

    private static long changed16(int from, int to) {
        return (~from & 0xffffL) + to;
    }

    private static int complement(long sum) {
        long folded = (sum & 0xffff) + (sum >>> 16);
        return (int) ~((folded & 0xffff) + (folded >>> 16)) & 0xffff;
    }
}
