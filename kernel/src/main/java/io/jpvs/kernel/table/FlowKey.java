package io.jpvs.kernel.table;

import io.jpvs.kernel.address.Endpoint;
import io.jpvs.kernel.address.IpAddress;

/// The flow key of a packet; filled by the packet path and looked up in [ConnectionTable].
///
/// A key is written in the sense of its packet, source first. `address0` holds the IPv4 source in its high and the
/// destination in its low half; for IPv6 the four words hold source and destination, high half first.
public class FlowKey {
    /// First word of the addresses.
    public long address0;
    /// Second word of the addresses, IPv6 only.
    public long address1;
    /// Third word of the addresses, IPv6 only.
    public long address2;
    /// Fourth word of the addresses, IPv6 only.
    public long address3;
    /// Source selector in the high, destination selector in the low half.
    public long selectors;
    /// The reference found by [ConnectionTable#confirm]: see [ConnectionRecord#at]; 0 for none.
    public long found;

    int hash;

    /// Makes a key of zeros.
    public FlowKey() {}

    /// Sets the key of a packet between two endpoints.
    public void set(Endpoint source, Endpoint destination) {
        IpAddress from = source.address();
        IpAddress to = destination.address();
        if (from.isIpv6()) {
            address0 = from.high();
            address1 = from.low();
            address2 = to.high();
            address3 = to.low();
        } else {
            address0 = from.low() << 32 | to.low();
        }
        selectors = selectors(source.selector(), destination.selector());
    }

    /// Joins two selectors to a word.
    public static long selectors(int source, int destination) {
        return ((long) source << 32) | (destination & 0xffff_ffffL);
    }
}
