package dev.troupe.rehearsal;

import static dev.troupe.core.spec.UpdatePolicy.Order.START_FIRST;

import dev.troupe.core.feed.Recorded;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.HostPort;
import dev.troupe.core.node.NodeEvent;
import dev.troupe.core.placement.Constraints;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.roster.TaskView;
import dev.troupe.core.service.Member;
import dev.troupe.core.service.Reason;
import dev.troupe.core.service.Service;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.service.ServiceRules;
import dev.troupe.core.service.UpdateStatus;
import dev.troupe.core.spec.Mode;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.spec.UpdatePolicy;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskDraft;
import dev.troupe.core.task.TaskEvent;
import dev.troupe.core.task.TaskState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/**
 * What must hold after every fact, in words a user understands. Looks only at what the journal tells, and at nothing the
 * manager thinks.
 */
final class Invariants implements VirtualSwarm.Watcher {

    /** At least so many tasks of a service are to stay running while its update goes on. */
    private record Floor(int running) {}

    private final BooleanSupplier troubled;
    private final Map<ServiceId, Service> services = new HashMap<>();
    private final Map<ServiceId, Floor> floors = new HashMap<>();
    /** What the update before had in hand when it was superseded. */
    private final Map<ServiceId, Set<Integer>> inHandBefore = new HashMap<>();
    /** Slots that were given a task since the last look at them. */
    private final Map<ServiceId, Set<Integer>> crowded = new HashMap<>();
    /** How the last rollout went about it, also once it is over. */
    private final Map<ServiceId, UpdatePolicy.Order> orders = new HashMap<>();
    /** Tasks that came, with start-first, in the place of one that ended: they may take over from one of an earlier spec. */
    private final Set<TaskId> replacements = new HashSet<>();

    private Optional<String> broken = Optional.empty();

    /** @param troubled whether tasks may have ended for other reasons than what their service does */
    Invariants(BooleanSupplier troubled) {
        this.troubled = troubled;
    }

    /** The first one that did not hold. */
    Optional<String> broken() {
        return broken;
    }

    void breaks(String why) {
        if (broken.isEmpty()) broken = Optional.of(why);
    }

    @Override
    public void sees(Recorded recorded, Roster before, Roster after) {
        switch (recorded.fact().event()) {
            case ServiceEvent event -> service(recorded, event);
            case TaskEvent event -> task(new TaskId(recorded.entity().id()), event, before, after);
            case NodeEvent.TasksReserved(var reservations, var choices) ->
                roomIsThere(new NodeId(recorded.entity().id()), after);
            default -> {}
        }
    }

    // A service and its update.

    private void service(Recorded recorded, ServiceEvent event) {
        var id = new ServiceId(recorded.entity().id());
        var was = services.getOrDefault(id, new Service.Absent());
        var is = ServiceRules.evolve(
                was, event, recorded.fact().at(), recorded.fact().cause());
        services.put(id, is);
        if (!(is instanceof Service.Live live)) {
            floors.remove(id);
            return;
        }
        switch (event) {
            case ServiceEvent.SpecChanged changed -> {
                floors.remove(id);
                if (was instanceof Service.Live earlier) {
                    rollbackEndsAtPrevious(earlier, changed);
                    inHandBefore.put(
                            id,
                            earlier.rollout()
                                    .map(rollout -> Set.copyOf(rollout.inHand().keySet()))
                                    .orElse(Set.of()));
                }
            }
            case ServiceEvent.RolloutStarted started -> watchFloor(live);
            case ServiceEvent.RolloutFinished finished -> floors.remove(id);
            case ServiceEvent.RolloutPaused paused -> floors.remove(id);
            case ServiceEvent.UpdateTasksFailed failed -> floors.remove(id);
            // A task that was late is given up, and perhaps none runs in its slot (U-12).
            case ServiceEvent.SlotsDone(var slots, var restUntil) -> {
                if (!slots.stream().allMatch(slot -> isServed(live, slot))) floors.remove(id);
            }
            case ServiceEvent.SlotsTaken taken -> fewEnoughInHand(live, inHandBefore.getOrDefault(id, Set.of()));
            default -> {}
        }
        fewEnoughWanted(live, event);
    }

    private static boolean isServed(Service.Live live, int slot) {
        return live.slots().liveOf(slot).stream().anyMatch(task -> task.observed() == TaskState.RUNNING);
    }

    private void rollbackEndsAtPrevious(Service.Live was, ServiceEvent.SpecChanged changed) {
        var back = changed.status()
                .filter(status -> status.state() == UpdateStatus.State.ROLLBACK_STARTED)
                .isPresent();
        if (back && !was.previous().map(ServiceEvent.Previous::spec).equals(Optional.of(changed.spec()))) {
            breaks(name(was) + " was rolled back to something that is not its previous spec");
        }
    }

    /** An update that may take fewer at a time than the one before still finishes what that had begun. */
    private void fewEnoughInHand(Service.Live live, Set<Integer> before) {
        live.rollout().ifPresent(rollout -> {
            var lanes = lanes(rollout.policy(), rollout.size());
            if (rollout.inHand().size() > lanes
                    && !before.containsAll(rollout.inHand().keySet())) {
                breaks("%s has slots %s in hand, and may have %d at a time"
                        .formatted(name(live), rollout.inHand().keySet(), lanes));
            }
        });
    }

    private static int lanes(UpdatePolicy policy, int size) {
        return policy.parallelism() == 0 ? Math.max(1, size) : policy.parallelism();
    }

    /** Two of a slot may be wanted running only while one takes over from the other. */
    private void fewEnoughWanted(Service.Live live, ServiceEvent event) {
        live.rollout()
                .ifPresent(rollout -> orders.put(live.id(), rollout.policy().order()));
        var slots = crowded.computeIfAbsent(live.id(), any -> new TreeSet<>());
        switch (event) {
            // What they replace ends with the next fact of the same write.
            case ServiceEvent.TasksPlanned(var plans, var version, var reason) -> {
                plans.forEach(plan -> slots.add(plan.slot()));
                if (isReplacement(reason) && orders.get(live.id()) == START_FIRST) {
                    plans.forEach(plan -> replacements.add(plan.task()));
                }
                return;
            }
            case ServiceEvent.TasksReleased(var released) ->
                released.forEach(task -> live.slots().member(task).ifPresent(member -> slots.add(member.slot())));
            default -> {}
        }
        for (var slot : slots) {
            var wanted = live.slots().of(slot).stream()
                    .filter(one -> one.desired() == DesiredState.RUNNING
                            && !one.observed().isTerminal())
                    .toList();
            // The task of a hand-over is planned just before its slot is taken in hand, in the same write.
            var handOver = live.rollout()
                    .filter(rollout -> rollout.policy().order() == START_FIRST
                            && (rollout.inHand().containsKey(slot)
                                    || rollout.waiting().contains(slot)))
                    .isPresent();
            if (wanted.size() > (handOver || isTakeOver(wanted) ? 2 : 1)) {
                breaks("%s wants %d tasks of slot %d running".formatted(name(live), wanted.size(), slot));
            }
        }
        slots.clear();
    }

    private static boolean isReplacement(Reason reason) {
        return switch (reason) {
            case RESTARTED, RELOCATED, ENFORCED -> true;
            case CREATED, SCALED, UPDATED, REMOVED -> false;
        };
    }

    /** With start-first a task that failed is restarted beside the one of the spec before (U-11). */
    private boolean isTakeOver(List<Member> wanted) {
        return wanted.size() == 2
                && replacements.contains(wanted.getLast().id())
                && wanted.getFirst().specVersion() != wanted.getLast().specVersion();
    }

    /** Only where all are there that are wanted, and none of those is on its way out already. */
    private void watchFloor(Service.Live live) {
        var replicas = replicas(live.spec());
        var serving = live.slots().members().values().stream()
                .filter(task -> task.isLive() && task.observed() == TaskState.RUNNING)
                .count();
        if (troubled.getAsBoolean() || serving < replicas) return;
        live.rollout().ifPresent(rollout -> {
            var startFirst = rollout.policy().order() == START_FIRST;
            var inHand = startFirst ? 0 : lanes(rollout.policy(), rollout.size());
            floors.put(live.id(), new Floor(replicas - inHand));
        });
    }

    // Tasks.

    private void task(TaskId id, TaskEvent event, Roster before, Roster after) {
        switch (event) {
            case TaskEvent.Observed(var status) -> {
                var was = before.task(id).map(view -> view.status().state()).orElse(TaskState.NEW);
                if (status.state().isBefore(was)) {
                    breaks("task %s was %s and is %s again"
                            .formatted(id, was.word(), status.state().word()));
                }
                after.task(id).ifPresent(view -> ranAsAsked(view, was, after));
            }
            case TaskEvent.Created(var draft) -> isPlanned(draft);
            case TaskEvent.Assigned(var node) -> after.task(id).ifPresent(view -> belongs(view, node, after));
            default -> {}
        }
    }

    /** Tasks that end by themselves are nobody's fault; those that an update stops are counted. */
    private void ranAsAsked(TaskView view, TaskState was, Roster roster) {
        var service = view.service();
        var floor = floors.get(service);
        if (floor == null || was == view.status().state()) return;
        var failed = view.status().state().isTerminal() && view.desired().isLive();
        if (failed || troubled.getAsBoolean()) {
            floors.remove(service);
        } else if (roster.running(service) < floor.running()) {
            breaks("only %d tasks of %s run during its update, and %d should"
                    .formatted(roster.running(service), view.draft().serviceName(), floor.running()));
        }
    }

    private void isPlanned(TaskDraft draft) {
        var planned = switch (services.getOrDefault(draft.service(), new Service.Absent())) {
            case Service.Absent() -> false;
            case Service.Live live -> live.slots().member(draft.id()).isPresent();
            case Service.Removed removed -> removed.slots().member(draft.id()).isPresent();
        };
        if (!planned) breaks("task " + draft.name() + " was created, and no service has planned it");
    }

    private void belongs(TaskView view, NodeId node, Roster roster) {
        roster.node(node).ifPresent(there -> {
            var constraints = view.draft().spec().placement().constraints();
            if (!Constraints.satisfiedBy(constraints, there.facts())) {
                breaks("task %s must run where %s, and was put on %s"
                        .formatted(
                                view.draft().name(),
                                constraints,
                                there.facts().description().hostname()));
            }
        });
    }

    // Nodes.

    private void roomIsThere(NodeId node, Roster roster) {
        roster.node(node).ifPresent(view -> {
            var hostname = view.facts().description().hostname();
            var has = view.facts().description().resources();
            var charged = view.load().charged();
            if (charged.nanoCpus() > has.nanoCpus() || charged.memoryBytes() > has.memoryBytes()) {
                breaks("%s has %s and carries %s".formatted(hostname, has, charged));
            }
            var claims = roster.tasksOn(node).stream()
                    .filter(TaskView::isCharged)
                    .mapToInt(
                            task -> HostPort.claimedBy(task.draft().endpoint()).size())
                    .sum();
            if (claims > view.load().ports().size()) breaks(hostname + " has two tasks on one host port");
        });
    }

    private static String name(Service.Live live) {
        return live.spec().name();
    }

    static int replicas(ServiceSpec spec) {
        return switch (spec.mode()) {
            case Mode.Replicated(var replicas) -> Math.toIntExact(replicas);
        };
    }
}
