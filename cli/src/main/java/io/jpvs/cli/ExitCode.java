package io.jpvs.cli;

/// How a command ends, for scripts.
final class ExitCode {
    /// It did what it was asked.
    static final int OK = 0;
    /// It could not: no balancer runs, DPDK does not start, a plugin is no good.
    static final int FAILED = 1;
    /// What was asked, or the configuration, is wrong: nothing was tried.
    static final int WRONG = 2;

    private ExitCode() {}
}
