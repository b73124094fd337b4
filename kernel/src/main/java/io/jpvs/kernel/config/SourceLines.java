package io.jpvs.kernel.config;

import java.util.Map;

/// Where an entry stands in the file, for errors that are found later. Lines count from 1.
///
/// @param line where the entry begins
/// @param byKey the lines of its keys
public record SourceLines(int line, Map<String, Integer> byKey) {
    /// Copies the lines.
    public SourceLines {
        byKey = Map.copyOf(byKey);
    }

    /// Returns the line of a key, or that of the entry if the key is absent.
    public int of(String key) {
        return byKey.getOrDefault(key, line);
    }
}
