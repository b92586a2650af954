package dev.troupe.rehearsal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a rehearsal went.
 *
 * @param violation what did not hold; absent: everything held
 * @param steps how many tasks the loop ran
 * @param faults how often something was broken, lost, doubled or late on purpose
 * @param time that passed on the virtual clock
 * @param facts that were written
 * @param digest of those facts, in hexadecimal digits
 * @param last the last of them, for stories
 */
record Outcome(
        Plan plan,
        Optional<String> violation,
        long steps,
        long faults,
        Duration time,
        long facts,
        String digest,
        List<String> last) {

    String words() {
        return "%s%n%s%n%s"
                .formatted(
                        plan.words(),
                        String.join(System.lineSeparator(), last),
                        violation.map(what -> "Violation: " + what).orElse("Nothing was violated."));
    }
}
