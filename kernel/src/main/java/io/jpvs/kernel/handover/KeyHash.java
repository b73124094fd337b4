package io.jpvs.kernel.handover;

import io.jpvs.kernel.table.FlowKey;

/// A hash of flow keys that all workers of a process agree on. Seeded, so that strangers cannot choose flows that all
/// come to one worker.
public final class KeyHash {
    private static final long STEP = 0x9e37_79b9_7f4a_7c15L; // 2^64 over the golden ratio

    private final long seed;

    /// Makes a hash.
    ///
    /// @param seed random where strangers choose the keys
    public KeyHash(long seed) {
        this.seed = seed;
    }

    /// Returns the secret that the hash is made with.
    long seed() {
        return seed;
    }

    /// Hashes the key of a column.
    public long of(FlowKey key, int protocol, boolean ipv6) {
        long hash = mix(seed, key.address0);
        if (ipv6) {
            hash = mix(hash, key.address1);
            hash = mix(hash, key.address2);
            hash = mix(hash, key.address3);
        }
        return mix(hash, key.selectors + protocol * STEP);
    }

    private static long mix(long hash, long word) {
        long z = (hash ^ word) + STEP; // SplitMix64 of Steele, Lea and Flood, "Fast splittable ...", 2014
        z = (z ^ z >>> 30) * 0xbf58_476d_1ce4_e5b9L;
        z = (z ^ z >>> 27) * 0x94d0_49bb_1331_11ebL;
        return z ^ z >>> 31;
    }
}
