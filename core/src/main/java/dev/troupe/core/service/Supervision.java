package dev.troupe.core.service;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.Availability;
import dev.troupe.core.node.NodeFacts;
import dev.troupe.core.node.Standing;
import dev.troupe.core.placement.Constraints;
import dev.troupe.core.service.ServiceEvent.*;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What a service does when its tasks report and its nodes change: restart, relocate, release (sections 3, 6, 9). */
final class Supervision {

    private Supervision() {}

    static void sight(Draft draft, List<Sighting> sightings) {
        var before = draft.slots();
        // A task may have reported more than once, and the same report may have come twice.
        var latest = new LinkedHashMap<TaskId, Member>();
        var earlier = new ArrayList<Member>();
        var news = new ArrayList<Sighting>();
        for (var sighting : sightings) {
            var member = before.member(sighting.task()).map(known -> latest.getOrDefault(sighting.task(), known));
            if (member.filter(was -> isNews(was, sighting)).isEmpty()) continue;
            news.add(sighting);
            earlier.add(member.get());
            latest.put(sighting.task(), member.get().sighted(sighting));
        }
        if (news.isEmpty()) return;
        draft.add(new TasksSighted(List.copyOf(news)));

        for (var i = 0; i < news.size(); i++) RolloutProgress.sighted(draft, earlier.get(i), news.get(i));
        latest.keySet().forEach(task -> RolloutProgress.takeOver(draft, task));
        var replacing = new Replacing(draft);
        for (var task : latest.keySet()) {
            var was = before.get(task);
            if (!was.isLive()) continue;
            var is = draft.slots().member(task);
            if (is.isEmpty()) {
                if (draft.slots().liveOf(was.slot()).isEmpty()) replacing.refill(was.slot());
            } else if (is.get().observed().isTerminal()) {
                if (is.get().hold().isEmpty()) replacing.restart(is.get()); // RS-7: a held one keeps its time.
            } else if (is.get().node().filter(draft::isInvalid).isPresent()) {
                replacing.relocate(is.get());
            }
        }
        replacing.write();
        releaseDue(draft);
        Reconcile.History.prune(draft, outgrown(draft, latest.keySet()));
    }

    /** Slots with a task that has ended just now, and was no history as long as it might run (H-3, H-6). */
    private static List<Integer> outgrown(Draft draft, Collection<TaskId> tasks) {
        return tasks.stream()
                .flatMap(task -> draft.slots().member(task).stream())
                .filter(member -> !member.isLive() && member.observed().isTerminal())
                .map(Member::slot)
                .distinct()
                .filter(slot -> !draft.slots().liveOf(slot).isEmpty())
                .toList();
    }

    /** Same state again says nothing new; a lower one, or of a lower desired state, comes too late (L-2). */
    private static boolean isNews(Member member, Sighting sighting) {
        if (sighting.gone()) return true;
        if (sighting.state().isBefore(member.observed())) return false;
        if (member.told().filter(told -> !sighting.desired().isAtLeast(told)).isPresent()) return false;
        return sighting.state() != member.observed()
                || !member.told().equals(Optional.of(sighting.desired()))
                || !sighting.node().equals(member.node());
    }

    static void hearOfNode(Draft draft, NodeId node, Standing standing, long version, Optional<NodeFacts> facts) {
        var known = draft.live().nodes().get(node);
        if (known != null && known.version() >= version) return;
        draft.add(new NodeNoted(node, standing, version, facts));

        var there = draft.slots().on(node).stream()
                .map(draft.slots()::get)
                .filter(Member::isLive)
                .filter(member -> !member.observed().isTerminal()) // It waits for its restart, wherever that will be.
                .sorted((a, b) -> a.slot() - b.slot())
                .toList();
        var replacing = new Replacing(draft);
        if (standing.isInvalid()) {
            there.forEach(replacing::relocate);
        } else {
            facts.filter(f -> f.spec().availability() == Availability.ACTIVE)
                    .ifPresent(f -> enforce(draft, replacing, there, f));
        }
        replacing.write();
        releaseDue(draft); // A node that is lost holds nobody back any more.
    }

    /** N-6: tasks whose node no longer meets the constraints of the present spec are rejected and replaced. */
    private static void enforce(Draft draft, Replacing replacing, List<Member> there, NodeFacts facts) {
        var constraints = draft.live().spec().task().placement().constraints();
        if (Constraints.satisfiedBy(constraints, facts)) return;
        var victims = there.stream()
                .filter(member -> member.observed().isBefore(TaskState.COMPLETE))
                .toList();
        if (victims.isEmpty()) return;
        draft.add(new TasksRejected(
                victims.stream().map(Member::id).toList(),
                "task rejected by constraint enforcer",
                "assigned node no longer meets constraints"));
        victims.forEach(replacing::enforce);
    }

    /**
     * Lets those held tasks start whose time has come and whose predecessor is out of the way (RS-5, U-10). One that has
     * ended meanwhile is only now replaced, after a delay of its own (RS-7).
     */
    static void releaseDue(Draft draft) {
        var due = draft.slots().held().stream()
                .map(draft.slots()::get)
                .filter(member -> isDue(draft, member.hold().orElseThrow()))
                .sorted(Comparator.comparing(Member::id))
                .toList();
        var ready = due.stream()
                .filter(member -> !member.observed().isTerminal())
                .map(Member::id)
                .toList();
        if (!ready.isEmpty()) draft.add(new TasksReleased(ready));
        var replacing = new Replacing(draft);
        due.stream().filter(member -> member.observed().isTerminal()).forEach(replacing::restart);
        replacing.write();
    }

    private static boolean isDue(Draft draft, Hold hold) {
        if (draft.now.isBefore(hold.notBefore())) return false;
        return hold.until()
                        .flatMap(draft.slots()::member)
                        .filter(draft::mayStillRun)
                        .isEmpty()
                || !draft.now.isBefore(hold.atLatest());
    }

    /** Collects replacements, so that many failures at once are one fact of each kind. */
    private static final class Replacing {

        private final Draft draft;
        private final Map<TaskId, Reason> ended = new LinkedHashMap<>();
        private final Map<Reason, List<Plan>> planned = new EnumMap<>(Reason.class);
        private final List<Integer> retakenSlots = new ArrayList<>();
        private final List<Optional<TaskId>> retakenTasks = new ArrayList<>();
        private final List<Integer> refilled = new ArrayList<>();
        private final Set<Integer> filled = new HashSet<>();

        Replacing(Draft draft) {
            this.draft = draft;
        }

        /** It ended by itself, and is no longer held. */
        void restart(Member old) {
            var policy = Reconcile.revision(draft.live(), old).task().restart();
            replace(old.released(), Reason.RESTARTED, policy.delay(), false);
        }

        /** Its node is lost, drained or gone: at once, and no attempt counts (W-17). */
        void relocate(Member old) {
            replace(old, Reason.RELOCATED, Duration.ZERO, draft.mayStillRun(old));
        }

        /** Its node no longer suits: after the restart delay, without waiting for its stop (N-6). */
        void enforce(Member old) {
            var policy = Reconcile.revision(draft.live(), old).task().restart();
            replace(old, Reason.ENFORCED, policy.delay(), false);
        }

        void refill(int slot) {
            refilled.add(slot);
        }

        private void replace(Member old, Reason reason, Duration delay, boolean wait) {
            var nodeCaused = reason != Reason.RESTARTED;
            ended.put(old.id(), reason);
            var inHand = draft.live().rollout().flatMap(rollout -> rollout.newTask(old.slot()));
            var isAwaited = nodeCaused && inHand.equals(Optional.of(old.id()));
            if (!isAwaited && isServed(old.slot())) return;
            var policy = Reconcile.revision(draft.live(), old).task().restart();
            var past = Optional.ofNullable(draft.live().restarts().get(old.slot()));
            if (!RestartRules.shouldRestart(old, policy, past, nodeCaused)) return;

            var hold = Optional.of(RestartRules.hold(old, delay, wait, draft.now))
                    .filter(h -> draft.now.isBefore(h.notBefore()) || h.until().isPresent());
            var task = draft.freshTask();
            filled.add(old.slot());
            plans(reason)
                    .add(new Plan(
                            task, old.slot(), hold.isPresent() ? DesiredState.READY : DesiredState.RUNNING, hold));
            if (isAwaited) {
                retakenSlots.add(old.slot()); // The update waits for the replacement instead.
                retakenTasks.add(Optional.of(task));
            }
        }

        /**
         * Another task of the slot stays, or has just been planned. One of an earlier spec stays only until the present one
         * runs (U-11), unless its turn is still to come or the update stands still.
         */
        private boolean isServed(int slot) {
            if (filled.contains(slot)) return true;
            var others = draft.slots().liveOf(slot).stream()
                    .filter(other -> !ended.containsKey(other.id()))
                    .toList();
            if (others.isEmpty()) return false;
            var isLeftToUpdate = draft.live()
                    .rollout()
                    .filter(rollout ->
                            rollout.standsStill() || rollout.waiting().contains(slot))
                    .isPresent();
            return isLeftToUpdate || others.stream().anyMatch(other -> !Reconcile.isDirty(draft, other));
        }

        private List<Plan> plans(Reason reason) {
            return planned.computeIfAbsent(reason, first -> new ArrayList<>());
        }

        private List<TaskId> ended(Reason reason) {
            return ended.entrySet().stream()
                    .filter(one -> one.getValue() == reason)
                    .map(Map.Entry::getKey)
                    .toList();
        }

        void write() {
            for (var reason : new TreeSet<>(ended.values())) {
                draft.add(new TasksEnded(ended(reason), DesiredState.SHUTDOWN, reason));
            }
            var specVersion = draft.live().specVersion();
            var slots = new LinkedHashSet<Integer>();
            planned.forEach((reason, plans) -> {
                if (!plans.isEmpty()) draft.add(new TasksPlanned(plans, specVersion, reason));
                plans.forEach(plan -> slots.add(plan.slot()));
            });
            if (!retakenSlots.isEmpty()) draft.add(new SlotsTaken(retakenSlots, retakenTasks));
            if (!slots.isEmpty()) Reconcile.History.prune(draft, slots);
            Reconcile.plan(draft, refilled, Reason.SCALED);
        }
    }
}
