package io.jpvs.kernel.address;

/// An address with the length of its network part, such as `10.1.0.1/24`. The address keeps its host bits.
///
/// @param address any address of the network
/// @param length bits of the network part
public record IpPrefix(IpAddress address, int length) {
    /// Checks that the length fits the IP version.
    public IpPrefix {
        if (length < 0 || length > address.bits()) {
            throw new IllegalArgumentException("prefix length " + length + " is not within 0 to " + address.bits());
        }
    }

    /// Reads `ADDRESS/LENGTH`.
    ///
    /// @throws IllegalArgumentException if it is not of that form
    public static IpPrefix parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("[0-9]{1,3}")) {
            throw new IllegalArgumentException("'" + text + "' is not of the form ADDRESS/LENGTH");
        }
        return new IpPrefix(IpAddress.parse(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    }

    /// Returns whether the network holds that address.
    public boolean contains(IpAddress other) {
        return contains(other.isIpv6(), other.high(), other.low());
    }

    /// Returns whether the network holds the address of those words, as [IpAddress] states them.
    public boolean contains(boolean ipv6, long high, long low) {
        if (ipv6 != address.isIpv6()) {
            return false;
        }
        if (!ipv6) {
            return ((low ^ address.low()) & mask(length + 32)) == 0;
        }
        return ((high ^ address.high()) & mask(length)) == 0 && ((low ^ address.low()) & mask(length - 64)) == 0;
    }

    /// Returns whether an IPv4 address is the network's directed broadcast address (networks up to /30).
    public boolean isBroadcast(int ipv4) {
        long low = ipv4 & 0xffff_ffffL;
        return !address.isIpv6()
                && length <= 30
                && contains(false, 0, low)
                && (~low & ~mask(length + 32) & 0xffff_ffffL) == 0;
    }

    @Override
    public String toString() {
        return address + "/" + length;
    }

    private static long mask(int bits) {
        if (bits <= 0) {
            return 0;
        }
        return bits >= 64 ? -1L : -1L << (64 - bits);
    }
}
