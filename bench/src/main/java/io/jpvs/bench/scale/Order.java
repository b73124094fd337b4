package io.jpvs.bench.scale;

import io.jpvs.bench.memory.Layout;

/// What one JVM is to measure.
///
/// @param home of jpvs
/// @param warmUpMillis before the first window, shared by all that is measured
/// @param turns windows of each
/// @param windowMillis length of one, by the clock on the wall
public record Order(String home, Layout layout, int warmUpMillis, int turns, int windowMillis) {}
