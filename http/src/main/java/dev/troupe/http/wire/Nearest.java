package dev.troupe.http.wire;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What somebody who mistyped a word may have meant. */
public final class Nearest {

    private static final int MOST = 3;

    private Nearest() {}

    /**
     * Those of {@code known} that are a few slips of the finger from {@code word}, the nearest first; three at most. A slip
     * is a letter too many, too few, another, or two that changed places; one is allowed for each six letters.
     */
    public static List<String> to(String word, Collection<String> known) {
        var typed = word.toLowerCase(Locale.ROOT);
        var allowed = Math.max(1, typed.length() / 6);
        return known.stream()
                .filter(candidate -> slips(typed, candidate) <= allowed)
                .sorted(Comparator.<String>comparingInt(candidate -> slips(typed, candidate))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(MOST)
                .toList();
    }

    /** The distance of Damerau and Levenshtein, of neighbours that change places at most once. */
    private static int slips(String typed, String candidate) {
        var costs = new int[typed.length() + 1][candidate.length() + 1];
        for (var i = 0; i <= typed.length(); i++) costs[i][0] = i;
        for (var j = 0; j <= candidate.length(); j++) costs[0][j] = j;
        for (var i = 1; i <= typed.length(); i++) {
            for (var j = 1; j <= candidate.length(); j++) {
                var other = costs[i - 1][j - 1] + (typed.charAt(i - 1) == candidate.charAt(j - 1) ? 0 : 1);
                costs[i][j] = Math.min(other, 1 + Math.min(costs[i - 1][j], costs[i][j - 1]));
                if (i > 1
                        && j > 1
                        && typed.charAt(i - 1) == candidate.charAt(j - 2)
                        && typed.charAt(i - 2) == candidate.charAt(j - 1)) {
                    costs[i][j] = Math.min(costs[i][j], costs[i - 2][j - 2] + 1);
                }
            }
        }
        return costs[typed.length()][candidate.length()];
    }
}
