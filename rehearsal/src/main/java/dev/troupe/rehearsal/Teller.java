package dev.troupe.rehearsal;

import dev.troupe.core.feed.Recorded;
import dev.troupe.core.history.Learned;
import dev.troupe.core.history.Narrator;
import dev.troupe.rehearsal.loop.Loop;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Tells all facts of a stage from the first on: {@code 12.283 s  task web.3/ok3d is observed failed (...)}. */
public final class Teller {

    private final Learned learned = new Learned();
    private final Narrator narrator = new Narrator(learned, when -> at(when).strip());
    private final Instant start;

    public Teller() {
        this(Loop.DAWN);
    }

    /** @param start the moment that counts as 0 */
    public Teller(Instant start) {
        this.start = start;
    }

    public String tell(Recorded recorded) {
        learned.learn(recorded);
        return at(recorded.fact().at()) + "  " + narrator.tell(recorded);
    }

    private String at(Instant when) {
        return String.format(
                Locale.ROOT, "%9.3f s", Duration.between(start, when).toNanos() / 1e9);
    }
}
