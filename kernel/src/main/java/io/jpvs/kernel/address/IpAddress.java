package io.jpvs.kernel.address;

import io.jpvs.api.IpVersion;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/// An IPv4 or IPv6 address.
///
/// @param version its IP version
/// @param high for IPv6 the first eight octets, big-endian; for IPv4 zero
/// @param low for IPv6 the last eight octets; for IPv4 the four octets in the low 32 bits, the rest zero
public record IpAddress(IpVersion version, long high, long low) {
    /// Reads a literal such as `10.1.0.1` or `fd01::1`; never asks a name server.
    ///
    /// @throws IllegalArgumentException if the text is no address literal
    public static IpAddress parse(String text) {
        byte[] octets;
        try {
            if (text.indexOf('%') >= 0) {
                throw new IllegalArgumentException("scope");
            }
            octets = InetAddress.ofLiteral(text).getAddress();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' is not an IPv4 or IPv6 address", e);
        }
        if (octets.length == 4) {
            if (text.chars().filter(c -> c == '.').count() != 3) {
                throw new IllegalArgumentException("'" + text + "' is not an IPv4 or IPv6 address");
            }
            return ipv4(ByteBuffer.wrap(octets).getInt());
        }
        ByteBuffer words = ByteBuffer.wrap(octets);
        return new IpAddress(IpVersion.IPV6, words.getLong(), words.getLong());
    }

    /// Makes an IPv4 address of four octets, first octet highest.
    public static IpAddress ipv4(int octets) {
        return new IpAddress(IpVersion.IPV4, 0, octets & 0xffff_ffffL);
    }

    /// Makes an IPv6 address of its two halves.
    public static IpAddress ipv6(long high, long low) {
        return new IpAddress(IpVersion.IPV6, high, low);
    }

    /// Returns whether this is an IPv6 address.
    public boolean isIpv6() {
        return version == IpVersion.IPV6;
    }

    /// Returns the four octets of an IPv4 address, first octet highest.
    public int ipv4() {
        return (int) low;
    }

    /// Returns the number of bits, 32 or 128.
    public int bits() {
        return isIpv6() ? 128 : 32;
    }

    /// Returns the address alone: dotted decimal, or the canonical form of RFC 5952.
    @Override
    public String toString() {
        return isIpv6() ? canonicalIpv6() : dotted();
    }

    /// Returns the address as it stands before a colon and a port: IPv6 in brackets.
    public String inAuthority() {
        return isIpv6() ? "[" + this + "]" : toString();
    }

    private String dotted() {
        int octets = (int) low;
        return (octets >>> 24) + "." + (octets >>> 16 & 0xff) + "." + (octets >>> 8 & 0xff) + "." + (octets & 0xff);
    }

    private String canonicalIpv6() {
        int longestStart = -1;
        int longest = 1;
        for (int i = 0; i < 8; i++) {
            int run = 0;
            while (i + run < 8 && group(i + run) == 0) {
                run++;
            }
            if (run > longest) {
                longest = run;
                longestStart = i;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == longestStart) {
                text.append("::");
                i += longest - 1;
            } else {
                if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(group(i)));
            }
        }
        return text.toString();
    }

    private int group(int index) {
        long half = index < 4 ? high : low;
        return (int) (half >>> (48 - 16 * (index & 3))) & 0xffff;
    }
}
