package io.jpvs.kernel.config;

import java.util.List;
import java.util.Map;

/// A part of a YAML document, with the line it begins on, counted from 1.
sealed interface YamlNode {
    /// Returns the line.
    int line();

    /// A single value.
    ///
    /// @param plain whether it stands without quotes, so that it may be a number, a truth value or nothing
    record Scalar(int line, String text, boolean plain) implements YamlNode {
        boolean isNothing() {
            return plain && (text.isEmpty() || text.equals("~") || text.equals("null"));
        }
    }

    /// A list.
    record Sequence(int line, List<YamlNode> items) implements YamlNode {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    /// Keys with values, in the order of the file.
    record Mapping(int line, Map<String, Entry> entries) implements YamlNode {}

    /// The value of a key.
    ///
    /// @param line that of the key
    record Entry(int line, YamlNode value) {}
}
