package io.jpvs.kernel.dpdk;

import java.util.Objects;

/// Tells what DPDK could not do, in its own words, and what to do about it where that is known.
public final class DpdkException extends RuntimeException {
    public DpdkException(String message) {
        super(message);
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
