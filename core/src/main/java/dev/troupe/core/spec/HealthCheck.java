package dev.troupe.core.spec;

import java.time.Duration;
import java.util.List;

/**
 * How a container shows that it is well. Zero durations and retries mean the engine's default.
 *
 * @param test as the engine takes it: {@code ["CMD", ...]}, {@code ["CMD-SHELL", "..."]}, {@code ["NONE"]} or empty
 */
public record HealthCheck(
        List<String> test,
        Duration interval,
        Duration timeout,
        Duration startPeriod,
        Duration startInterval,
        int retries) {

    /** True when a task must turn healthy before it counts as running (E-8). */
    public boolean gates() {
        return !test.isEmpty() && !test.getFirst().equals("NONE");
    }
}
