package io.jpvs.kernel.handover;

/// Keys whose owner was fixed when the balancer started and is not the one they would fall to: those of clients whose
/// connections were loaded from a file. They keep the local selectors that they came with, and those decide.
///
/// A key is known by 64 bits of its seeded hash alone. Immutable once it is shared.
public final class AssignedKeys {
    /// None.
    public static final AssignedKeys NONE = new AssignedKeys(0);

    private final long[] hashes;
    private final byte[] owners; // plus 1; 0 where there is no key
    private final int mask;

    /// Makes an empty map for a number of keys.
    public AssignedKeys(int keys) {
        int slots = Integer.highestOneBit(Math.max(1, keys)) << 2;
        hashes = new long[slots];
        owners = new byte[slots];
        mask = slots - 1;
    }

    /// Adds a key.
    ///
    /// @param owner at most 127
    public void put(long hash, int owner) {
        int at = (int) hash & mask;
        while (owners[at] != 0) {
            at = (at + 1) & mask;
        }
        hashes[at] = hash;
        owners[at] = (byte) (owner + 1);
    }

    /// Returns the owner of a key, or -1.
    public int get(long hash) {
        int at = (int) hash & mask;
        while (owners[at] != 0) {
            if (hashes[at] == hash) {
                return (owners[at] & 0xff) - 1;
            }
            at = (at + 1) & mask;
        }
        return -1;
    }
}
