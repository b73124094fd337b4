package io.jpvs.bench.rig;

/// Where threads run.
///
/// @param forwarding the CPU of the thread that is measured
/// @param others that of all others
public record Cpus(int forwarding, int others) {
    /// Chooses them: the second CPU forwards, so that the first is left to the system and its interrupts.
    ///
    /// @throws RigException on a machine of one CPU
    public static Cpus choose() {
        if (Runtime.getRuntime().availableProcessors() < 2) {
            throw new RigException("testpmd needs two CPUs, and there is one");
        }
        return new Cpus(1, 0);
    }
}
