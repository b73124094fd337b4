package io.jpvs.bench.setup;

/// What happened while one thing was done. Times are of the worker's thread on its CPU unless called wall.
///
/// @param name what was done
/// @param opened connections
/// @param expired connections
/// @param refused first packets, for want of room in the table or of a local port
/// @param packets received
/// @param cpuMillis that all of it took, the ports' own work included
/// @param p99Micros that 99 in 100 calls of the worker took at most
/// @param worstMicros that the longest took
/// @param worstWallMicros that the longest took on the wall clock: with what the system gave to others meanwhile
/// @param left connections at the end
public record Phase(
        String name,
        long opened,
        long expired,
        long refused,
        long packets,
        double cpuMillis,
        double p99Micros,
        double worstMicros,
        double worstWallMicros,
        int left) {
    /// Returns connections opened in a second on the CPU.
    public double openedPerSecond() {
        return opened / cpuMillis * 1000;
    }

    /// Returns nanoseconds on the CPU for each of a number of things.
    public double nanosEach(long things) {
        return things == 0 ? Double.NaN : cpuMillis * 1e6 / things;
    }
}
