package io.jpvs.testkit;

import io.jpvs.api.IpVersion;
import java.util.Arrays;

/// What stands before the protocol in an IP packet.
///
/// @param version the IP version
/// @param bytes length of the header, options and extension headers included
/// @param protocol the IANA number of what follows
/// @param totalBytes length of the whole packet as the header states it
record IpHeader(IpVersion version, int bytes, int protocol, int totalBytes) {
    private static final int FRAGMENT = 44;
    private static final int AUTHENTICATION = 51;
    private static final int[] EXTENSIONS = {0, FRAGMENT, 43, AUTHENTICATION, 60};

    static IpHeader of(byte[] packet) {
        if (packet[0] >>> 4 == 4) {
            return new IpHeader(IpVersion.IPV4, (packet[0] & 0xf) * 4, packet[9] & 0xff, u16(packet, 2));
        }
        int next = packet[6] & 0xff;
        int bytes = 40;
        while (isExtension(next)) {
            int units = packet[bytes + 1] & 0xff;
            int length = next == AUTHENTICATION ? 8 + units * 4 : 8 + units * 8;
            next = packet[bytes] & 0xff;
            bytes += length;
        }
        return new IpHeader(IpVersion.IPV6, bytes, next, 40 + u16(packet, 4));
    }

    private static boolean isExtension(int type) {
        return Arrays.stream(EXTENSIONS).anyMatch(extension -> extension == type);
    }

    private static int u16(byte[] packet, int offset) {
        return (packet[offset] & 0xff) << 8 | (packet[offset + 1] & 0xff);
    }
}
