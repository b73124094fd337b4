/// The plugin host: loads protocol handlers from jars, refuses what would misbehave and says why.
///
/// A plugin sees the JDK and the SPI, nothing of the kernel. This keeps plugins independent of the kernel's
/// insides; it is no sandbox, for a plugin runs in this process with all its rights.
@NullMarked
package io.jpvs.kernel.plugin;

import org.jspecify.annotations.NullMarked;
