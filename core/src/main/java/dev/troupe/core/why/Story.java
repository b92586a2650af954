package dev.troupe.core.why;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The answer to a "why", for people and programs.
 *
 * @param kind {@code task}, {@code service} or {@code node}
 * @param id of what was asked about
 * @param name what people call it
 * @param headline how it stands and the nearest reason, in one sentence
 * @param details what else there is to know of how it stands now
 * @param waits what is being waited for
 * @param needs what would have to change; any one of them is enough
 * @param chain how it came to this, oldest first
 */
public record Story(
        String kind,
        String id,
        String name,
        String headline,
        List<String> details,
        List<Wait> waits,
        List<Need> needs,
        List<Line> chain) {

    /**
     * One step.
     *
     * @param fact the fact that says so, as {@code kind|id#sequence}
     */
    public record Line(Instant at, String text, String fact) {}

    /**
     * Something that is being waited for.
     *
     * @param since when the wait began
     * @param until when it is over at the latest; absent: when it happens
     */
    public record Wait(String what, Optional<Instant> since, Optional<Instant> until) {}

    /**
     * A change that would help.
     *
     * @param command how to ask for it; absent where no command does
     */
    public record Need(String what, Optional<String> command) {}
}
