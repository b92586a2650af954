package dev.troupe.core.service;

import dev.troupe.core.spec.RestartPolicy;
import dev.troupe.core.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Whether and when an ended task is replaced (section 6). */
final class RestartRules {

    /** How long a replacement waits at most for the old task to stop (RS-4, U-10). */
    static final Duration STOP_WAIT = Duration.ofSeconds(60);

    private RestartRules() {}

    /**
     * RS-10 to RS-13, with the policy of the old task's own revision. An ending that the node caused counts no attempt
     * and is replaced under every policy but {@code none} (RS-14, W-17).
     */
    static boolean shouldRestart(Member old, RestartPolicy policy, Optional<Restarts> past, boolean nodeCaused) {
        return switch (policy.condition()) {
            case NONE -> false;
            case ON_FAILURE ->
                (nodeCaused || old.observed() != TaskState.COMPLETE) && attemptsLeft(old, policy, past, nodeCaused);
            case ANY -> attemptsLeft(old, policy, past, nodeCaused);
        };
    }

    private static boolean attemptsLeft(Member old, RestartPolicy policy, Optional<Restarts> past, boolean nodeCaused) {
        if (policy.maxAttempts() == 0 || nodeCaused) return true;
        return past.filter(restarts -> restarts.specVersion() == old.specVersion())
                        .map(restarts -> restarts.within(policy.window(), old.since()))
                        .orElse(0)
                < policy.maxAttempts();
    }

    /**
     * When the replacement may start: after the delay (RS-3), counted from the end of a hold the old task is still
     * under, and once the old one, if it may still run, has stopped (RS-4).
     */
    static Hold hold(Member old, Duration delay, boolean mayStillRun, Instant now) {
        var from = old.hold().map(Hold::notBefore).filter(now::isBefore).orElse(now);
        var until = mayStillRun ? Optional.of(old.id()) : old.hold().flatMap(Hold::until);
        return new Hold(from.plus(delay), until, now.plus(STOP_WAIT));
    }
}
