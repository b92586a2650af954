package dev.troupe.core.task;

import dev.troupe.core.id.NodeId;
import java.time.Instant;
import java.util.Optional;

/** What a task is. */
public sealed interface Task {

    record Absent() implements Task {}

    /**
     * Listed: waiting, running or history.
     *
     * @param correlation that of its last fact; what it does next goes on under it
     */
    record Live(
            TaskDraft draft,
            DesiredState desired,
            TaskStatus status,
            Optional<NodeId> node,
            long version,
            String correlation,
            Instant createdAt,
            Instant updatedAt)
            implements Task {}

    /** Deleted; remembers just enough to have its container removed. */
    record Deleted(TaskDraft draft, Optional<NodeId> node, String correlation) implements Task {}
}
