package io.jpvs.kernel.worker;

/// The packets of a burst that one lane is to carry, by their slots.
final class LaneGroup {
    final Lane lane;
    final int[] members = new int[Burst.CAPACITY];
    int count;
    /// Whether they are first fragments.
    boolean isFragment;

    LaneGroup(Lane lane) {
        this.lane = lane;
    }

    /// Adds a packet and returns whether it is the first.
    boolean add(int slot) {
        members[count & Burst.MASK] = slot;
        return count++ == 0;
    }
}
