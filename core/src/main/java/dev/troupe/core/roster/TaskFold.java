package dev.troupe.core.roster;

import dev.troupe.core.id.TaskId;
import dev.troupe.core.task.TaskEvent;
import dev.troupe.core.task.TaskRules;
import dev.troupe.core.task.TaskState;
import dev.troupe.core.task.TaskStatus;
import java.time.Instant;

/** What facts about a task mean for those who read. A task that is on no list any more shows nothing. */
final class TaskFold {

    private TaskFold() {}

    static FoldedRoster fold(FoldedRoster roster, TaskId id, TaskEvent event, Instant at) {
        return switch (event) {
            case TaskEvent.Created(var draft) ->
                roster.change(
                        id, task -> task.drafted(draft, TaskStatus.of(TaskState.PENDING, TaskRules.WAITING, at), at));
            case TaskEvent.DesireRaised(var desired) -> roster.change(id, task -> task.raised(desired, at));
            case TaskEvent.Assigned(var node) ->
                roster.change(
                        id,
                        task -> task.assigned(
                                node, task.status().become(TaskState.ASSIGNED, TaskRules.PLACED, "", at), at));
            case TaskEvent.Explained(var error) ->
                roster.change(
                        id,
                        task -> { // SC-9: the time is that of the text.
                            var known = task.status();
                            return task.observed(known.become(known.state(), known.message(), error, at), at);
                        });
            case TaskEvent.Observed(var status) -> observe(roster, id, status, at);
            case TaskEvent.Deleted() ->
                roster.task(id).map(roster::without).orElse(roster).forget(id);
        };
    }

    private static FoldedRoster observe(FoldedRoster roster, TaskId id, TaskStatus status, Instant at) {
        var before = roster.task(id);
        if (before.isEmpty()) return roster;
        var task = before.get();
        var seen = roster.with(task.observed(status, at));
        var fails = status.state() == TaskState.FAILED || status.state() == TaskState.REJECTED;
        if (!fails || task.node().isEmpty() || task.status().state() == status.state()) return seen;
        return seen.withFailure( // SC-22
                new Failures.Place(
                        task.node().get(), task.service(), task.draft().specVersion()),
                at);
    }
}
