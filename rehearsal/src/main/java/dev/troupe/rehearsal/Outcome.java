package dev.troupe.rehearsal;

import dev.troupe.core.feed.Recorded;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a rehearsal went.
 *
 * @param violation what did not hold; absent: everything held
 * @param steps how many tasks the loop ran
 * @param faults how often something was broken, lost, doubled or late on purpose
 * @param time that passed on the virtual clock
 * @param facts that were written, in their order
 */
record Outcome(Plan plan, Optional<String> violation, long steps, long faults, Duration time, List<Recorded> facts) {

    /** How many facts of the end a story tells. */
    private static final int STORY = 40;

    /** Of all facts, in hexadecimal digits. */
    String digest() {
        var digest = new Digest();
        facts.forEach(digest::add);
        return digest.hex();
    }

    String words() {
        var teller = new Teller();
        var told = facts.stream()
                .map(teller::tell) // All of them, since it learns names on the way.
                .skip(Math.max(0, facts.size() - STORY))
                .collect(Collectors.joining(System.lineSeparator()));
        return "%s%n%s%n%s"
                .formatted(
                        plan.words(),
                        told,
                        violation.map(what -> "Violation: " + what).orElse("Nothing was violated."));
    }
}
