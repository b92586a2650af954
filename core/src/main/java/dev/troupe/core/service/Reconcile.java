package dev.troupe.core.service;

import dev.troupe.core.id.TaskId;
import dev.troupe.core.service.ServiceEvent.*;
import dev.troupe.core.service.UpdateStatus.State;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Brings the slots of a service to the number its spec asks for, and starts a rollout where they are dirty (section 3). */
final class Reconcile {

    private Reconcile() {}

    /** @param superseded the rollout that went on until now */
    static void run(Draft draft, Reason reason, Optional<Rollout> superseded) {
        var live = draft.live();
        var wanted = live.spec().replicas();
        var filled = live.slots().numbers().stream()
                .filter(slot -> isFilled(live, slot))
                .toList();

        var kept = filled.size() > wanted ? ScaleDown.keep(live.slots(), filled, wanted) : filled;
        var fresh = freeSlots(kept, wanted - kept.size());

        var stay = new HashSet<>(kept);
        stay.addAll(fresh);
        leave(
                draft,
                live.slots().numbers().stream()
                        .filter(slot -> !stay.contains(slot))
                        .toList());
        plan(draft, fresh, reason);
        rollOut(draft, kept.stream().filter(slot -> isDirty(draft, slot)).toList(), superseded);
    }

    /** with: a slot counts while it has a live task, or a dead one that must not be replaced. */
    private static boolean isFilled(Service.Live live, int slot) {
        if (!live.slots().liveOf(slot).isEmpty()) return true;
        if (live.updateStatus().map(UpdateStatus::state).equals(Optional.of(State.ROLLBACK_STARTED))) return false;
        var newest = live.slots().of(slot).getLast();
        if (newest.desired() == DesiredState.REMOVE) return false;
        var policy = revision(live, newest).task().restart();
        var past = Optional.ofNullable(live.restarts().get(slot));
        return !RestartRules.shouldRestart(
                newest, policy, past, !newest.observed().isTerminal());
    }

    /** U-4: more than one live task, or a single one that is not what the service asks for. */
    private static boolean isDirty(Draft draft, int slot) {
        var working = draft.slots().liveOf(slot);
        if (working.size() > 1) return true;
        return isDirty(draft, working.isEmpty() ? draft.slots().of(slot).getLast() : working.getFirst());
    }

    static boolean isDirty(Draft draft, Member member) {
        var live = draft.live();
        var made = revision(live, member);
        return Dirty.is(
                made.task(),
                made.endpoint(),
                member.specVersion(),
                live.spec().task(),
                live.spec().endpoint(),
                live.specVersion(),
                () -> draft.nodeOf(member));
    }

    static Service.Revision revision(Service.Live live, Member member) {
        var revision = live.revisions().get(member.specVersion());
        if (revision == null) throw new IllegalStateException("no revision " + member.specVersion() + " is kept");
        return revision;
    }

    /** The lowest numbers from 1 that are not taken. */
    private static List<Integer> freeSlots(List<Integer> taken, int count) {
        var held = new HashSet<>(taken);
        return Stream.iterate(1, slot -> slot + 1)
                .filter(slot -> !held.contains(slot))
                .limit(Math.max(0, count))
                .toList();
    }

    /** These slots are not wanted any more: what may still run is removed, history vanishes. */
    private static void leave(Draft draft, List<Integer> slots) {
        var ending = new ArrayList<TaskId>();
        var vanishing = new ArrayList<TaskId>();
        for (var slot : slots) {
            for (var member : draft.slots().of(slot)) {
                if (member.observed().isTerminal()) vanishing.add(member.id());
                else if (member.desired() != DesiredState.REMOVE) ending.add(member.id());
            }
        }
        if (!ending.isEmpty()) draft.add(new TasksEnded(ending, DesiredState.REMOVE, Reason.SCALED));
        if (!vanishing.isEmpty()) draft.add(new TasksPruned(vanishing));
    }

    static void plan(Draft draft, List<Integer> slots, Reason reason) {
        if (slots.isEmpty()) return;
        var plans = slots.stream()
                .map(slot -> new Plan(draft.freshTask(), slot, DesiredState.RUNNING, Optional.empty()))
                .toList();
        draft.add(new TasksPlanned(plans, draft.live().specVersion(), reason));
        History.prune(draft, slots);
    }

    /**
     * U-5, U-6. What the update before had in hand comes first or stays in hand, so that also across the two no more slots
     * are down than one update may take.
     */
    private static void rollOut(Draft draft, List<Integer> dirty, Optional<Rollout> superseded) {
        var status = draft.live().updateStatus();
        var rollback = status.map(UpdateStatus::state).equals(Optional.of(State.ROLLBACK_STARTED));
        if (!dirty.isEmpty()) {
            var shown = status.isPresent()
                    ? Optional.<UpdateStatus>empty()
                    : Optional.of(new UpdateStatus(State.UPDATING, draft.now, Optional.empty(), "update in progress"));
            var inHand =
                    superseded.<Set<Integer>>map(old -> old.inHand().keySet()).orElse(Set.of());
            Function<Integer, Optional<TaskId>> newTask = slot -> superseded.flatMap(old -> old.newTask(slot));
            var begun = inHand.stream()
                    .filter(slot -> !dirty.contains(slot) && isBegun(draft, newTask.apply(slot)))
                    .toList();
            var first = dirty.stream().filter(inHand::contains);
            var rest = dirty.stream().filter(slot -> !inHand.contains(slot));
            var slots =
                    Stream.of(begun.stream(), first, rest).flatMap(one -> one).toList();
            draft.add(new RolloutStarted(slots, rollback, shown));
            if (!begun.isEmpty())
                draft.add(new SlotsTaken(begun, begun.stream().map(newTask).toList()));
        } else if (rollback) {
            draft.add(new RolloutFinished(new UpdateStatus(
                    State.ROLLBACK_COMPLETED,
                    status.orElseThrow().startedAt(),
                    Optional.of(draft.now),
                    "rollback completed")));
        }
    }

    /** The task that an update waits for in this slot is wanted still, and does not run yet. */
    private static boolean isBegun(Draft draft, Optional<TaskId> awaited) {
        return awaited.flatMap(draft.slots()::member)
                .filter(member -> member.isLive() && member.observed().isBefore(TaskState.RUNNING))
                .isPresent();
    }

    /** How many tasks a slot keeps (H-1 to H-6). */
    static final class History {

        private History() {}

        static void prune(Draft draft, Iterable<Integer> slots) {
            var live = draft.live();
            var attempts = live.spec().task().restart().maxAttempts();
            var limit = attempts > 0 ? attempts + 1 : live.historyLimit();
            if (limit < 0) return;
            var vanishing = new ArrayList<TaskId>();
            for (var slot : slots) {
                var tasks = live.slots().of(slot);
                tasks.stream()
                        .filter(History::isEligible)
                        .limit(Math.max(0, tasks.size() - limit))
                        .forEach(member -> vanishing.add(member.id()));
            }
            if (!vanishing.isEmpty()) draft.add(new TasksPruned(vanishing));
        }

        /** H-3; but one that has ended while held is still owed its restart. */
        private static boolean isEligible(Member member) {
            return (member.observed().isTerminal() && member.hold().isEmpty())
                    || (member.observed().isBefore(TaskState.ASSIGNED)
                            && !member.desired().isLive());
        }
    }
}
