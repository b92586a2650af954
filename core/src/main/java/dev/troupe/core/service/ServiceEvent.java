package dev.troupe.core.service;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.NodeFacts;
import dev.troupe.core.node.Standing;
import dev.troupe.core.rule.Event;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.task.DesiredState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What has happened to a service. */
public sealed interface ServiceEvent extends Event {

    /** It was asked for; {@code historyLimit} is the swarm's at that time (H-1). */
    record Created(ServiceId id, ServiceSpec spec, int historyLimit) implements ServiceEvent {}

    /**
     * Another spec holds from here on.
     *
     * @param specVersion revision number that tasks made from now on carry (OM-8)
     * @param previous what a rollback would return to, with its revision number
     * @param status the update status that goes with it; absent: none (a client's update clears it)
     */
    record SpecChanged(ServiceSpec spec, long specVersion, Optional<Previous> previous, Optional<UpdateStatus> status)
            implements ServiceEvent {}

    /** A spec that was replaced, and its revision number. */
    record Previous(ServiceSpec spec, long specVersion) {}

    /** These tasks are to be, all of revision {@code specVersion}. */
    record TasksPlanned(List<Plan> plans, long specVersion, Reason reason) implements ServiceEvent {}

    /** These tasks are no longer wanted: SHUTDOWN keeps them as history, REMOVE does not. */
    record TasksEnded(List<TaskId> tasks, DesiredState desired, Reason reason) implements ServiceEvent {}

    /** These held tasks may start. */
    record TasksReleased(List<TaskId> tasks) implements ServiceEvent {}

    record TasksSighted(List<Sighting> sightings) implements ServiceEvent {}

    /** These tasks leave the history and every list at once; their containers follow. */
    record TasksPruned(List<TaskId> tasks) implements ServiceEvent {}

    /** An enforcer took these tasks from their node (N-6). */
    record TasksRejected(List<TaskId> tasks, String message, String error) implements ServiceEvent {}

    /** A rolling update (or rollback) of these slots began, in this order; {@code status} says so to clients. */
    record RolloutStarted(List<Integer> slots, boolean rollback, Optional<UpdateStatus> status)
            implements ServiceEvent {}

    /** These slots are in hand now. {@code tasks} are their new tasks, in the same order; absent: kept a clean one. */
    record SlotsTaken(List<Integer> slots, List<Optional<TaskId>> tasks) implements ServiceEvent {}

    /** These slots are done; their lanes rest until then (U-13). */
    record SlotsDone(List<Integer> slots, Instant restUntil) implements ServiceEvent {}

    /** These tasks, made by the rollout, ended too early (U-15). */
    record UpdateTasksFailed(List<TaskId> tasks) implements ServiceEvent {}

    /** No further slot is taken (U-16). */
    record RolloutPaused(UpdateStatus status) implements ServiceEvent {}

    record RolloutFinished(UpdateStatus status) implements ServiceEvent {}

    /** This node's standing, as far as it concerns the tasks here; {@code facts} are absent once it is gone. */
    record NodeNoted(NodeId node, Standing standing, long version, Optional<NodeFacts> facts) implements ServiceEvent {}

    record HistoryLimited(int limit) implements ServiceEvent {}

    /** The service is gone for clients; these tasks of it still have to end. */
    record Removed(List<TaskId> tasks) implements ServiceEvent {}
}
