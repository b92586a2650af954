package dev.troupe.app.vitals;

import dev.troupe.core.node.NodeState;
import dev.troupe.core.node.Role;
import dev.troupe.core.roster.Counting;
import dev.troupe.core.roster.NodeView;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.roster.TaskView;
import dev.troupe.core.service.UpdateStatus;
import dev.troupe.core.spec.Resources;
import dev.troupe.core.swarm.Swarm;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskState;
import dev.troupe.core.vitals.Progress;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.function.ToDoubleFunction;

/**
 * How the swarm stands, computed from the roster when Prometheus asks: no event pays for it, and what was removed is gone
 * with the next scrape. Swarm's own names where it has one (docs/metrics.md).
 */
final class RosterFigures implements MultiCollector {

    static final String STACK_LABEL = "com.docker.stack.namespace";

    private record Kind(String service, DesiredState desired, TaskState observed) {}

    private final Surroundings around;

    RosterFigures(Surroundings around) {
        this.around = around;
    }

    @Override
    public MetricSnapshots collect() {
        var roster = around.roster().get();
        var all = MetricSnapshots.builder();
        swarm(all, roster);
        engine(all);
        tasks(all, roster);
        services(all, roster);
        nodes(all, roster);
        feed(all, roster);
        return all.build();
    }

    private void swarm(MetricSnapshots.Builder all, Roster roster) {
        var states = new EnumMap<NodeState, Integer>(NodeState.class);
        for (var node : roster.nodes()) states.merge(node.facts().state(), 1, Integer::sum);
        var nodes = new Family("swarm_manager_nodes", "Number of nodes, by their state.", "state");
        for (var state : NodeState.values()) nodes.point(states.getOrDefault(state, 0), state.word());
        add(all, nodes);
        single(
                all,
                "swarm_manager_leader",
                "1 if this manager leads.",
                around.leads().getAsBoolean() ? 1 : 0);
        single(
                all,
                "swarm_manager_services_total",
                "Number of services.",
                roster.services().size());
        single(all, "swarm_manager_networks_total", "Number of networks of the swarm; there are none yet.", 0);
        single(all, "swarm_manager_secrets_total", "Number of secrets; there are none yet.", 0);
        single(all, "swarm_manager_configs_total", "Number of configs; there are none yet.", 0);
        single(all, "swarm_node_manager", "1 if this node is a manager.", 1);
        if (!(roster.swarm() instanceof Swarm.Active active)) return;
        var info = new Family("swarm_node_info", "1; which swarm and node this is.", "swarm_id", "node_id");
        roster.nodes().stream()
                .filter(node -> node.facts().role() == Role.MANAGER)
                .min(Comparator.comparing(NodeView::createdAt)
                        .thenComparing(node -> node.facts().id()))
                .ifPresent(node -> info.point(1, active.id(), node.facts().id().value()));
        add(all, info);
    }

    private void engine(MetricSnapshots.Builder all) {
        var host = around.host();
        add(
                all,
                new Family(
                                "engine_daemon_engine_info",
                                "1; the program and the machine it runs on.",
                                "version",
                                "commit",
                                "architecture",
                                "kernel",
                                "os",
                                "os_type")
                        .point(
                                1,
                                host.version(),
                                host.commit(),
                                host.architecture(),
                                host.kernelVersion(),
                                host.operatingSystem(),
                                "linux"));
        single(all, "engine_daemon_engine_cpus_cpus", "Number of CPUs of this machine.", host.cpus());
        single(all, "engine_daemon_engine_memory_bytes", "Memory of this machine.", (double) host.memoryBytes());
    }

    private static void tasks(MetricSnapshots.Builder all, Roster roster) {
        var states = new EnumMap<TaskState, Integer>(TaskState.class);
        var kinds = new HashMap<Kind, Integer>();
        for (var task : roster.tasks()) {
            states.merge(task.status().state(), 1, Integer::sum);
            kinds.merge(kind(task), 1, Integer::sum);
        }
        var total = new Family("swarm_manager_tasks_total", "Number of tasks, by their observed state.", "state");
        for (var state : TaskState.values()) total.point(states.getOrDefault(state, 0), state.word());
        add(all, total);
        var perService = new Family(
                "troupe_service_tasks",
                "Number of tasks of a service, by what is wanted of them and how they were last observed.",
                "service",
                "desired",
                "observed");
        kinds.forEach((kind, count) -> perService.point(
                count, kind.service(), kind.desired().word(), kind.observed().word()));
        add(all, perService);
        single(
                all,
                "troupe_tasks_awaiting_node",
                "Number of tasks that no node has room for yet.",
                roster.tasksAwaitingPlacement().size());
    }

    private static Kind kind(TaskView task) {
        return new Kind(
                task.draft().serviceName(), task.desired(), task.status().state());
    }

    private static void services(MetricSnapshots.Builder all, Roster roster) {
        var desired = new Family(
                "troupe_service_replicas_desired", "Number of tasks a service asks for.", "service", "stack");
        var running = new Family(
                "troupe_service_replicas_running",
                "Number of tasks of a service that were last observed running, on nodes that are not down.",
                "service",
                "stack");
        var update = new Family(
                "troupe_service_update_state",
                "1 for the state of the service's last update or rollback, 0 for the other states; absent: no update.",
                "service",
                "state");
        var rollout = new Family(
                "troupe_service_rollout_slots",
                "Slots of a service whose update or rollback goes on or is paused: done, in_hand or waiting.",
                "service",
                "slots");
        var failures = new Family(
                "troupe_service_rollout_failures",
                "Tasks of the newest revision that failed since the rollout began, while it goes on or is paused.",
                "service");
        var there = Counting.NODES_NOT_DOWN.of(roster);
        for (var service : roster.services()) {
            var name = service.spec().name();
            var stack = service.spec().labels().getOrDefault(STACK_LABEL, "");
            desired.point(service.spec().replicas(), name, stack);
            running.point(there.applyAsInt(service.id()), name, stack);
            service.updateStatus().map(UpdateStatus::state).ifPresent(is -> {
                for (var state : UpdateStatus.State.values()) update.point(is == state ? 1 : 0, name, state.word());
            });
            Progress.of(roster, service).ifPresent(progress -> {
                rollout.point(progress.done(), name, "done");
                rollout.point(progress.inHand(), name, "in_hand");
                rollout.point(progress.waiting(), name, "waiting");
                failures.point(progress.failed(), name);
            });
        }
        add(all, desired);
        add(all, running);
        add(all, update);
        add(all, rollout);
        add(all, failures);
    }

    private void nodes(MetricSnapshots.Builder all, Roster roster) {
        resources(all, roster, "cpus", "CPUs", resources -> resources.nanoCpus() / 1e9);
        resources(all, roster, "memory_bytes", "Memory", Resources::memoryBytes);
        var heard = around.heard().get();
        var now = around.clock().instant();
        var age = new Family(
                "troupe_node_heartbeat_age_seconds",
                "Time since this manager last heard the node's agent; absent: never.",
                "node",
                "node_id");
        for (var node : roster.nodes()) {
            var last = heard.get(node.facts().id());
            if (last != null) age.point(seconds(Duration.between(last, now)), labels(node));
        }
        add(all, age);
    }

    private static void resources(
            MetricSnapshots.Builder all, Roster roster, String unit, String what, ToDoubleFunction<Resources> amount) {
        var capacity =
                new Family("troupe_node_capacity_" + unit, what + " of a node, as its agent says.", "node", "node_id");
        var reserved = new Family(
                "troupe_node_reserved_" + unit, what + " of a node that its tasks reserve.", "node", "node_id");
        for (var node : roster.nodes()) {
            capacity.point(amount.applyAsDouble(node.facts().description().resources()), labels(node));
            reserved.point(amount.applyAsDouble(node.load().charged()), labels(node));
        }
        add(all, capacity);
        add(all, reserved);
    }

    private static String[] labels(NodeView node) {
        return new String[] {
            node.facts().description().hostname(), node.facts().id().value()
        };
    }

    private void feed(MetricSnapshots.Builder all, Roster roster) {
        single(all, "troupe_roster_offset", "Offset of the last fact the roster has seen.", (double) roster.offset());
        single(
                all,
                "troupe_roster_lag_seconds",
                "Age of the oldest fact the roster has not seen; 0: it has seen all.",
                seconds(around.lag().get()));
    }

    private static double seconds(Duration duration) {
        return Math.max(0, duration.toNanos() / 1e9);
    }

    private static void single(MetricSnapshots.Builder all, String name, String help, double value) {
        add(all, new Family(name, help).point(value));
    }

    private static void add(MetricSnapshots.Builder all, Family family) {
        all.metricSnapshot(family.snapshot());
    }
}
