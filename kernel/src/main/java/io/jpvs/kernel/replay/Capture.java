package io.jpvs.kernel.replay;

import java.nio.file.Path;

/// A capture file of one port.
///
/// @param port the port's name
public record Capture(String port, Path file) {}
