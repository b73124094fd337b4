package io.jpvs.bench.setup;

/// The worker's time: that of the machine, but it may run slower, and jump ahead.
final class Clock {
    private long realNanos = System.nanoTime();
    private long nanos = realNanos;
    private int slowness = 1;

    /// Returns the time.
    long nanos() {
        long real = System.nanoTime();
        nanos += (real - realNanos) / slowness;
        realNanos = real;
        return nanos;
    }

    /// Makes time run slower by a factor, so that nothing expires meanwhile.
    void slow(int factor) {
        slowness = factor;
    }

    void jump(long aheadNanos) {
        nanos += aheadNanos;
    }
}
