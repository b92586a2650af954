package dev.troupe.core.session;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskDraft;

/** One task that an agent is to bring to its desired state. {@code draft.desired()} is what it was born with. */
public record Assignment(TaskDraft draft, NodeId node, DesiredState desired) {}
