package io.jpvs.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds the names of L4 protocols in Java source: in identifiers and literals, not in comments.
final class SourceWords {
    private static final Pattern COMMENT_OR_LITERAL = Pattern.compile("(?<comment>//.*|/\\*[\\s\\S]*?\\*/)"
            + "|\"\"\"(?:\\\\.|[\\s\\S])*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\\\n])*'");
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9]+");
    private static final String WORDS_WITHIN_A_NAME = "(?<=[a-z0-9])(?=[A-Z])";
    private static final Pattern PROTOCOL = Pattern.compile("(?i)(tcp|udp|icmp|sctp).*");

    private SourceWords() {}

    /// Returns each line that names a protocol, with its number: `12: int tcpPort;`.
    static List<String> protocols(String source) {
        List<String> found = new ArrayList<>();
        List<String> lines = withoutComments(source).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (namesProtocol(lines.get(i))) {
                found.add((i + 1) + ": " + lines.get(i).strip());
            }
        }
        return found;
    }

    private static boolean namesProtocol(String line) {
        Matcher name = WORD.matcher(line);
        while (name.find()) {
            for (String word : name.group().split(WORDS_WITHIN_A_NAME, -1)) {
                if (PROTOCOL.matcher(word).matches()) {
                    return true;
                }
            }
        }
        return false;
    }

    /// Keeps the line ends of comments, so that lines keep their numbers.
    private static String withoutComments(String source) {
        return COMMENT_OR_LITERAL.matcher(source).replaceAll(match -> {
            String kept = match.group("comment") == null
                    ? match.group()
                    : match.group().replaceAll("[^\\n]", "");
            return Matcher.quoteReplacement(kept);
        });
    }
}
