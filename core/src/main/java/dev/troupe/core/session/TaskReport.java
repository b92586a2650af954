package dev.troupe.core.session;

import dev.troupe.core.id.TaskId;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskStatus;

/** How a task stands on its node, and what the agent believes is wanted of it. */
public record TaskReport(TaskId task, TaskStatus status, DesiredState desired) {}
