package dev.troupe.core.service;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskState;
import java.time.Instant;
import java.util.Optional;

/**
 * A task as its service knows it.
 *
 * @param desired what the service wants of it
 * @param told what the task has shown to know of that; absent until it is first heard
 * @param observed how it was last sighted; NEW until it is first heard
 * @param since when it entered that state
 * @param runningSince when it was first seen running; absent: never
 * @param hold present while it waits READY
 * @param rejected message and error an enforcer gave it; the task still has to be told
 */
public record Member(
        TaskId id,
        int slot,
        long specVersion,
        DesiredState desired,
        Optional<DesiredState> told,
        TaskState observed,
        Optional<NodeId> node,
        Instant createdAt,
        Instant since,
        Optional<Instant> runningSince,
        Optional<Hold> hold,
        Optional<Rejection> rejected,
        boolean pruned) {

    public record Rejection(String message, String error) {}

    /** Wanted and, as far as known, not ended. */
    public boolean isLive() {
        return desired.isLive();
    }

    /** True while the task has not shown that it knows what is wanted of it; to its very end, where that is to go. */
    public boolean isUntold() {
        return pruned
                || desired == DesiredState.REMOVE
                || (rejected.isPresent() && !observed.isTerminal())
                || !told.equals(Optional.of(desired));
    }

    Member ended(DesiredState desired) {
        if (this.desired.isAtLeast(desired)) return this;
        return new Member(
                id,
                slot,
                specVersion,
                desired,
                told,
                observed,
                node,
                createdAt,
                since,
                runningSince,
                Optional.empty(),
                rejected,
                pruned);
    }

    Member released() {
        return new Member(
                id,
                slot,
                specVersion,
                desired.isLive() ? DesiredState.RUNNING : desired,
                told,
                observed,
                node,
                createdAt,
                since,
                runningSince,
                Optional.empty(),
                rejected,
                pruned);
    }

    Member sighted(Sighting sighting) {
        var running = sighting.state() == TaskState.RUNNING && runningSince.isEmpty()
                ? Optional.of(sighting.since())
                : runningSince;
        return new Member(
                id,
                slot,
                specVersion,
                desired,
                Optional.of(sighting.desired()),
                sighting.state(),
                sighting.node(),
                createdAt,
                sighting.since(),
                running,
                hold,
                rejected,
                pruned);
    }

    Member reject(Rejection why) {
        return new Member(
                id,
                slot,
                specVersion,
                desired,
                told,
                observed,
                node,
                createdAt,
                since,
                runningSince,
                Optional.empty(),
                Optional.of(why),
                pruned);
    }

    Member prune() {
        return new Member(
                id,
                slot,
                specVersion,
                DesiredState.REMOVE,
                told,
                observed,
                node,
                createdAt,
                since,
                runningSince,
                Optional.empty(),
                rejected,
                true);
    }
}
