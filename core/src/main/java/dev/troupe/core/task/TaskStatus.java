package dev.troupe.core.task;

import dev.troupe.core.spec.PortConfig;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a task stands (L-8).
 *
 * @param message the phase last entered, in Swarm's words: {@code started}
 * @param error why it failed or waits; empty when nothing is wrong
 * @param at the clock of whoever changed the state
 * @param ports host-mode ports as really bound (E-18)
 */
public record TaskStatus(
        TaskState state,
        String message,
        String error,
        Instant at,
        Optional<ContainerStatus> container,
        List<PortConfig> ports) {

    /** The phase of what runs, and of what has run until it ended. */
    public static final String STARTED = "started";

    public static TaskStatus of(TaskState state, String message, Instant at) {
        return new TaskStatus(state, message, "", at, Optional.empty(), List.of());
    }

    public TaskStatus withError(String error) {
        return new TaskStatus(state, message, error, at, container, ports);
    }

    /** Nothing but the time differs: an agent that came back looked again, and found what was known. */
    boolean saysNoMoreThan(TaskStatus known) {
        return new TaskStatus(state, message, error, known.at, container, ports).equals(known);
    }

    /** The same container, in another state: what an enforcer or a node's removal writes. */
    public TaskStatus become(TaskState state, String message, String error, Instant at) {
        return new TaskStatus(state, message, error, at, container, ports);
    }
}
