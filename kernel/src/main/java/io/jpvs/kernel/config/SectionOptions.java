package io.jpvs.kernel.config;

import io.jpvs.api.Options;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/// Options out of a section of the file, that remember what they were asked for. Used by one thread.
public final class SectionOptions implements Options {
    private final Section section;
    private final TreeSet<String> asked = new TreeSet<>();
    private final Map<String, SectionOptions> sections = new LinkedHashMap<>();

    SectionOptions(Section section) {
        this.section = section;
    }

    static SectionOptions empty(Path file, String name) {
        return new SectionOptions(Section.empty(file, "protocols." + name, 1));
    }

    /// Throws if the section holds a key that nobody asked for.
    ///
    /// @throws ConfigurationException that names the key, its line and the nearest of those that were asked for
    public void rejectUnknown() {
        section.allow(asked);
        sections.values().forEach(SectionOptions::rejectUnknown);
    }

    @Override
    public Options section(String key) {
        asked.add(key);
        return sections.computeIfAbsent(key, absent -> new SectionOptions(section.section(key)));
    }

    @Override
    public Duration duration(String key, Duration absent, Duration least) {
        asked.add(key);
        return section.find(key).map(value -> value.duration(least)).orElse(absent);
    }

    @Override
    public <E extends Enum<E>> E choice(String key, E absent) {
        asked.add(key);
        return section.find(key)
                .map(value -> value.choice(absent.getDeclaringClass()))
                .orElse(absent);
    }

    @Override
    public int integer(String key, int absent, int least, int most) {
        asked.add(key);
        return section.find(key).map(value -> value.integer(least, most)).orElse(absent);
    }

    @Override
    public boolean flag(String key, boolean absent) {
        asked.add(key);
        return section.find(key).map(Value::flag).orElse(absent);
    }
}
