package dev.troupe.core.forecast;

import java.time.Duration;
import java.util.Optional;

/**
 * One new task of the run without failures. All times count from the order.
 *
 * @param slot {@code web.3}
 * @param node where it goes; absent: nowhere
 * @param from where its predecessor is; absent: it has none
 * @param planned when its service decides on it
 * @param stopped when its predecessor has ended
 * @param running when it runs
 */
public record Step(
        String slot,
        String image,
        Optional<String> node,
        Optional<String> from,
        Duration planned,
        Optional<Duration> stopped,
        Optional<Duration> running) {}
