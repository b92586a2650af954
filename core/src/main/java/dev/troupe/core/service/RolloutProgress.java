package dev.troupe.core.service;

import dev.troupe.core.id.TaskId;
import dev.troupe.core.service.ServiceEvent.*;
import dev.troupe.core.service.UpdateStatus.State;
import dev.troupe.core.spec.UpdatePolicy;
import dev.troupe.core.spec.UpdatePolicy.Order;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How a rollout takes slots, sees them done, judges failures and ends (section 7). */
final class RolloutProgress {

    private RolloutProgress() {}

    /** U-9 to U-11 for each of {@code slots} whose turn it is; what was asked of an earlier rollout may come late. */
    static void replace(Draft draft, List<Integer> slots) {
        var rollout = draft.live().rollout().orElseThrow();
        var due = rollout.next(draft.now) instanceof Rollout.Step.Replace(var now) ? now : List.<Integer>of();
        var ended = new ArrayList<TaskId>();
        var plans = new ArrayList<Plan>();
        var taken = new ArrayList<Integer>();
        var tasks = new ArrayList<Optional<TaskId>>();
        var done = new ArrayList<Integer>();
        for (var slot : slots) {
            if (!due.contains(slot)) continue;
            taken.add(slot);
            var working = draft.slots().liveOf(slot);
            var clean = clean(draft, working);
            if (clean.isPresent()
                    && isHandOver(clean.get(), working, rollout.policy().order())) {
                // An earlier update began it; those that run stay until it does (U-11).
                endIdle(working, clean, ended);
                tasks.add(Optional.of(clean.get().id()));
            } else if (clean.isPresent()) {
                working.stream().filter(m -> !m.id().equals(clean.get().id())).forEach(m -> ended.add(m.id()));
                tasks.add(Optional.empty());
                done.add(slot);
            } else {
                var plan = successor(draft, slot, working, rollout.policy().order(), ended);
                plans.add(plan);
                tasks.add(Optional.of(plan.task()));
            }
        }
        if (taken.isEmpty()) return;
        if (!plans.isEmpty()) draft.add(new TasksPlanned(plans, draft.live().specVersion(), Reason.UPDATED));
        if (!ended.isEmpty()) draft.add(new TasksEnded(ended, DesiredState.SHUTDOWN, Reason.UPDATED));
        draft.add(new SlotsTaken(taken, tasks));
        if (!done.isEmpty())
            draft.add(new SlotsDone(done, draft.now.plus(rollout.policy().delay())));
        Reconcile.History.prune(draft, plans.stream().map(Plan::slot).toList());
    }

    /** A running clean task is best, a held one will do (U-9); one that ended while held, if there is no other. */
    private static Optional<Member> clean(Draft draft, List<Member> working) {
        var clean = working.stream()
                .filter(m -> !Reconcile.isDirty(draft, m))
                .filter(m -> !m.observed().isTerminal() || working.size() == 1)
                .toList();
        return clean.stream()
                .filter(m -> m.desired() == DesiredState.RUNNING)
                .findFirst()
                .or(() -> clean.stream().findFirst());
    }

    /** The task that is to stay does not run yet, and another one still does its work. */
    private static boolean isHandOver(Member clean, List<Member> working, Order order) {
        return order == Order.START_FIRST
                && clean.observed() != TaskState.RUNNING
                && working.stream().anyMatch(member -> member.observed() == TaskState.RUNNING);
    }

    /**
     * The newest that runs stays until the new task does. What an earlier update only began serves nobody, nor does a
     * second one that runs.
     */
    private static void endIdle(List<Member> working, Optional<Member> kept, List<TaskId> ended) {
        var serving = working.stream()
                .filter(member -> member.observed() == TaskState.RUNNING)
                .reduce((a, b) -> b);
        working.stream()
                .filter(member -> !serving.equals(Optional.of(member)) && !kept.equals(Optional.of(member)))
                .forEach(member -> ended.add(member.id()));
    }

    private static Plan successor(Draft draft, int slot, List<Member> working, Order order, List<TaskId> ended) {
        var task = draft.freshTask();
        if (order == Order.START_FIRST) {
            endIdle(working, Optional.empty(), ended);
            return new Plan(task, slot, DesiredState.RUNNING, Optional.empty());
        }

        working.forEach(member -> ended.add(member.id()));
        // Not only live ones: an earlier update or drain may have left one that is still stopping. It is the one that
        // has
        // come farthest: what updates in between have only begun ends at once.
        var awaited = draft.slots().of(slot).stream()
                .filter(draft::mayStillRun)
                .reduce((a, b) -> b.observed().isBefore(a.observed()) ? a : b);
        return awaited.map(old -> new Plan(
                        task,
                        slot,
                        DesiredState.READY,
                        Optional.of(
                                new Hold(draft.now, Optional.of(old.id()), draft.now.plus(RestartRules.STOP_WAIT)))))
                .orElseGet(() -> new Plan(task, slot, DesiredState.RUNNING, Optional.empty()));
    }

    /** A task reported: perhaps its slot is done (U-11, U-12), perhaps it counts as a failure (U-15). */
    static void sighted(Draft draft, Member was, Sighting sighting) {
        var rollout = draft.live().rollout();
        if (rollout.isEmpty()) return;
        var update = rollout.get();
        if (endedEarly(update, was, sighting)) draft.add(new UpdateTasksFailed(List.of(was.id())));

        if (!update.newTask(was.slot()).equals(Optional.of(was.id()))) return;
        if (!sighting.gone() && sighting.state().isBefore(TaskState.RUNNING)) return;
        if (!sighting.gone() && sighting.state() == TaskState.RUNNING) {
            var old = draft.slots().liveOf(was.slot()).stream()
                    .map(Member::id)
                    .filter(id -> !id.equals(was.id()))
                    .toList();
            if (!old.isEmpty()) draft.add(new TasksEnded(old, DesiredState.SHUTDOWN, Reason.UPDATED));
        }
        draft.add(new SlotsDone(
                List.of(was.slot()), draft.now.plus(update.policy().delay())));
    }

    /** What serves a slot beside a restarted task of the present spec ends once that runs, as it does in an update (U-11). */
    static void takeOver(Draft draft, TaskId task) {
        var runs =
                draft.slots().member(task).filter(member -> member.isLive() && member.observed() == TaskState.RUNNING);
        if (runs.isEmpty()) return;
        var others = draft.slots().liveOf(runs.get().slot()).stream()
                .filter(other -> !other.id().equals(task))
                .toList();
        if (others.isEmpty() || Reconcile.isDirty(draft, runs.get())) return;
        var older = others.stream()
                .filter(other -> Reconcile.isDirty(draft, other))
                .map(Member::id)
                .toList();
        if (!older.isEmpty()) draft.add(new TasksEnded(older, DesiredState.SHUTDOWN, Reason.UPDATED));
    }

    /**
     * U-12, where the service sets a deadline: a new task that does not run by then counts as one that failed, and its slot
     * as done. Where the old task still serves, the new one is ended.
     */
    static void expire(Draft draft, List<Integer> slots) {
        var rollout = draft.live().rollout().orElseThrow();
        var due = rollout.next(draft.now) instanceof Rollout.Step.Expire(var now) ? now : List.<Integer>of();
        var late = slots.stream().filter(due::contains).toList();
        if (late.isEmpty()) return;
        var tasks =
                late.stream().flatMap(slot -> rollout.newTask(slot).stream()).toList();
        var fresh = tasks.stream()
                .filter(task ->
                        rollout.updated().contains(task) && !rollout.failed().contains(task))
                .toList();
        if (!fresh.isEmpty() && rollout.policy().onFailure() != UpdatePolicy.FailureAction.CONTINUE) {
            draft.add(new UpdateTasksFailed(fresh));
        }
        var idle = tasks.stream().filter(task -> anotherServes(draft, task)).toList();
        if (!idle.isEmpty()) draft.add(new TasksEnded(idle, DesiredState.SHUTDOWN, Reason.UPDATED));
        draft.add(new SlotsDone(late, draft.now.plus(rollout.policy().delay())));
    }

    private static boolean anotherServes(Draft draft, TaskId late) {
        return draft.slots()
                .member(late)
                .filter(member -> draft.slots().liveOf(member.slot()).stream()
                        .anyMatch(other -> !other.id().equals(late) && other.observed() == TaskState.RUNNING))
                .isPresent();
    }

    /** By the times of the events themselves, not of their examination (U-19); a task we ended does not count. */
    private static boolean endedEarly(Rollout rollout, Member was, Sighting sighting) {
        if (sighting.gone() || !sighting.state().isTerminal() || was.observed().isTerminal()) return false;
        if (!was.isLive()
                || !rollout.updated().contains(was.id())
                || rollout.failed().contains(was.id())) return false;
        if (rollout.policy().onFailure() == UpdatePolicy.FailureAction.CONTINUE) return false;
        return was.runningSince()
                .map(since -> Duration.between(since, sighting.since())
                                .compareTo(rollout.policy().monitor())
                        <= 0)
                .orElse(true);
    }

    /** U-16: pause, or go back to the previous spec. */
    static void giveUp(Draft draft, TaskId task) {
        var live = draft.live();
        var rollout = live.rollout().filter(r -> !r.paused() && r.blamed().equals(Optional.of(task)));
        if (rollout.isEmpty()) return;
        var started = live.updateStatus().map(UpdateStatus::startedAt).orElse(draft.now);
        var because = " due to failure or early termination of task " + task;
        var back = rollout.get().policy().onFailure() == UpdatePolicy.FailureAction.ROLLBACK;
        if (back && rollout.get().rollback()) {
            pause(draft, State.ROLLBACK_PAUSED, started, "rollback paused" + because); // U-18: and there it stays.
        } else if (back && live.previous().isPresent()) {
            var previous = live.previous().get();
            draft.add(new SpecChanged(
                    previous.spec(),
                    previous.specVersion(),
                    Optional.empty(),
                    Optional.of(new UpdateStatus(
                            State.ROLLBACK_STARTED, started, Optional.empty(), "update rolled back" + because))));
            Reconcile.run(draft, Reason.UPDATED, rollout);
        } else {
            var state = rollout.get().rollback() ? State.ROLLBACK_PAUSED : State.PAUSED;
            var suffix = back ? "; there is no previous spec to roll back to" : ""; // U-37
            pause(draft, state, started, "update paused" + because + suffix);
        }
    }

    private static void pause(Draft draft, State state, Instant started, String message) {
        draft.add(new RolloutPaused(new UpdateStatus(state, started, Optional.empty(), message)));
    }

    /** U-20. Asked too early, it does nothing. */
    static void finish(Draft draft) {
        var live = draft.live();
        var rollout = live.rollout().filter(r -> r.next(draft.now) instanceof Rollout.Step.Finish);
        if (rollout.isEmpty()) return;
        var started = live.updateStatus().map(UpdateStatus::startedAt).orElse(draft.now);
        draft.add(new RolloutFinished(
                rollout.get().rollback()
                        ? new UpdateStatus(
                                State.ROLLBACK_COMPLETED, started, Optional.of(draft.now), "rollback completed")
                        : new UpdateStatus(State.COMPLETED, started, Optional.of(draft.now), "update completed")));
    }
}
