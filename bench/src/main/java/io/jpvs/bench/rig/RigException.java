package io.jpvs.bench.rig;

/// A row cannot be measured; the message says why and what helps.
public final class RigException extends RuntimeException {
    /// Says what does not work.
    public RigException(String message) {
        super(message);
    }

    /// Says what does not work.
    public RigException(String message, Throwable cause) {
        super(message, cause);
    }
}
