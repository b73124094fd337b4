package io.jpvs.kernel.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Makes a tree of a YAML document: one document, no key twice, no anchors, aliases or tags. These last would
/// allow a short file to stand for an enormous one, and a configuration has no use for them.
final class YamlParser {
    private static final int MOST_LEVELS = 16;

    private final Path file;
    private final Iterator<Event> events;

    private YamlParser(Path file, String text) {
        this.file = file;
        LoadSettings settings = LoadSettings.builder()
                .setCodePointLimit(ConfigurationText.MOST_BYTES)
                .build();
        this.events = new Parse(settings).parseString(text).iterator();
    }

    /// Parses the text of a file.
    ///
    /// @throws ConfigurationException if it is not one such document
    static YamlNode parse(Path file, String text) {
        try {
            return new YamlParser(file, text).document();
        } catch (MarkedYamlEngineException e) {
            throw syntax(file, e);
        } catch (YamlEngineException e) {
            throw new ConfigurationException(
                    file, "is not valid YAML: " + firstLine(e.getMessage()), "correct the syntax");
        }
    }

    private YamlNode document() {
        next(Event.ID.StreamStart);
        Event start = events.next();
        if (start.getEventId() == Event.ID.StreamEnd) {
            throw new ConfigurationException(
                    file, 1, "the configuration is empty", "write at least 'ports:' and 'services:'");
        }
        YamlNode root = node(events.next(), 1);
        next(Event.ID.DocumentEnd);
        Event end = events.next();
        if (end.getEventId() != Event.ID.StreamEnd) {
            throw new ConfigurationException(
                    file, line(end), "a second document begins", "keep one document, without '---' in between");
        }
        return root;
    }

    private void next(Event.ID expected) {
        Event event = events.next();
        if (event.getEventId() != expected) {
            throw new IllegalStateException("YAML event " + event + " instead of " + expected);
        }
    }

    private YamlNode node(Event event, int level) {
        int line = line(event);
        if (level > MOST_LEVELS) {
            throw new ConfigurationException(
                    file,
                    line,
                    "values nest deeper than " + MOST_LEVELS + " levels",
                    "correct the brackets or indents");
        }
        if (event instanceof AliasEvent) {
            throw new ConfigurationException(file, line, "aliases (*name) are not supported", "write the value out");
        }
        if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
            throw new ConfigurationException(file, line, "anchors (&name) are not supported", "remove the anchor");
        }
        return switch (event) {
            case ScalarEvent scalar -> {
                rejectTag(line, scalar.getTag().isPresent());
                yield new YamlNode.Scalar(line, scalar.getValue(), scalar.isPlain());
            }
            case SequenceStartEvent start -> {
                rejectTag(line, hasTag(start));
                yield sequence(line, level);
            }
            case MappingStartEvent start -> {
                rejectTag(line, hasTag(start));
                yield mapping(line, level);
            }
            default -> throw new IllegalStateException("YAML event " + event + " where a value begins");
        };
    }

    private YamlNode.Sequence sequence(int line, int level) {
        List<YamlNode> items = new ArrayList<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
            items.add(node(event, level + 1));
        }
        return new YamlNode.Sequence(line, items);
    }

    private YamlNode.Mapping mapping(int line, int level) {
        Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.MappingEnd; event = events.next()) {
            if (!(node(event, level + 1) instanceof YamlNode.Scalar key)) {
                throw new ConfigurationException(
                        file, line(event), "a key is a list or a mapping", "write a word, then a colon");
            }
            YamlNode.Entry earlier = entries.get(key.text());
            if (earlier != null) {
                throw new ConfigurationException(
                        file,
                        key.line(),
                        "key '" + Wording.shorten(key.text()) + "' stands twice, first on line " + earlier.line(),
                        "merge the two or remove one");
            }
            entries.put(key.text(), new YamlNode.Entry(key.line(), node(events.next(), level + 1)));
        }
        return new YamlNode.Mapping(line, Collections.unmodifiableMap(entries));
    }

    private void rejectTag(int line, boolean tagged) {
        if (tagged) {
            throw new ConfigurationException(file, line, "tags (!name) are not supported", "remove the tag");
        }
    }

    private static boolean hasTag(CollectionStartEvent start) {
        return start.getTag().isPresent();
    }

    private static int line(Event event) {
        return event.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }

    private static ConfigurationException syntax(Path file, MarkedYamlEngineException e) {
        int line = e.getProblemMark().or(e::getContextMark).map(Mark::getLine).orElse(0) + 1;
        String problem = firstLine(e.getProblem() == null ? e.getMessage() : e.getProblem());
        return problem.contains("TAB")
                ? new ConfigurationException(file, line, "a tab where YAML wants spaces", "indent with spaces")
                : new ConfigurationException(
                        file,
                        line,
                        "not valid YAML: " + problem,
                        "correct this line or the one before: indents, colons, quotes and brackets");
    }

    private static String firstLine(@Nullable String text) {
        return text == null ? "" : Wording.shorten(text.lines().findFirst().orElse(""));
    }
}
