package io.jpvs.kernel.table;

import io.jpvs.kernel.address.Endpoint;
import io.jpvs.kernel.address.IpAddress;

/// The flow keys of a burst, one per packet, as columns; filled by the packet path and resolved by
/// [ConnectionTable].
///
/// A key is written in the sense of its packet, source first. `address0` holds the IPv4 source in its high and the
/// destination in its low half; for IPv6 the four columns hold source and destination, high half first.
public final class FlowKeys {
    /// Packets in a burst, at most; a power of two.
    public static final int CAPACITY = 64;

    /// Makes an index safe for the columns, which also spares their bounds checks.
    public static final int MASK = CAPACITY - 1;

    /// First column of the addresses.
    public final long[] address0 = new long[CAPACITY];
    /// Second column of the addresses, IPv6 only.
    public final long[] address1 = new long[CAPACITY];
    /// Third column of the addresses, IPv6 only.
    public final long[] address2 = new long[CAPACITY];
    /// Fourth column of the addresses, IPv6 only.
    public final long[] address3 = new long[CAPACITY];
    /// Source selector in the high, destination selector in the low half.
    public final long[] selectors = new long[CAPACITY];
    /// The reference found by [ConnectionTable#resolve]: see [ConnectionRecord#at]; 0 for none.
    public final long[] found = new long[CAPACITY];

    final int[] hash = new int[CAPACITY];

    /// Makes the columns of one worker.
    public FlowKeys() {}

    /// Sets the key of a packet between two endpoints.
    public void set(int i, Endpoint source, Endpoint destination) {
        IpAddress from = source.address();
        IpAddress to = destination.address();
        if (from.isIpv6()) {
            address0[i] = from.high();
            address1[i] = from.low();
            address2[i] = to.high();
            address3[i] = to.low();
        } else {
            address0[i] = from.low() << 32 | to.low();
        }
        selectors[i] = selectors(source.selector(), destination.selector());
    }

    /// Joins two selectors to a word.
    public static long selectors(int source, int destination) {
        return ((long) source << 32) | (destination & 0xffff_ffffL);
    }
}
