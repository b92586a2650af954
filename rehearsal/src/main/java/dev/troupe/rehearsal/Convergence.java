package dev.troupe.rehearsal;

import dev.troupe.agent.driver.Condition;
import dev.troupe.agent.driver.Found;
import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.node.NodeState;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.roster.ServiceView;
import dev.troupe.core.roster.TaskView;
import dev.troupe.core.roster.Unsettled;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.spec.UpdatePolicy;
import dev.troupe.core.swarm.SwarmSpec;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskState;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether a swarm that nothing disturbs any more is as its clients asked; and what is missing. */
final class Convergence {

    private static final long CPUS_OF_ONE_NODE = 2_000_000_000L;

    private final VirtualSwarm swarm;

    Convergence(VirtualSwarm swarm) {
        this.swarm = swarm;
    }

    /** Services that need nobody's help: their image runs, their room is there, no update waits for a client. */
    Set<String> sound() {
        var roster = swarm.roster();
        var roomy = roster.services().stream().mapToLong(Convergence::cpus).sum() <= CPUS_OF_ONE_NODE / 2;
        return roster.services().stream()
                .filter(service -> isSound(service, roomy))
                .map(service -> service.spec().name())
                .collect(Collectors.toSet());
    }

    private static long cpus(ServiceView service) {
        return Invariants.replicas(service.spec())
                * service.spec().task().reservations().nanoCpus();
    }

    private static boolean isSound(ServiceView service, boolean roomy) {
        var task = service.spec().task();
        return Images.runs(task.container().image())
                && (roomy || task.reservations().nanoCpus() == 0)
                && service.spec().endpoint().ports().isEmpty()
                && task.placement().constraints().isEmpty()
                && !mayKeepOldTasks(service.spec())
                && service.updateStatus()
                        .filter(status -> status.state().isPaused())
                        .isEmpty();
    }

    /** With start-first a new task that comes too late is given up, and the old one goes on (U-11, U-12). */
    private static boolean mayKeepOldTasks(ServiceSpec spec) {
        return spec.updateDeadline().isPresent() && spec.updatePolicy().order() == UpdatePolicy.Order.START_FIRST;
    }

    /** What is not yet as it should be of the nodes and of these services. */
    Optional<String> missing(Set<String> names) {
        var roster = swarm.roster();
        for (var node : swarm.nodes()) {
            var state = roster.node(node.id()).map(view -> view.facts().state());
            if (!state.equals(Optional.of(NodeState.READY))) {
                return Optional.of(node.description().hostname() + " is "
                        + state.map(NodeState::word).orElse("not known"));
            }
        }
        return roster.services().stream()
                .filter(service -> names.contains(service.spec().name()))
                .flatMap(service -> missing(service, roster).stream())
                .findFirst();
    }

    /** An update with a deadline ends in one way or another, whatever its image does (U-12). */
    Optional<String> late() {
        return swarm.roster().services().stream()
                .filter(service -> service.spec().updateDeadline().isPresent() && isUpdating(service))
                .findFirst()
                .map(service -> "the update of " + service.spec().name() + " has a deadline, and has not ended");
    }

    private static boolean isUpdating(ServiceView service) {
        return service.updateStatus()
                .filter(status -> switch (status.state()) {
                    case UPDATING, ROLLBACK_STARTED -> true;
                    case PAUSED, COMPLETED, ROLLBACK_PAUSED, ROLLBACK_COMPLETED -> false;
                })
                .isPresent();
    }

    private Optional<String> missing(ServiceView service, Roster roster) {
        var name = service.spec().name();
        if (isUpdating(service)) return Optional.of("the update of " + name + " has not ended");
        var slots = new HashSet<Integer>();
        for (var task : roster.tasksOf(service.id())) {
            if (task.status().state().isTerminal()) continue;
            if (!isAsAsked(task, service)) return Optional.of("left over: " + words(task));
            if (!slots.add(task.draft().slot())) return Optional.of("twice in its slot: " + words(task));
        }
        var wanted = Invariants.replicas(service.spec());
        return slots.size() == wanted
                ? Optional.empty()
                : Optional.of("%s runs %d of %d".formatted(name, slots.size(), wanted));
    }

    private static boolean isAsAsked(TaskView task, ServiceView service) {
        return task.status().state() == TaskState.RUNNING
                && task.desired() == DesiredState.RUNNING
                && task.draft().spec().essence().equals(service.spec().task().essence());
    }

    /** What nobody asked for, or nobody was told of: also this must be gone once all is as it should be. */
    Optional<String> remains() {
        var roster = swarm.roster();
        for (var task : roster.tasks()) {
            if (roster.service(task.service()).isEmpty()) return Optional.of("without a service: " + words(task));
            if (task.node().filter(node -> roster.node(node).isEmpty()).isPresent()
                    && !task.status().state().isTerminal()) {
                return Optional.of("on a removed node: " + words(task));
            }
        }
        if (!roster.leaving().isEmpty()) return Optional.of("nobody was told that these are gone: " + roster.leaving());
        var owing = Unsettled.of(roster).stream()
                .filter(entity -> entity.kind() == EntityKind.SERVICE || entity.kind() == EntityKind.TASK)
                .toList();
        if (!owing.isEmpty()) return Optional.of("somebody still owes something: " + owing);
        return history(roster).or(() -> containers(roster));
    }

    /** H-1. */
    private static Optional<String> history(Roster roster) {
        for (var service : roster.services()) {
            var perSlot = roster.tasksOf(service.id()).stream()
                    .collect(Collectors.groupingBy(task -> task.draft().slot(), Collectors.counting()));
            for (var slot : perSlot.entrySet()) {
                if (slot.getValue() > SwarmSpec.DEFAULT_TASK_HISTORY_LIMIT) {
                    return Optional.of("%s keeps %d tasks of slot %d"
                            .formatted(service.spec().name(), slot.getValue(), slot.getKey()));
                }
            }
        }
        return Optional.empty();
    }

    /** Exactly what lists show runs, and no container is left of what they do not show. */
    private Optional<String> containers(Roster roster) {
        for (var node : swarm.nodes()) {
            var hostname = node.description().hostname();
            var found = node.driver().adopt().toCompletableFuture().join();
            var listed = roster.tasksOn(node.id()).stream()
                    .collect(
                            Collectors.toMap(TaskView::id, task -> task.status().state()));
            for (var container : found) {
                var state = listed.get(container.task());
                if (state == null) return Optional.of(hostname + " has a container that no list shows: " + container);
                if (isUp(container) != (state == TaskState.RUNNING)) {
                    return Optional.of("%s: task %s is listed as %s, and its container is %s"
                            .formatted(hostname, container.task(), state.word(), container.condition()));
                }
            }
            var there = found.stream().map(Found::task).collect(Collectors.toSet());
            for (var task : listed.entrySet()) {
                if (task.getValue() == TaskState.RUNNING && !there.contains(task.getKey())) {
                    return Optional.of("%s has no container of task %s".formatted(hostname, task.getKey()));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isUp(Found container) {
        return switch (container.condition()) {
            case Condition.Up up -> true;
            case Condition.Starting starting -> true;
            case Condition.Unhealthy unhealthy -> true;
            case Condition.Created created -> false;
            case Condition.Ended ended -> false;
            case Condition.Destroyed destroyed -> false;
        };
    }

    private static String words(TaskView task) {
        return "%s.%d %s, desired %s, %s%s"
                .formatted(
                        task.draft().serviceName(),
                        task.draft().slot(),
                        task.id(),
                        task.desired().word(),
                        task.status().state().word(),
                        task.status().error().isEmpty()
                                ? ""
                                : " (" + task.status().error() + ")");
    }

    /** All services there are. */
    Set<String> all() {
        return swarm.roster().services().stream()
                .map(service -> service.spec().name())
                .collect(Collectors.toSet());
    }

    List<String> unsound() {
        var sound = sound();
        return all().stream().filter(name -> !sound.contains(name)).sorted().toList();
    }
}
