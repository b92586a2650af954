package dev.troupe.core.roster;

import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.HostPort;
import dev.troupe.core.node.NodeDescription;
import dev.troupe.core.node.NodeEvent;
import dev.troupe.core.node.NodeSpec;
import dev.troupe.core.node.Reservation;
import dev.troupe.core.node.Role;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.rule.Event;
import dev.troupe.core.rule.Fact;
import dev.troupe.core.service.Plan;
import dev.troupe.core.service.Reason;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.service.Sighting;
import dev.troupe.core.service.UpdateStatus;
import dev.troupe.core.spec.ContainerSpec;
import dev.troupe.core.spec.EndpointSpec;
import dev.troupe.core.spec.Platform;
import dev.troupe.core.spec.PortConfig;
import dev.troupe.core.spec.Resources;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.spec.TaskSpec;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskEvent;
import dev.troupe.core.task.TaskState;
import dev.troupe.core.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What happened, one fact after another on a clock we turn by hand, and the roster that follows from it. */
final class Chronicle {

    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    static final ServiceId WEB = new ServiceId("webid");
    static final NodeId N1 = new NodeId("n1");
    static final NodeId N2 = new NodeId("n2");
    static final Resources RESERVED = new Resources(500_000_000, 64 << 20, 0, Map.of("gpu", 1L));
    static final HostPort PORT = new HostPort("tcp", 8080);

    /** What clients were told so far. */
    final List<SwarmMessage> messages = new ArrayList<>();

    /** All that happened, in order. */
    final List<Recorded> facts = new ArrayList<>();

    private final Map<EntityRef, Long> sequences = new HashMap<>();
    private long offset;
    private Instant now = NOON;
    private Roster roster = Roster.empty();

    /** A service that reserves something and publishes a port on the host. */
    static ServiceSpec spec(String image, int replicas) {
        var task = TaskSpec.of(ContainerSpec.of(image), image).withReservations(RESERVED);
        return ServiceSpec.of("Web", replicas, task)
                .withLabels(Map.of("tier", "front"))
                .withEndpoint(new EndpointSpec("vip", List.of(new PortConfig("", "tcp", 80, 8080, true))));
    }

    static UpdateStatus update(UpdateStatus.State state) {
        return new UpdateStatus(state, NOON, Optional.empty(), state.word());
    }

    static TaskId task(String id) {
        return new TaskId(id);
    }

    static TaskStatus status(TaskState state, Instant at) {
        return TaskStatus.of(state, state.word(), at);
    }

    /** Two ready nodes and a service of that name, image and size. */
    static Chronicle ofWeb(int replicas) {
        return new Chronicle()
                .joins(N1)
                .joins(N2)
                .happens(WEB, new ServiceEvent.Created(WEB, spec("alpine:3", replicas), 5));
    }

    Roster roster() {
        return roster;
    }

    Instant now() {
        return now;
    }

    TaskView shown(String task) {
        return roster.task(task(task)).orElseThrow();
    }

    Chronicle later(Duration duration) {
        now = now.plus(duration);
        return this;
    }

    Chronicle joins(NodeId node) {
        var description = new NodeDescription(
                node + "-host",
                new Platform("linux", "x86_64"),
                new Resources(4_000_000_000L, 8L << 30, 0, Map.of()),
                "29.0.0",
                Map.of(),
                List.of());
        return happens(node, new NodeEvent.Joined(node, NodeSpec.active(Role.WORKER), description, ""))
                .happens(node, new NodeEvent.Registered(description, "10.0.0.1"));
    }

    Chronicle plans(String... tasks) {
        return plans(DesiredState.RUNNING, tasks);
    }

    /** One task per slot, from slot 1. */
    Chronicle plans(DesiredState desired, String... tasks) {
        var slot = new int[1];
        var plans = Arrays.stream(tasks)
                .map(id -> new Plan(task(id), ++slot[0], desired, Optional.empty()))
                .toList();
        var specVersion = roster.service(WEB).orElseThrow().specVersion();
        return happens(WEB, new ServiceEvent.TasksPlanned(plans, specVersion, Reason.CREATED));
    }

    Chronicle plansInSlot(int slot, String task) {
        var plan = new Plan(task(task), slot, DesiredState.READY, Optional.empty());
        var specVersion = roster.service(WEB).orElseThrow().specVersion();
        return happens(WEB, new ServiceEvent.TasksPlanned(List.of(plan), specVersion, Reason.CREATED));
    }

    Chronicle creates(String... tasks) {
        for (var id : tasks) happens(task(id), new TaskEvent.Created(shown(id).draft()));
        return this;
    }

    Chronicle reserves(NodeId node, String... tasks) {
        var reservations = Arrays.stream(tasks)
                .map(id -> new Reservation(task(id), WEB, RESERVED, List.of(PORT)))
                .toList();
        return happens(node, new NodeEvent.TasksReserved(reservations, List.of()));
    }

    Chronicle assigns(NodeId node, String... tasks) {
        for (var id : tasks) happens(task(id), new TaskEvent.Assigned(node));
        return this;
    }

    Chronicle observes(TaskState state, String... tasks) {
        for (var id : tasks) happens(task(id), new TaskEvent.Observed(status(state, now)));
        return this;
    }

    /** From plan to running, with all that lies between. */
    Chronicle runs(NodeId node, String... tasks) {
        return plans(tasks)
                .creates(tasks)
                .reserves(node, tasks)
                .assigns(node, tasks)
                .observes(TaskState.RUNNING, tasks);
    }

    /** The service has heard of these how they stand. */
    Chronicle sights(String... tasks) {
        var sightings =
                Arrays.stream(tasks).map(this::shown).map(Chronicle::sighting).toList();
        return happens(WEB, new ServiceEvent.TasksSighted(sightings));
    }

    static Sighting sighting(TaskView task) {
        return new Sighting(
                task.id(),
                task.desired(),
                task.status().state(),
                task.node(),
                task.status().at(),
                false);
    }

    /** The service has heard that this one deleted itself. */
    Chronicle hearsOfTheEndOf(String task) {
        var gone = new Sighting(task(task), DesiredState.REMOVE, TaskState.REMOVE, Optional.empty(), now, true);
        return happens(WEB, new ServiceEvent.TasksSighted(List.of(gone)));
    }

    Chronicle ends(DesiredState desired, String... tasks) {
        var ids = Arrays.stream(tasks).map(Chronicle::task).toList();
        return happens(WEB, new ServiceEvent.TasksEnded(ids, desired, Reason.UPDATED));
    }

    Chronicle happens(ServiceId service, ServiceEvent event) {
        return happens(new EntityRef(EntityKind.SERVICE, service.value()), event);
    }

    Chronicle happens(TaskId task, TaskEvent event) {
        return happens(new EntityRef(EntityKind.TASK, task.value()), event);
    }

    Chronicle happens(NodeId node, NodeEvent event) {
        return happens(new EntityRef(EntityKind.NODE, node.value()), event);
    }

    Chronicle happens(EntityRef entity, Event event) {
        var recorded = next(entity, event);
        facts.add(recorded);
        var before = roster;
        roster = before.with(recorded);
        SwarmMessages.of(before, recorded, roster).ifPresent(messages::add);
        return this;
    }

    /** The next fact of that entity, written down but not yet shown to the roster. */
    <E extends Event> Recorded next(EntityRef entity, E event) {
        var sequence = sequences.merge(entity, 1L, Long::sum);
        return new Recorded(++offset, entity, sequence, new Fact<>(event, now, Cause.outside("a story", "story")));
    }
}
