package dev.troupe.core.spec;

import java.time.Duration;

/**
 * When an ended task is replaced (RS-10 to RS-15), defaults already applied (OM-33, OM-34).
 *
 * @param maxAttempts 0: without limit
 * @param window zero: all attempts count, however old
 */
public record RestartPolicy(Condition condition, Duration delay, int maxAttempts, Duration window) {

    public static final Duration DEFAULT_DELAY = Duration.ofSeconds(5);
    public static final RestartPolicy DEFAULT = new RestartPolicy(Condition.ANY, DEFAULT_DELAY, 0, Duration.ZERO);

    public enum Condition {
        NONE,
        ON_FAILURE,
        ANY
    }
}
