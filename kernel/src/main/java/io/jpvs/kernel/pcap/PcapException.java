package io.jpvs.kernel.pcap;

import java.nio.file.Path;
import java.util.Objects;

/// A capture that cannot be read or written. Its text is one line, `FILE: what is wrong; fix: what to do`, made to
/// be shown as it is.
public final class PcapException extends RuntimeException {
    /// Makes one about a file.
    public PcapException(Path file, String problem, String fix) {
        super(file + ": " + problem + "; fix: " + fix);
    }

    /// Returns the line to show.
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
