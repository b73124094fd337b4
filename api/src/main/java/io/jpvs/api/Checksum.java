package io.jpvs.api;

/// Arithmetic of the Internet checksum: RFC 1071, and its incremental update, RFC 1624.
///
/// A *difference* is a plain sum of 16-bit words `~old + new`, not folded; differences may be added to each other.
public final class Checksum {
    private Checksum() {}

    /// Folds a sum of 16-bit words to 16 bits with end-around carry.
    public static int fold(long sum) {
        long folded = (sum & 0xffff_ffffL) + (sum >>> 32);
        folded = (folded & 0xffff) + (folded >>> 16);
        folded = (folded & 0xffff) + (folded >>> 16);
        return (int) ((folded & 0xffff) + (folded >>> 16));
    }

    /// Returns the checksum after data under it changed by `difference`: RFC 1624, equation 3.
    ///
    /// @param checksum the checksum field before, 0 to 0xffff
    public static int update(int checksum, long difference) {
        return ~fold((~checksum & 0xffff) + difference) & 0xffff;
    }

    /// Returns the checksum after data under it changed by `difference`, of some ten thousand words at most.
    ///
    /// @param checksum the checksum field before, 0 to 0xffff
    public static int update(int checksum, int difference) {
        int sum = (~checksum & 0xffff) + (difference & 0xffff) + (difference >>> 16);
        sum = (sum & 0xffff) + (sum >>> 16);
        return ~((sum & 0xffff) + (sum >>> 16)) & 0xffff;
    }

    /// Returns the difference made by replacing one 16-bit word by another.
    public static int difference16(int before, int after) {
        return (~before & 0xffff) + (after & 0xffff);
    }

    /// Returns the difference made by replacing one 32-bit word by another.
    public static int difference32(int before, int after) {
        return difference16(before >>> 16, after >>> 16) + difference16(before, after);
    }

    /// Returns the checksum field for data whose 16-bit words add up to `sum`, the field itself counted as zero.
    public static int ofSum(long sum) {
        return ~fold(sum) & 0xffff;
    }
}
