package dev.troupe.http.wire;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.commons.text.similarity.DamerauLevenshteinDistance;

/** What somebody who mistyped a word may have meant. */
public final class Nearest {

    private static final DamerauLevenshteinDistance SLIPS = new DamerauLevenshteinDistance();
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

    /** Capital or small makes no difference. */
    private static int slips(String typed, String candidate) {
        return SLIPS.apply(typed, candidate.toLowerCase(Locale.ROOT));
    }
}
