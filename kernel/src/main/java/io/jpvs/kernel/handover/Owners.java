package io.jpvs.kernel.handover;

import io.jpvs.kernel.fragment.FragmentTable;
import io.jpvs.kernel.local.AddressMap;
import io.jpvs.kernel.table.FlowKey;
import java.util.function.LongToIntFunction;

/// Says which worker owns a flow. A function of the key alone, the same for every worker; asked only about packets
/// that a worker does not know.
///
/// @param workers how many there are
/// @param hash the same in the whole process
/// @param spread from a key's hash to a worker
/// @param rules what decides for an address; the number beside it is the protocol's
/// @param assigned keys that do not follow the rule for VIPs
public record Owners(
        int workers, KeyHash hash, LongToIntFunction spread, AddressMap<Ownership> rules, AssignedKeys assigned) {
    /// No worker in particular: whoever has the packet.
    public static final int NOBODY = -1;

    /// What owns nothing.
    public static final Owners NONE =
            new Owners(1, new KeyHash(0), hash -> 0, new AddressMap.Builder<Ownership>().build(), AssignedKeys.NONE);

    /// Spreads the hashes of keys evenly over workers.
    public static LongToIntFunction evenly(int workers) {
        return hash -> (int) ((hash >>> 32) * workers >>> 32);
    }

    /// Returns the owner of a flow, or [#NOBODY] if its destination is nothing to the balancer.
    public int of(FlowKey key, int protocol, boolean ipv6) {
        long high = ipv6 ? key.address2 : 0;
        long low = ipv6 ? key.address3 : key.address0 & 0xffff_ffffL;
        Ownership rule = rules.get(high, low, protocol);
        if (rule == null) {
            return NOBODY;
        }
        long hashed = hash.of(key, protocol, ipv6);
        int fixed = assigned.get(hashed);
        if (fixed >= 0) {
            return fixed;
        }
        return switch (rule) {
            case KEY -> spread.applyAsInt(hashed);
            case DESTINATION_SELECTOR -> bySelector((int) key.selectors);
            case SOURCE_SELECTOR -> bySelector((int) (key.selectors >>> 32));
        };
    }

    /// Returns the worker that tracks the fragments of a datagram.
    ///
    /// @param table whose key is that of the datagram
    public int ofDatagram(FragmentTable table) {
        return spread.applyAsInt(table.keyHash(hash.seed()));
    }

    /// Returns the worker that deals a local selector.
    public int bySelector(int selector) {
        return Math.floorMod(selector, workers);
    }
}
