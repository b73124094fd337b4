package io.jpvs.replay;

/// Sums every checksum of a frame from scratch, in the plainest way there is: RFC 1071, byte by byte. Shares no
/// code with jpvs.
final class NaiveChecksums {
    private static final int ETHERNET = 14;

    private NaiveChecksums() {}

    /// Returns whether the checksums of an Ethernet frame are right: IP header, what is behind it, and for an
    /// error the quoted header, and the quoted datagram if it is there whole. ARP has none.
    static boolean areRight(byte[] frame) {
        int type = u16(frame, 12);
        return type == 0x0806 || isPacketRight(frame, ETHERNET, frame.length - ETHERNET, true);
    }

    private static boolean isPacketRight(byte[] frame, int ip, int available, boolean mustBeWhole) {
        boolean ipv4 = frame[ip] >> 4 == 4;
        int header = ipv4 ? (frame[ip] & 0xf) * 4 : 40;
        int total = ipv4 ? u16(frame, ip + 2) : 40 + u16(frame, ip + 4);
        int protocol = frame[ip + (ipv4 ? 9 : 6)] & 0xff;
        if (ipv4 && fold(sum(frame, ip, header)) != 0xffff) {
            return false;
        }
        if (total > available) {
            return !mustBeWhole;
        }
        int length = total - header;
        int addresses = ipv4 ? 8 : 32;
        long pseudo = sum(frame, ip + (ipv4 ? 12 : 8), addresses) + protocol + length;
        long content = sum(frame, ip + header, length);
        return switch (protocol) {
            case 1 -> fold(content) == 0xffff && isQuoteRight(frame, ip + header, length);
            case 6 -> fold(content + pseudo) == 0xffff;
            case 17 -> u16(frame, ip + header + 6) == 0 || fold(content + pseudo) == 0xffff;
            default -> throw new IllegalArgumentException("protocol " + protocol + " leaves, which no golden wants");
        };
    }

    private static boolean isQuoteRight(byte[] frame, int icmp, int length) {
        int type = frame[icmp];
        boolean isError = type == 3 || type == 11;
        return !isError || isPacketRight(frame, icmp + 8, length - 8, false);
    }

    private static long sum(byte[] bytes, int from, int length) {
        long sum = 0;
        for (int i = 0; i < length; i++) {
            int octet = bytes[from + i] & 0xff;
            sum += i % 2 == 0 ? octet * 256 : octet;
        }
        return sum;
    }

    private static long fold(long sum) {
        long folded = sum;
        while (folded > 0xffff) {
            folded = folded / 0x10000 + folded % 0x10000;
        }
        return folded;
    }

    private static int u16(byte[] bytes, int at) {
        return (bytes[at] & 0xff) * 256 + (bytes[at + 1] & 0xff);
    }
}
