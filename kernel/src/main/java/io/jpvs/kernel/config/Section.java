package io.jpvs.kernel.config;

import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Keys with their values, as they stand in the file; immutable.
///
/// @param name the full name of the key they stand behind, empty for the whole file
record Section(Path file, String name, YamlNode.Mapping mapping) {
    static Section empty(Path file, String name, int line) {
        return new Section(file, name, new YamlNode.Mapping(line, Map.of()));
    }

    /// Makes the error to throw, about the section as a whole.
    ConfigurationException error(String problem, String fix) {
        return new ConfigurationException(file, mapping.line(), (name.isEmpty() ? "" : name + ": ") + problem, fix);
    }

    /// Throws if there is a key that is none of these.
    void allow(String... keys) {
        allow(List.of(keys));
    }

    /// Throws if there is a key that is none of these.
    void allow(Collection<String> keys) {
        mapping.entries().forEach((key, entry) -> {
            if (!keys.contains(key)) {
                throw unknown(key, entry.line(), keys);
            }
        });
    }

    Optional<Value> find(String key) {
        return Optional.ofNullable(mapping.entries().get(key)).map(entry -> new Value(file, full(key), entry.value()));
    }

    /// Returns the value of a key that has to be there.
    ///
    /// @param example what to write, for the error
    Value require(String key, String example) {
        return find(key).orElseThrow(() -> error("'" + key + "' is missing", "add '" + key + ": " + example + "'"));
    }

    /// Returns the items of a list, none if the key is absent.
    List<Value> list(String key) {
        return find(key).map(Value::list).orElse(List.of());
    }

    /// Returns the section behind a key, an empty one if the key is absent.
    Section section(String key) {
        return find(key).map(Value::section).orElseGet(() -> empty(file, full(key), mapping.line()));
    }

    Set<String> keys() {
        return mapping.entries().keySet();
    }

    SourceLines lines() {
        Map<String, Integer> lines = new LinkedHashMap<>();
        mapping.entries().forEach((key, entry) -> lines.put(key, entry.line()));
        return new SourceLines(mapping.line(), lines);
    }

    private String full(String key) {
        return name.isEmpty() ? key : name + "." + key;
    }

    private ConfigurationException unknown(String key, int line, Collection<String> keys) {
        String where = name.isEmpty() ? "" : name + ": ";
        return new ConfigurationException(
                file, line, where + "unknown key '" + Wording.shorten(key) + "'", Wording.fix(key, keys));
    }
}
