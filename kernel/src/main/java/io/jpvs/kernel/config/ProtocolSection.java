package io.jpvs.kernel.config;

/// The options of one handler as they stand in the file, not understood yet.
public final class ProtocolSection {
    private final int line;
    private final Section section;

    ProtocolSection(int line, Section section) {
        this.line = line;
        this.section = section;
    }

    /// Returns the line of the protocol's name.
    public int line() {
        return line;
    }

    /// Returns the options to give to one instance of the handler.
    public SectionOptions options() {
        return new SectionOptions(section);
    }
}
