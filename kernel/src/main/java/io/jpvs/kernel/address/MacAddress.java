package io.jpvs.kernel.address;

import java.util.HexFormat;

/// Ethernet addresses: six octets in the low 48 bits of a long, first octet highest.
public final class MacAddress {
    /// All ones.
    public static final long BROADCAST = 0xffff_ffff_ffffL;

    private MacAddress() {}

    /// Reads `02:00:00:00:02:02`.
    ///
    /// @throws IllegalArgumentException if the text is not six octets in hexadecimal, with colons
    public static long parse(String text) {
        if (!text.matches("(?i)[0-9a-f]{2}(:[0-9a-f]{2}){5}")) {
            throw new IllegalArgumentException("'" + text + "' is not a MAC address such as 02:00:00:00:00:01");
        }
        return HexFormat.fromHexDigitsToLong(text.replace(":", ""));
    }

    /// Writes the six octets in hexadecimal, with colons.
    public static String toString(long address) {
        return HexFormat.ofDelimiter(":").formatHex(new byte[] {
            (byte) (address >>> 40),
            (byte) (address >>> 32),
            (byte) (address >>> 24),
            (byte) (address >>> 16),
            (byte) (address >>> 8),
            (byte) address
        });
    }

    /// Returns whether a frame to this address goes to more than one station: IEEE 802.3, 3.2.3.
    public static boolean isGroup(long address) {
        return (address >>> 40 & 1) != 0;
    }
}
