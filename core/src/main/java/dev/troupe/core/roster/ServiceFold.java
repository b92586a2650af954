package dev.troupe.core.roster;

import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.rule.Versions;
import dev.troupe.core.service.Plan;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.service.UpdateStatus;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskDraft;
import dev.troupe.core.task.TaskState;
import dev.troupe.core.task.TaskStatus;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * What facts about a service mean for those who read. A task's row appears when its service plans it, and wants what
 * its service wants at once; the task itself catches up in a moment.
 */
final class ServiceFold {

    private ServiceFold() {}

    static FoldedRoster fold(FoldedRoster roster, ServiceId id, ServiceEvent event, Instant at) {
        return switch (event) {
            case ServiceEvent.Created(var self, var spec, var limit) ->
                roster.with(new ServiceView(
                        self, spec, 0, Optional.empty(), Optional.empty(), Versions.next(0, at), at, at));
            case ServiceEvent.SpecChanged(var spec, var specVersion, var previous, var status) ->
                roster.service(id)
                        .map(service -> roster.with(new ServiceView(
                                id,
                                spec,
                                specVersion,
                                previous.map(ServiceEvent.Previous::spec),
                                status,
                                Versions.next(service.version(), at),
                                service.createdAt(),
                                at)))
                        .orElse(roster);
            case ServiceEvent.RolloutStarted(var slots, var rollback, var status) ->
                status.map(said -> say(roster, id, said, at)).orElse(roster);
            case ServiceEvent.RolloutPaused(var status) -> say(roster, id, status, at);
            case ServiceEvent.RolloutFinished(var status) -> say(roster, id, status, at);
            case ServiceEvent.TasksPlanned(var plans, var specVersion, var reason) ->
                plan(roster, id, plans, specVersion, at);
            case ServiceEvent.TasksEnded(var tasks, var desired, var reason) -> raise(roster, tasks, desired, at);
            case ServiceEvent.TasksReleased(var tasks) -> raise(roster, tasks, DesiredState.RUNNING, at);
            case ServiceEvent.TasksPruned(var tasks) -> drop(roster, tasks);
            case ServiceEvent.TasksSighted(var sightings) -> {
                var told = roster;
                for (var sighting : sightings) told = told.hear(sighting);
                yield told;
            }
            case ServiceEvent.Removed(var tasks) -> remove(roster, id, tasks, at);
            // A rejection shows once the task says so itself; the rest is the service's own book-keeping.
            case ServiceEvent.TasksRejected _,
                    ServiceEvent.SlotsTaken _,
                    ServiceEvent.SlotsDone _,
                    ServiceEvent.UpdateTasksFailed _,
                    ServiceEvent.NodeNoted _,
                    ServiceEvent.HistoryLimited _ -> roster;
        };
    }

    private static FoldedRoster say(FoldedRoster roster, ServiceId id, UpdateStatus status, Instant at) {
        return roster.service(id)
                .map(service -> roster.with(new ServiceView(
                        id,
                        service.spec(),
                        service.specVersion(),
                        service.previousSpec(),
                        Optional.of(status),
                        Versions.next(service.version(), at),
                        service.createdAt(),
                        at)))
                .orElse(roster);
    }

    private static FoldedRoster plan(
            FoldedRoster roster, ServiceId id, List<Plan> plans, long specVersion, Instant at) {
        var service = roster.service(id);
        if (service.isEmpty()) throw new IllegalStateException("tasks planned for the unknown service " + id);
        var planned = roster;
        for (var plan : plans)
            planned = planned.with(row(draft(id, service.get().spec(), plan, specVersion), at));
        return planned;
    }

    private static TaskDraft draft(ServiceId id, ServiceSpec spec, Plan plan, long specVersion) {
        return new TaskDraft(
                plan.task(),
                id,
                spec.name(),
                spec.labels(),
                plan.slot(),
                specVersion,
                spec.task(),
                spec.endpoint(),
                plan.desired());
    }

    private static TaskView row(TaskDraft draft, Instant at) {
        return new TaskView(
                draft,
                draft.desired(),
                TaskStatus.of(TaskState.NEW, "created", at),
                Optional.empty(),
                Optional.empty(),
                Versions.next(0, at),
                at,
                at);
    }

    private static FoldedRoster raise(FoldedRoster roster, List<TaskId> tasks, DesiredState desired, Instant at) {
        var raised = roster;
        for (var task : tasks) raised = raised.change(task, view -> view.raised(desired, at));
        return raised;
    }

    private static FoldedRoster drop(FoldedRoster roster, List<TaskId> tasks) {
        var left = roster;
        for (var task : tasks) left = left.task(task).map(left::without).orElse(left);
        return left;
    }

    /** History goes with its service; what still runs is shown until it has ended. */
    private static FoldedRoster remove(FoldedRoster roster, ServiceId id, List<TaskId> stillToEnd, Instant at) {
        var ending = new HashSet<>(stillToEnd);
        var left = roster.service(id).map(roster::without).orElse(roster);
        for (var task : roster.tasksOf(id)) {
            left = task.status().state().isTerminal() && !ending.contains(task.id())
                    ? left.without(task)
                    : left.with(task.raised(DesiredState.REMOVE, at));
        }
        return left;
    }
}
