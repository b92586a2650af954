package dev.troupe.core.service;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskState;
import java.time.Instant;
import java.util.Optional;

/**
 * What a task tells its service of itself.
 *
 * @param desired what the task knows is wanted of it: shows that an errand has arrived
 * @param since when it entered this state, on the clock of whoever changed it (U-19)
 * @param gone true: the task has deleted itself; nothing more will come
 */
public record Sighting(
        TaskId task, DesiredState desired, TaskState state, Optional<NodeId> node, Instant since, boolean gone) {}
