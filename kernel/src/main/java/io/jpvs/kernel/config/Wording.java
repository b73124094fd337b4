package io.jpvs.kernel.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// How errors quote what the user wrote, and guess what was meant.
final class Wording {
    private static final int MOST_CHARACTERS = 80;

    private Wording() {}

    /// Returns the text on one line of bearable length.
    static String shorten(String text) {
        String line = text.codePoints()
                .limit(MOST_CHARACTERS + 1)
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        int end = line.offsetByCodePoints(0, Math.min(MOST_CHARACTERS, line.codePointCount(0, line.length())));
        return end < line.length() ? line.substring(0, end) + "..." : line;
    }

    /// Returns what to write in place of a word that is not known.
    static String fix(String word, Collection<String> known) {
        return nearest(word, known)
                .map(meant -> "write '" + meant + "'")
                .orElseGet(() -> known.isEmpty() ? "remove it" : "write one of " + String.join(", ", known));
    }

    /// Returns the known word that `word` is a misspelling of, if one is near enough.
    private static Optional<String> nearest(String word, Collection<String> known) {
        String plain = plain(word);
        int bearable = Math.max(1, Math.min(plain.length(), MOST_CHARACTERS) / 3);
        return plain.length() > MOST_CHARACTERS
                ? Optional.empty()
                : known.stream()
                        .filter(candidate -> distance(plain, plain(candidate)) <= bearable)
                        .min(Comparator.<String>comparingInt(candidate -> distance(plain, plain(candidate)))
                                .thenComparing(Comparator.naturalOrder()));
    }

    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }

    /// Returns the number of letters to change, insert, remove or exchange with the next.
    private static int distance(String a, String b) {
        int[][] steps = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    steps[i][j] = i + j;
                    continue;
                }
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                int least = Math.min(steps[i - 1][j], steps[i][j - 1]) + 1;
                least = Math.min(least, steps[i - 1][j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    least = Math.min(least, steps[i - 2][j - 2] + 1);
                }
                steps[i][j] = least;
            }
        }
        return steps[a.length()][b.length()];
    }
}
