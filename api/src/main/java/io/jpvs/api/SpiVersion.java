package io.jpvs.api;

/// The version of this SPI. A plugin states the one it was built for in its manifest, and another one is refused.
public final class SpiVersion {
    /// The version in force; raised when a handler compiled before would misbehave.
    public static final int CURRENT = 1;

    /// The manifest attribute that states it.
    public static final String MANIFEST_ATTRIBUTE = "Jpvs-Spi-Version";

    private SpiVersion() {}
}
