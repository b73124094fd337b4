package io.jpvs.kernel.control;

import java.util.Objects;

/// The control socket cannot be used, or the balancer refused a request. Its text is one line for people.
public final class ControlException extends RuntimeException {
    /// What went wrong.
    public enum Kind {
        /// The configuration to be loaded is not valid.
        CONFIGURATION,
        /// The request is not one the balancer understands.
        REQUEST,
        /// Everything else.
        OPERATION
    }

    private final Kind kind;

    /// Makes one with its text.
    public ControlException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /// Returns what went wrong.
    public Kind kind() {
        return kind;
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
