package dev.troupe.core.history;

import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.feed.ListedTrail;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.feed.Trail;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
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
import dev.troupe.core.spec.EndpointSpec;
import dev.troupe.core.spec.Platform;
import dev.troupe.core.spec.Resources;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskDraft;
import dev.troupe.core.task.TaskEvent;
import dev.troupe.core.task.TaskState;
import dev.troupe.core.task.TaskStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A journal in a list, written by hand: services of the stack they are said to be in, their tasks, and nodes. */
final class Written {

    final List<Recorded> facts = new ArrayList<>();
    private final Map<EntityRef, Long> sequences = new HashMap<>();
    private final Map<String, ServiceSpec> specs = new HashMap<>();
    /** Slots from 1, by task. */
    private final Map<String, Integer> slots = new HashMap<>();

    private int lookUps;

    Trail trail() {
        var all = ListedTrail.over(facts);
        return ListedTrail.of((entity, first, last) -> {
            lookUps++;
            return all.between(entity, first, last, Trail.ANY);
        });
    }

    /** How often it was read since this was asked last. */
    int lookUps() {
        var counted = lookUps;
        lookUps = 0;
        return counted;
    }

    Recorded creates(String service, String stack) {
        var spec = spec(service, stack);
        return happens(EntityKind.SERVICE, service, new ServiceEvent.Created(new ServiceId(service), spec, 5));
    }

    Recorded moves(String service, String stack) {
        var spec = spec(service, stack);
        return happens(
                EntityKind.SERVICE, service, new ServiceEvent.SpecChanged(spec, 2, Optional.empty(), Optional.empty()));
    }

    private ServiceSpec spec(String service, String stack) {
        var old = Facts.spec("nginx:1");
        var spec = new ServiceSpec(
                service + "-name",
                Map.of(Directory.STACK, stack),
                old.task(),
                old.mode(),
                old.update(),
                old.rollback(),
                old.endpoint(),
                old.document());
        specs.put(service, spec);
        return spec;
    }

    /** Tasks of the next slots; they are as the service is now. */
    Recorded plans(String service, String... tasks) {
        var plans = Arrays.stream(tasks)
                .map(task -> {
                    var slot = slots.size() + 1;
                    slots.put(task, slot);
                    return new Plan(new TaskId(task), slot, DesiredState.RUNNING, Optional.empty());
                })
                .toList();
        return happens(EntityKind.SERVICE, service, new ServiceEvent.TasksPlanned(plans, 1, Reason.CREATED));
    }

    Recorded wantsShutdown(String service, String... tasks) {
        var ids = Arrays.stream(tasks).map(TaskId::new).toList();
        return happens(
                EntityKind.SERVICE, service, new ServiceEvent.TasksEnded(ids, DesiredState.SHUTDOWN, Reason.SCALED));
    }

    Recorded exists(String service, String task) {
        var spec = specs.getOrDefault(service, Facts.spec("none"));
        return happens(
                EntityKind.TASK,
                task,
                new TaskEvent.Created(new TaskDraft(
                        new TaskId(task),
                        new ServiceId(service),
                        spec.name(),
                        spec.labels(),
                        slots.getOrDefault(task, 0),
                        1,
                        spec.task(),
                        EndpointSpec.NONE,
                        DesiredState.RUNNING)));
    }

    Recorded reserves(String node, String service, String task) {
        var room = new Reservation(new TaskId(task), new ServiceId(service), Resources.NONE, List.of());
        return happens(EntityKind.NODE, node, new NodeEvent.TasksReserved(List.of(room), List.of()));
    }

    Recorded isAssigned(String task, String node) {
        return happens(EntityKind.TASK, task, new TaskEvent.Assigned(new NodeId(node)));
    }

    Recorded isDesiredShutdown(String task) {
        return happens(EntityKind.TASK, task, new TaskEvent.DesireRaised(DesiredState.SHUTDOWN));
    }

    Recorded runs(String task) {
        return happens(EntityKind.TASK, task, new TaskEvent.Observed(TaskStatus.of(TaskState.RUNNING, "", Facts.NOON)));
    }

    Recorded joins(String node, String hostname) {
        return happens(
                EntityKind.NODE,
                node,
                new NodeEvent.Joined(
                        new NodeId(node), NodeSpec.active(Role.WORKER), description(hostname), "10.0.0.2"));
    }

    Recorded isReady(String node, String hostname) {
        return happens(EntityKind.NODE, node, new NodeEvent.Registered(description(hostname), "10.0.0.2"));
    }

    private static NodeDescription description(String hostname) {
        return new NodeDescription(hostname, new Platform("linux", "x86_64"), Resources.NONE, "1", Map.of(), List.of());
    }

    Recorded goesDown(String node) {
        return happens(EntityKind.NODE, node, new NodeEvent.WentDown("heartbeat failure"));
    }

    /** On the word of the thing itself; offsets have holes. */
    private Recorded happens(EntityKind kind, String id, Event event) {
        var entity = new EntityRef(kind, id);
        var by = kind.word() + " " + id;
        var recorded = new Recorded(
                3L * (facts.size() + 1),
                entity,
                sequences.merge(entity, 1L, Long::sum),
                new Fact<>(event, Facts.NOON, Cause.outside(by, "c")));
        facts.add(recorded);
        return recorded;
    }
}
