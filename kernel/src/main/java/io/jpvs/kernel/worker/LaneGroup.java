package io.jpvs.kernel.worker;

/// The packets of a burst that one lane is to carry, by their columns.
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
    boolean add(int column) {
        members[count & Burst.MASK] = column;
        return count++ == 0;
    }
}
