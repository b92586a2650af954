package dev.troupe.core.history;

import dev.troupe.core.name.NameEvent;
import dev.troupe.core.node.NodeEvent;
import dev.troupe.core.rule.Event;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.swarm.SwarmEvent;
import dev.troupe.core.task.TaskEvent;
import dev.troupe.core.task.TaskState;

/**
 * Which facts a person wants to hear of: what was asked, decided, and came of it. Not what one thing tells another so that
 * both agree, nor the steps on a task's way to running.
 */
final class Notable {

    private Notable() {}

    static boolean is(Event event) {
        return switch (event) {
            case ServiceEvent service -> is(service);
            case TaskEvent task -> is(task);
            case NodeEvent node -> is(node);
            case SwarmEvent swarm -> true;
            case NameEvent name -> false; // The service's own first and last facts say it.
            default -> true;
        };
    }

    private static boolean is(ServiceEvent event) {
        return switch (event) {
            case ServiceEvent.TasksSighted _,
                    ServiceEvent.NodeNoted _,
                    ServiceEvent.TasksPruned _,
                    ServiceEvent.TasksReleased _,
                    ServiceEvent.SlotsTaken _,
                    ServiceEvent.HistoryLimited _ -> false;
            case ServiceEvent.Created _,
                    ServiceEvent.SpecChanged _,
                    ServiceEvent.TasksPlanned _,
                    ServiceEvent.TasksEnded _,
                    ServiceEvent.TasksRejected _,
                    ServiceEvent.RolloutStarted _,
                    ServiceEvent.SlotsDone _,
                    ServiceEvent.UpdateTasksFailed _,
                    ServiceEvent.RolloutPaused _,
                    ServiceEvent.RolloutFinished _,
                    ServiceEvent.Removed _ -> true;
        };
    }

    private static boolean is(TaskEvent event) {
        return switch (event) {
            case TaskEvent.Assigned _, TaskEvent.Explained _ -> true;
            case TaskEvent.Observed(var status) ->
                status.state().isAtLeast(TaskState.RUNNING) || !status.error().isEmpty();
            // The service's facts say these for all tasks at once.
            case TaskEvent.Created _, TaskEvent.DesireRaised _, TaskEvent.Deleted _ -> false;
        };
    }

    private static boolean is(NodeEvent event) {
        return switch (event) {
            case NodeEvent.Joined _,
                    NodeEvent.Registered _,
                    NodeEvent.WentDown _,
                    NodeEvent.SpecChanged _,
                    NodeEvent.Removed _ -> true;
            case NodeEvent.TasksReserved _, NodeEvent.TasksReleased _, NodeEvent.NewsHeard _ -> false;
        };
    }
}
