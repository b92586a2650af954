package dev.troupe.core.placement;

import java.time.Duration;

/**
 * How long changes gather before a scheduling round (SC-2). A node reserves room for all tasks of a round in one fact,
 * so while thousands of tasks come, fewer and larger rounds do the same with a fraction of the facts. A lone task never
 * waits for others.
 */
public record Gathering(Duration pause) {

    public static final Gathering BRIEF = new Gathering(Duration.ofMillis(3));

    /** Not felt by whoever starts so many tasks. */
    private static final Duration LONGEST = Duration.ofMillis(96);

    /** After a round that found {@code tasks} for {@code nodes}: longer while there is more than one for each, else brief. */
    public Gathering after(int tasks, int nodes) {
        if (tasks <= nodes) return BRIEF;
        var doubled = pause.multipliedBy(2);
        return doubled.compareTo(LONGEST) > 0 ? new Gathering(LONGEST) : new Gathering(doubled);
    }
}
