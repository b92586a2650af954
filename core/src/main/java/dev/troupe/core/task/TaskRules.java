package dev.troupe.core.task;

import static dev.troupe.core.rule.Decision.accept;
import static dev.troupe.core.rule.Decision.refuse;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.rule.Decision;
import dev.troupe.core.rule.Refusal;
import dev.troupe.core.rule.Versions;
import dev.troupe.core.task.Task.Absent;
import dev.troupe.core.task.Task.Deleted;
import dev.troupe.core.task.Task.Live;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The life of a task: what is wanted of it and what is seen of it only ever move forward (L-2, L-4). */
public final class TaskRules {

    /** The message of a task that waits for a node. */
    public static final String WAITING = "pending task scheduling";

    /** The message of a task that has just got its node. */
    public static final String PLACED = "scheduler assigned task to node";

    private TaskRules() {}

    public static Decision<TaskEvent> decide(Task task, TaskCommand command, Instant now) {
        return switch (task) {
            case Absent absent ->
                command instanceof TaskCommand.Create(var draft)
                        ? write(absent, new TaskEvent.Created(draft), now)
                        : refuse(new Refusal.NotFound("there is no such task (yet)"));
            case Live live -> decideLive(live, command, now);
            case Deleted deleted -> decideDeleted(deleted, command);
        };
    }

    private static Decision<TaskEvent> decideLive(Live task, TaskCommand command, Instant now) {
        var state = task.status().state();
        return switch (command) {
            case TaskCommand.Create ignored -> accept();
            case TaskCommand.Desire(var desired) ->
                task.desired().isAtLeast(desired)
                        // Mostly nothing: but a journal may have been cut between a fact and its consequence.
                        ? accept(consequence(task, now).stream().toList())
                        : write(task, new TaskEvent.DesireRaised(desired), now);
            case TaskCommand.Assign(var node) -> assign(task, node, now);
            case TaskCommand.Explain(var error) ->
                isWaiting(task) && !error.equals(task.status().error())
                        ? write(task, new TaskEvent.Explained(error), now)
                        : accept();
            case TaskCommand.Observe(var node, var status) -> observe(task, node, status, now);
            case TaskCommand.Reject(var message, var error) ->
                state.isTerminal()
                        ? accept()
                        : write(task, task.status().become(TaskState.REJECTED, message, error, now), now);
            case TaskCommand.Orphan(var message) -> orphan(task, message, now);
            case TaskCommand.Delete() -> accept(new TaskEvent.Deleted());
        };
    }

    /** A deleted task stays deleted; whoever asks is told so, or hears it from {@link #owed}. */
    private static Decision<TaskEvent> decideDeleted(Deleted task, TaskCommand command) {
        return switch (command) {
            case TaskCommand.Assign ignored -> refuse(new Refusal.Precondition("the task is deleted"));
            case TaskCommand.Observe(var node, var ignored)
            when !task.node().equals(Optional.of(node)) -> strangerTo(node);
            case TaskCommand.Create _,
                    TaskCommand.Desire _,
                    TaskCommand.Explain _,
                    TaskCommand.Observe _,
                    TaskCommand.Reject _,
                    TaskCommand.Orphan _,
                    TaskCommand.Delete _ -> accept();
        };
    }

    private static Decision<TaskEvent> assign(Live task, NodeId node, Instant now) {
        if (task.status().state().isTerminal()) return refuse(new Refusal.Precondition("the task has ended"));
        if (task.node().isPresent()) {
            return task.node().get().equals(node)
                    ? accept()
                    : refuse(new Refusal.Precondition(
                            "the task is on node " + task.node().get()));
        }
        // A waiting task that is wanted no more has ended by itself (L-9), so this one is still to run.
        return write(task, new TaskEvent.Assigned(node), now);
    }

    private static Decision<TaskEvent> observe(Live task, NodeId node, TaskStatus seen, Instant now) {
        if (!task.node().equals(Optional.of(node))) return strangerTo(node);
        if (seen.state() == TaskState.REMOVE || seen.state() == TaskState.ORPHANED) {
            return refuse(new Refusal.Invalid(
                    "an agent may not report the state " + seen.state().word()));
        }
        var known = task.status();
        var moves = seen.state() != known.state();
        if (seen.saysNoMoreThan(known) || seen.state().isBefore(known.state())) return accept();
        if (moves && known.state().isTerminal()) return accept();
        return write(task, seen, now);
    }

    private static Decision<TaskEvent> orphan(Live task, String message, Instant now) {
        var known = task.status();
        if (known.state().isTerminal()) return accept();
        if (task.node().isEmpty()) return refuse(new Refusal.Precondition("the task is on no node"));
        var orphaned = message.isEmpty()
                ? known.become(TaskState.ORPHANED, known.message(), known.error(), now)
                : known.become(TaskState.ORPHANED, message, "", now);
        return write(task, orphaned, now);
    }

    private static Decision<TaskEvent> strangerTo(NodeId node) {
        // D-16, in words that name who asked.
        return refuse(new Refusal.Precondition("cannot update a task not assigned this node: " + node));
    }

    private static Decision<TaskEvent> write(Live task, TaskStatus status, Instant now) {
        return write(task, new TaskEvent.Observed(status), now);
    }

    /** The event and what follows from it at once. */
    private static Decision<TaskEvent> write(Task task, TaskEvent event, Instant now) {
        var events = new ArrayList<TaskEvent>();
        events.add(event);
        if (evolve(task, event, now, correlation(task)) instanceof Live after)
            consequence(after, now).ifPresent(events::add);
        return accept(events);
    }

    private static Optional<TaskEvent> consequence(Live task, Instant now) {
        var status = task.status();
        var mayRun =
                status.state().isAtLeast(TaskState.ASSIGNED) && !status.state().isTerminal();
        // H-8: to be removed, and no agent can be running it.
        if (task.desired() == DesiredState.REMOVE && !mayRun) return Optional.of(new TaskEvent.Deleted());
        // L-9: nobody but the task itself will ever report that it ended.
        if (isWaiting(task) && task.desired().isAtLeast(DesiredState.SHUTDOWN)) {
            return Optional.of(new TaskEvent.Observed(status.become(TaskState.SHUTDOWN, status.message(), "", now)));
        }
        return Optional.empty();
    }

    private static boolean isWaiting(Live task) {
        return task.node().isEmpty() && task.status().state() == TaskState.PENDING;
    }

    /** What the task is after a fact. */
    public static Task evolve(Task task, TaskEvent event, Instant at, Cause cause) {
        return evolve(task, event, at, cause.correlation());
    }

    private static Task evolve(Task task, TaskEvent event, Instant at, String correlation) {
        return switch (event) {
            case TaskEvent.Created(var draft) -> {
                if (!(task instanceof Absent)) throw impossible(task, event);
                var status = TaskStatus.of(TaskState.PENDING, WAITING, at);
                yield new Live(
                        draft, draft.desired(), status, Optional.empty(), Versions.next(0, at), correlation, at, at);
            }
            case TaskEvent.DesireRaised(var desired) -> {
                var live = live(task, event);
                yield changed(live, desired, live.status(), live.node(), correlation, at);
            }
            case TaskEvent.Assigned(var node) -> {
                var live = live(task, event);
                if (live.node().isPresent()) throw impossible(task, event);
                var status = live.status().become(TaskState.ASSIGNED, PLACED, "", at);
                yield changed(live, live.desired(), status, Optional.of(node), correlation, at);
            }
            case TaskEvent.Explained(var error) -> {
                var live = live(task, event);
                var known = live.status();
                var status = known.become(known.state(), known.message(), error, at);
                yield changed(live, live.desired(), status, live.node(), correlation, at);
            }
            case TaskEvent.Observed(var status) -> {
                var live = live(task, event);
                yield changed(live, live.desired(), status, live.node(), correlation, at);
            }
            case TaskEvent.Deleted() -> {
                var live = live(task, event);
                yield new Deleted(live.draft(), live.node(), correlation);
            }
        };
    }

    private static Live changed(
            Live task, DesiredState desired, TaskStatus status, Optional<NodeId> node, String correlation, Instant at) {
        var version = Versions.next(task.version(), at);
        return new Live(task.draft(), desired, status, node, version, correlation, task.createdAt(), at);
    }

    /**
     * Under which correlation the facts are written that follow from a command. Orders to be, to end and to go bring theirs
     * along; what comes to pass with the task on its way goes on under that of its last fact, whoever says so. An end that
     * nobody asked for begins one of its own, by the task's id: it ends once.
     */
    public static Cause cause(Task task, TaskCommand command, Cause cause) {
        if (!(task instanceof Live live)) return cause;
        return switch (command) {
            case TaskCommand.Create _, TaskCommand.Delete _, TaskCommand.Reject _, TaskCommand.Orphan _ -> cause;
            case TaskCommand.Desire(var desired) -> desired.isLive() ? cause.within(live.correlation()) : cause;
            case TaskCommand.Assign _, TaskCommand.Explain _ -> cause.within(live.correlation());
            case TaskCommand.Observe(var node, var status) ->
                cause.within(
                        status.state().isTerminal() && live.desired().isLive()
                                ? live.draft().id().value()
                                : live.correlation());
        };
    }

    /** That of its last fact; empty before the first. */
    public static String correlation(Task task) {
        return switch (task) {
            case Absent() -> "";
            case Live live -> live.correlation();
            case Deleted deleted -> deleted.correlation();
        };
    }

    private static Live live(Task task, TaskEvent event) {
        if (task instanceof Live live) return live;
        throw impossible(task, event);
    }

    private static IllegalStateException impossible(Task task, TaskEvent event) {
        return new IllegalStateException("this cannot happen to the task " + task + ": " + event);
    }

    /** All that must still be said of it. Asked after every write, after recovery, and when somebody asks again. */
    public static List<TaskErrand> owed(Task task) {
        return switch (task) {
            case Absent() -> List.of();
            case Live live -> owed(live);
            case Deleted(var draft, var node, var correlation) -> {
                var errands = new ArrayList<TaskErrand>();
                errands.add(new TaskErrand.Report(
                        draft.service(), draft.id(), DesiredState.REMOVE, TaskState.REMOVE, node, Instant.EPOCH, true));
                node.ifPresent(on -> {
                    errands.add(new TaskErrand.Withdraw(on, draft.id()));
                    errands.add(new TaskErrand.Free(on, draft.id()));
                });
                yield List.copyOf(errands);
            }
        };
    }

    private static List<TaskErrand> owed(Live task) {
        var draft = task.draft();
        var status = task.status();
        var errands = new ArrayList<TaskErrand>();
        errands.add(new TaskErrand.Report(
                draft.service(), draft.id(), task.desired(), status.state(), task.node(), status.at(), false));
        task.node().ifPresent(node -> {
            wantedOfAgent(task).ifPresent(desired -> errands.add(new TaskErrand.Deliver(node, draft, desired)));
            if (status.state().isTerminal()) errands.add(new TaskErrand.Free(node, draft.id()));
        });
        return List.copyOf(errands);
    }

    private static Optional<DesiredState> wantedOfAgent(Live task) {
        return switch (task.status().state()) {
            case NEW, PENDING, ASSIGNED, ACCEPTED, PREPARING, READY, STARTING, RUNNING -> Optional.of(task.desired());
            // Said by the agent itself: nothing runs there any more.
            case COMPLETE, SHUTDOWN, FAILED -> Optional.empty();
            // Said over the agent's head: its container may still run (N-7, D-25).
            case REJECTED, REMOVE, ORPHANED ->
                Optional.of(task.desired().isAtLeast(DesiredState.SHUTDOWN) ? task.desired() : DesiredState.SHUTDOWN);
        };
    }
}
