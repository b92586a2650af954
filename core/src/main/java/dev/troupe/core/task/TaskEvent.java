package dev.troupe.core.task;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.rule.Event;

/** What has happened to a task. */
public sealed interface TaskEvent extends Event {

    /** It exists and waits for a node: observed PENDING. */
    record Created(TaskDraft draft) implements TaskEvent {}

    record DesireRaised(DesiredState desired) implements TaskEvent {}

    /** It will run on this node, or nowhere. */
    record Assigned(NodeId node) implements TaskEvent {}

    /** No node fits; {@code error} says why, in Swarm's words (SC-9). Empty: that is over. */
    record Explained(String error) implements TaskEvent {}

    /** Its observed status is this now. */
    record Observed(TaskStatus status) implements TaskEvent {}

    /** It is gone from every list; its container goes too (H-10). */
    record Deleted() implements TaskEvent {}
}
