package dev.troupe.core.vitals;

import dev.troupe.core.name.NameEvent;
import dev.troupe.core.node.NodeEvent;
import dev.troupe.core.rule.Event;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.swarm.SwarmEvent;
import dev.troupe.core.task.TaskEvent;
import dev.troupe.core.task.TaskState;

/** What those who keep a swarm running want to be told unasked, as it happens. */
public enum News {
    /** Somebody may have to do something. */
    TROUBLE,
    /** Good to know. */
    EVENT,
    /** What went wrong with one task; of many at once, a few examples will do. */
    OF_A_TASK,
    /** Nothing to be told unasked. */
    NONE;

    public static News of(Event event) {
        return switch (event) {
            case NodeEvent node -> of(node);
            case ServiceEvent service -> of(service);
            case TaskEvent task -> of(task);
            case SwarmEvent swarm -> EVENT;
            case NameEvent name -> NONE;
            default -> NONE;
        };
    }

    private static News of(NodeEvent event) {
        return switch (event) {
            case NodeEvent.WentDown _ -> TROUBLE;
            case NodeEvent.Joined _, NodeEvent.Registered _, NodeEvent.SpecChanged _, NodeEvent.Removed _ -> EVENT;
            case NodeEvent.TasksReserved _, NodeEvent.TasksReleased _, NodeEvent.NewsHeard _ -> NONE;
        };
    }

    private static News of(ServiceEvent event) {
        return switch (event) {
            case ServiceEvent.RolloutPaused _, ServiceEvent.UpdateTasksFailed _, ServiceEvent.TasksRejected _ ->
                TROUBLE;
            case ServiceEvent.Created _,
                    ServiceEvent.SpecChanged _,
                    ServiceEvent.RolloutStarted _,
                    ServiceEvent.RolloutFinished _,
                    ServiceEvent.Removed _ -> EVENT;
            case ServiceEvent.TasksPlanned _,
                    ServiceEvent.TasksEnded _,
                    ServiceEvent.TasksReleased _,
                    ServiceEvent.TasksSighted _,
                    ServiceEvent.TasksPruned _,
                    ServiceEvent.SlotsTaken _,
                    ServiceEvent.SlotsDone _,
                    ServiceEvent.NodeNoted _,
                    ServiceEvent.HistoryLimited _ -> NONE;
        };
    }

    private static News of(TaskEvent event) {
        return switch (event) {
            case TaskEvent.Observed(var status) ->
                status.state() == TaskState.FAILED || status.state() == TaskState.REJECTED ? OF_A_TASK : NONE;
            case TaskEvent.Explained(var error) -> error.isEmpty() ? NONE : OF_A_TASK;
            case TaskEvent.Created _, TaskEvent.DesireRaised _, TaskEvent.Assigned _, TaskEvent.Deleted _ -> NONE;
        };
    }
}
