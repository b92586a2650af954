package dev.troupe.core.service;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskState;
import io.soabase.recordbuilder.core.RecordBuilder;
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
@RecordBuilder
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
        boolean pruned)
        implements MemberBuilder.With {

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
        return withDesired(desired).withHold(Optional.empty());
    }

    Member released() {
        return withDesired(desired.isLive() ? DesiredState.RUNNING : desired).withHold(Optional.empty());
    }

    Member sighted(Sighting sighting) {
        var running = sighting.state() == TaskState.RUNNING && runningSince.isEmpty()
                ? Optional.of(sighting.since())
                : runningSince;
        return MemberBuilder.builder(this)
                .told(Optional.of(sighting.desired()))
                .observed(sighting.state())
                .node(sighting.node())
                .since(sighting.since())
                .runningSince(running)
                .build();
    }

    Member reject(Rejection why) {
        return withHold(Optional.empty()).withRejected(Optional.of(why));
    }

    Member prune() {
        return withDesired(DesiredState.REMOVE).withHold(Optional.empty()).withPruned(true);
    }
}
