package dev.troupe.core.feed;

import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.NodeEvent;
import dev.troupe.core.rule.Event;
import dev.troupe.core.service.ServiceEvent;

/** Which tasks a fact of a service or node decides on. */
public final class Mentions {

    private Mentions() {}

    /**
     * True for a fact that plans, ends, releases or removes this task, or reserves room for it; not where it is only named
     * beside another one, as the task that a successor waits for.
     *
     * @throws IllegalArgumentException for a kind of fact that nobody goes back for
     */
    public static boolean in(Event event, TaskId task) {
        return switch (event) {
            case ServiceEvent.TasksPlanned(var plans, var specVersion, var reason) ->
                plans.stream().anyMatch(plan -> plan.task().equals(task));
            case ServiceEvent.TasksEnded(var tasks, var desired, var reason) -> tasks.contains(task);
            case ServiceEvent.TasksReleased(var tasks) -> tasks.contains(task);
            case ServiceEvent.TasksRejected(var tasks, var message, var error) -> tasks.contains(task);
            case ServiceEvent.Removed(var tasks) -> tasks.contains(task);
            case NodeEvent.TasksReserved reserved ->
                reserved.reservations().stream().anyMatch(one -> one.task().equals(task));
            default -> throw new IllegalArgumentException("not a fact to be found by a task: " + event.getClass());
        };
    }
}
