package dev.troupe.core.task;

import dev.troupe.core.id.NodeId;

/** What may be asked of a task. Every one may be asked twice. */
public sealed interface TaskCommand {

    /** Its service: be. */
    record Create(TaskDraft draft) implements TaskCommand {}

    /** Its service: be wanted this much. */
    record Desire(DesiredState desired) implements TaskCommand {}

    /** A node that has reserved room for it. */
    record Assign(NodeId node) implements TaskCommand {}

    /** The scheduler: why no node fits. */
    record Explain(String error) implements TaskCommand {}

    /** The agent of {@code node}: how it stands there. */
    record Observe(NodeId node, TaskStatus status) implements TaskCommand {}

    /** An enforcer: it may not stay where it is (N-6). */
    record Reject(String message, String error) implements TaskCommand {}

    /** Its node is gone for good (N-12) or has been down for too long (D-24, message unchanged when empty). */
    record Orphan(String message) implements TaskCommand {}

    /** Its service: leave the history. */
    record Delete() implements TaskCommand {}
}
