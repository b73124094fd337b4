package io.jpvs.balancing;

/// A packet that jpvs and Linux both get, each in an established connection.
///
/// @param difference in what their results are known to differ
record DifferentialCase(String name, Family family, Traffic traffic, Sent sent, JustifiedDifference difference) {
    @Override
    public String toString() {
        return family + " " + traffic + " from the " + sent.from() + ": " + name;
    }
}
