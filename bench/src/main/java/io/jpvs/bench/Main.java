package io.jpvs.bench;

import java.io.IOException;

/// Runs the benchmarks: `./jpvs bench [JMH options]`.
public final class Main {
    private Main() {}

    /// Hands the options to JMH.
    public static void main(String[] args) throws IOException {
        org.openjdk.jmh.Main.main(args);
    }
}
