package io.jpvs.kernel.replay;

import java.util.Objects;

/// A replay that cannot begin. Its text is one line, made to be shown as it is.
public final class ReplayException extends RuntimeException {
    ReplayException(String problem, String fix) {
        super(problem + "; fix: " + fix);
    }

    /// Returns the line to show.
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
