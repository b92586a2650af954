package dev.troupe.agent.driver;

import dev.troupe.core.id.TaskId;

/**
 * A task that a driver found when asked what is still there.
 *
 * @param stop how its spec wants it stopped, in case nobody tells us its spec again
 */
public record Found(TaskId task, Condition condition, StopOrder stop) {}
