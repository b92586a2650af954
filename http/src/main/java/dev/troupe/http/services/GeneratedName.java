package dev.troupe.http.services;

import dev.troupe.core.roster.Roster;
import java.util.List;
import java.util.random.RandomGenerator;

/** A name for a service whose client gave none: two words (OM-16). */
final class GeneratedName {
    private static final List<String> MANNERS = List.of(
            "brave",
            "bright",
            "calm",
            "clever",
            "comic",
            "daring",
            "eager",
            "elegant",
            "fearless",
            "gentle",
            "graceful",
            "grand",
            "happy",
            "humble",
            "jolly",
            "keen",
            "lively",
            "lucky",
            "merry",
            "mighty",
            "nimble",
            "noble",
            "patient",
            "playful",
            "proud",
            "quick",
            "quiet",
            "silent",
            "sly",
            "solemn",
            "steady",
            "swift",
            "tender",
            "witty");
    private static final List<String> ROLES = List.of(
            "acrobat",
            "actor",
            "bard",
            "buffoon",
            "chorus",
            "columbine",
            "dancer",
            "director",
            "dresser",
            "drummer",
            "extra",
            "fiddler",
            "harlequin",
            "herald",
            "hero",
            "jester",
            "juggler",
            "king",
            "minstrel",
            "narrator",
            "pantaloon",
            "pierrot",
            "piper",
            "poet",
            "prompter",
            "puppeteer",
            "queen",
            "rider",
            "singer",
            "stagehand",
            "tumbler",
            "understudy",
            "usher",
            "villain");
    private static final int ENOUGH = 20;

    private GeneratedName() {}

    static String free(Roster roster, RandomGenerator dice) {
        for (var i = 0; i < ENOUGH; i++) {
            var name = pick(MANNERS, dice) + "_" + pick(ROLES, dice);
            if (roster.serviceNamed(name).isEmpty()) return name;
        }
        return pick(MANNERS, dice) + "_" + pick(ROLES, dice) + "_" + dice.nextInt(1_000_000);
    }

    private static String pick(List<String> words, RandomGenerator dice) {
        return words.get(dice.nextInt(words.size()));
    }
}
