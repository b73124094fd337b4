package io.jpvs.api;

/// The values that the local pool may put in place of a client's selector, both ends included.
///
/// @param first the lowest value, dealt first
/// @param last the highest value, at most 65535
public record SelectorRange(int first, int last) {
    /// Local ports of TCP, UDP and their like. The well-known ports are left alone.
    public static final SelectorRange PORTS = new SelectorRange(1025, 0xffff);

    /// Identifiers of queries.
    public static final SelectorRange IDENTIFIERS = new SelectorRange(1, 0xffff);

    /// Nothing to replace: the client's selector stays, and one local address carries it once for each server.
    public static final SelectorRange NONE = new SelectorRange(0, -1);

    /// Checks the range.
    public SelectorRange {
        if (first < 0 || last > 0xffff || last < first - 1) {
            throw new IllegalArgumentException("selector range " + first + " to " + last + " is not within 0 to 65535");
        }
    }

    /// Returns how many values there are.
    public int size() {
        return last - first + 1;
    }
}
