package dev.troupe.core.vitals;

import dev.troupe.core.feed.Recorded;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.NodeEvent;
import dev.troupe.core.node.Standing;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.roster.TaskView;
import dev.troupe.core.rule.Event;
import dev.troupe.core.service.Reason;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskEvent;
import dev.troupe.core.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads durations off the feed, one fact after another; the times are those of the facts, so that no agent's clock has a
 * say. Remembers only what is under way: tasks that do not run yet, slots whose node was lost, nodes that are down. Same facts, same durations.
 *
 * <p>Used by one thread; mutable, since it is shown every fact of a busy swarm. No clock of its own.
 */
public final class Latencies {

    /** A task on its way to running. */
    private static final class Underway {
        private final Slot slot;
        private final Instant created;
        private @Nullable Instant assigned;
        private @Nullable Instant mayRun;

        Underway(Slot slot, Instant created, DesiredState desired) {
            this.slot = slot;
            this.created = created;
            if (desired == DesiredState.RUNNING) mayRun = created;
        }
    }

    private record Slot(ServiceId service, int number) {}

    /** The loss of a node as a service has just heard of it; what it plans in the same breath is because of that. */
    private record Loss(Instant heard, Instant downSince) {}

    private final BiConsumer<Span, Duration> observer;
    private final Map<TaskId, Underway> underway = new HashMap<>();
    private final Map<NodeId, Instant> down = new HashMap<>();
    private final Map<ServiceId, Loss> losses = new HashMap<>();
    private final Map<Slot, Instant> lost = new HashMap<>();

    private Latencies(BiConsumer<Span, Duration> observer) {
        this.observer = observer;
    }

    /**
     * Goes on from a present: tasks that wait for a node there are known, nothing else that is under way.
     *
     * @param observer is told each duration as soon as it is known
     */
    public static Latencies from(Roster roster, BiConsumer<Span, Duration> observer) {
        var latencies = new Latencies(observer);
        for (var task : roster.tasksAwaitingPlacement()) latencies.underway.put(task.id(), waiting(task));
        return latencies;
    }

    private static Underway waiting(TaskView task) {
        return new Underway(new Slot(task.service(), task.draft().slot()), task.createdAt(), task.desired());
    }

    /** The next fact. */
    public void see(Recorded recorded) {
        var at = recorded.fact().at();
        var id = recorded.entity().id();
        switch ((Event) recorded.fact().event()) {
            case TaskEvent event -> see(new TaskId(id), event, at);
            case ServiceEvent event -> see(new ServiceId(id), event, at);
            case NodeEvent event -> see(new NodeId(id), event, at);
            case Event other -> {} // Swarm and names have nothing that takes its time.
        }
    }

    private void see(TaskId id, TaskEvent event, Instant at) {
        if (event instanceof TaskEvent.Created(var draft)) {
            underway.put(id, new Underway(new Slot(draft.service(), draft.slot()), at, draft.desired()));
            return;
        }
        var task = underway.get(id);
        if (task == null) return;
        switch (event) {
            case TaskEvent.Assigned(var node) -> {
                task.assigned = at;
                tell(Span.SCHEDULING, task.created, at);
            }
            case TaskEvent.DesireRaised(var desired) -> {
                if (desired == DesiredState.RUNNING) task.mayRun = at;
            }
            case TaskEvent.Observed(var status) -> {
                if (status.state() == TaskState.RUNNING) runs(task, at);
                if (status.state().isAtLeast(TaskState.RUNNING)) underway.remove(id);
            }
            case TaskEvent.Deleted() -> underway.remove(id);
            case TaskEvent.Created _, TaskEvent.Explained _ -> {}
        }
    }

    private void runs(Underway task, Instant at) {
        tell(Span.CREATED_TO_RUNNING, task.created, at);
        later(task.assigned, task.mayRun).ifPresent(from -> tell(Span.START, from, at));
        var since = lost.remove(task.slot);
        if (since != null) tell(Span.FAILOVER, since, at);
    }

    private static Optional<Instant> later(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) return Optional.empty();
        return Optional.of(one.isAfter(other) ? one : other);
    }

    private void see(ServiceId id, ServiceEvent event, Instant at) {
        switch (event) {
            case ServiceEvent.NodeNoted(var node, var standing, var version, var facts) -> {
                var since = down.get(node);
                if (standing == Standing.DOWN && since != null) losses.put(id, new Loss(at, since));
                else losses.remove(id);
            }
            case ServiceEvent.TasksPlanned(var plans, var specVersion, var reason) -> {
                var loss = losses.get(id);
                if (reason != Reason.RELOCATED || loss == null || !loss.heard().equals(at)) return;
                for (var plan : plans) lost.putIfAbsent(new Slot(id, plan.slot()), loss.downSince());
            }
            case ServiceEvent.TasksEnded(var tasks, var desired, var reason) -> {
                if (reason == Reason.SCALED) tasks.forEach(this::giveUp);
            }
            case ServiceEvent.Removed(var tasks) -> {
                losses.remove(id);
                lost.keySet().removeIf(slot -> slot.service().equals(id));
            }
            case ServiceEvent.Created _,
                    ServiceEvent.SpecChanged _,
                    ServiceEvent.TasksReleased _,
                    ServiceEvent.TasksSighted _,
                    ServiceEvent.TasksPruned _,
                    ServiceEvent.TasksRejected _,
                    ServiceEvent.RolloutStarted _,
                    ServiceEvent.SlotsTaken _,
                    ServiceEvent.SlotsDone _,
                    ServiceEvent.UpdateTasksFailed _,
                    ServiceEvent.RolloutPaused _,
                    ServiceEvent.RolloutFinished _,
                    ServiceEvent.HistoryLimited _ -> {}
        }
    }

    /** The slot is not wanted any more; nobody waits for it. */
    private void giveUp(TaskId task) {
        var ended = underway.get(task);
        if (ended != null) lost.remove(ended.slot);
    }

    private void see(NodeId id, NodeEvent event, Instant at) {
        switch (event) {
            case NodeEvent.WentDown(var message) -> down.put(id, at);
            case NodeEvent.Registered _, NodeEvent.Removed _ -> down.remove(id);
            case NodeEvent.Joined _,
                    NodeEvent.SpecChanged _,
                    NodeEvent.TasksReserved _,
                    NodeEvent.TasksReleased _,
                    NodeEvent.NewsHeard _ -> {}
        }
    }

    /** A clock may be set back; a time that runs backwards counts as none. */
    private void tell(Span span, Instant from, Instant to) {
        var took = Duration.between(from, to);
        observer.accept(span, took.isNegative() ? Duration.ZERO : took);
    }

    /** How many tasks, slots and nodes are remembered: what is under way and nothing more. */
    int size() {
        return underway.size() + lost.size() + losses.size() + down.size();
    }
}
