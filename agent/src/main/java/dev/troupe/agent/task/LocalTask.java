package dev.troupe.agent.task;

import dev.troupe.agent.driver.StopOrder;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.session.TaskReport;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskDraft;
import dev.troupe.core.task.TaskState;
import dev.troupe.core.task.TaskStatus;
import java.util.Optional;

/**
 * One task as its node knows it; the status is the authority (L-14).
 *
 * @param draft with its templates expanded; absent for a task found at the start and not yet assigned again
 * @param containerId what was prepared for it; empty before that
 * @param doing the operation in hand, or waiting to be tried again
 * @param dropped true: stop it, remove it, forget it (D-12)
 * @param tries how often the operation in hand has failed for the time being
 */
public record LocalTask(
        TaskId id,
        Optional<TaskDraft> draft,
        DesiredState desired,
        TaskStatus status,
        String containerId,
        StopOrder stop,
        Optional<Operation> doing,
        boolean dropped,
        int tries) {

    public TaskReport report() {
        return new TaskReport(id, status, desired);
    }

    TaskState state() {
        return status.state();
    }

    LocalTask as(TaskStatus status) {
        return new LocalTask(id, draft, desired, status, containerId, stop, doing, dropped, tries);
    }

    LocalTask doing(Operation operation) {
        return new LocalTask(id, draft, desired, status, containerId, stop, Optional.of(operation), dropped, 0);
    }

    LocalTask idle() {
        return new LocalTask(id, draft, desired, status, containerId, stop, Optional.empty(), dropped, 0);
    }

    LocalTask tried() {
        return new LocalTask(id, draft, desired, status, containerId, stop, doing, dropped, tries + 1);
    }

    LocalTask wanted(DesiredState desired) {
        return new LocalTask(id, draft, desired, status, containerId, stop, doing, dropped, tries);
    }

    LocalTask knownAs(TaskDraft draft, StopOrder stop) {
        return new LocalTask(id, Optional.of(draft), desired, status, containerId, stop, doing, dropped, tries);
    }

    LocalTask preparedAs(String containerId) {
        return new LocalTask(id, draft, desired, status, containerId, stop, doing, dropped, tries);
    }

    LocalTask drop() {
        return new LocalTask(id, draft, desired, status, containerId, stop, doing, true, tries);
    }
}
