package dev.troupe.core.task;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import java.time.Instant;
import java.util.Optional;

/** What a task owes to others. Each may be said twice. */
public sealed interface TaskErrand {

    /**
     * Its service must know how it stands.
     *
     * @param since when it entered that state, on the clock of whoever changed it; {@link Instant#EPOCH} once gone
     * @param gone true: it has deleted itself; desired and state are REMOVE then
     */
    record Report(
            ServiceId service,
            TaskId task,
            DesiredState desired,
            TaskState state,
            Optional<NodeId> node,
            Instant since,
            boolean gone)
            implements TaskErrand {}

    /**
     * The agent of {@code node} must bring it to {@code desired}. For a task that was rejected or orphaned while its
     * container may still run this is at least SHUTDOWN (N-7, D-25).
     */
    record Deliver(NodeId node, TaskDraft draft, DesiredState desired) implements TaskErrand {}

    /** The agent of {@code node} must drop it, its container included (H-10, D-12). */
    record Withdraw(NodeId node, TaskId task) implements TaskErrand {}

    /** The node may give its room to others (SC-7). */
    record Free(NodeId node, TaskId task) implements TaskErrand {}
}
