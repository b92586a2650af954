package dev.troupe.core.service;

import dev.troupe.core.id.TaskId;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a service's last update went or goes (section 3 of the API notes, U-6). */
public record UpdateStatus(State state, Instant startedAt, Optional<Instant> completedAt, String message) {

    /** As the messages of those say it that blame a task (U-16). */
    private static final Pattern BLAMED = Pattern.compile("(?<= of task )[^ ;]+");

    /** The message with a name for the task that it blames, instead of its id. */
    public String message(Function<TaskId, String> name) {
        return BLAMED.matcher(message).replaceAll(id -> Matcher.quoteReplacement(name.apply(new TaskId(id.group()))));
    }

    public enum State {
        UPDATING,
        PAUSED,
        COMPLETED,
        ROLLBACK_STARTED,
        ROLLBACK_PAUSED,
        ROLLBACK_COMPLETED;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** No slot is taken any more until a client speaks (U-3). */
        public boolean isPaused() {
            return this == PAUSED || this == ROLLBACK_PAUSED;
        }
    }
}
