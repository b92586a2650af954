package dev.troupe.core.history;

import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.NodeDescription;
import dev.troupe.core.node.NodeEvent;
import dev.troupe.core.node.NodeSpec;
import dev.troupe.core.node.Role;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.rule.Event;
import dev.troupe.core.rule.Fact;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.spec.ContainerSpec;
import dev.troupe.core.spec.EndpointSpec;
import dev.troupe.core.spec.Platform;
import dev.troupe.core.spec.Resources;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.spec.TaskSpec;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskDraft;
import dev.troupe.core.task.TaskEvent;
import dev.troupe.core.task.TaskState;
import dev.troupe.core.task.TaskStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A service web of the stack shop, its third slot's task, and a node called two. */
final class Facts {

    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    static final ServiceId WEB = new ServiceId("web0id");
    static final TaskId TASK = new TaskId("ok3dtask");
    static final NodeId TWO = new NodeId("two0id");

    private long offset;

    static ServiceSpec spec(String image) {
        return ServiceSpec.of("web", 3, task(image)).withLabels(Map.of(Directory.STACK, "shop"));
    }

    private static TaskSpec task(String image) {
        return TaskSpec.of(ContainerSpec.of(image), image);
    }

    Recorded of(ServiceEvent event) {
        return recorded(EntityKind.SERVICE, WEB.value(), event);
    }

    Recorded of(TaskEvent event) {
        return recorded(EntityKind.TASK, TASK.value(), event);
    }

    Recorded of(NodeEvent event) {
        return recorded(EntityKind.NODE, TWO.value(), event);
    }

    Recorded recorded(EntityKind kind, String id, Event event) {
        return new Recorded(++offset, new EntityRef(kind, id), 1, new Fact<>(event, NOON, Cause.outside("test", "c")));
    }

    Recorded serviceCreated() {
        return serviceCreated("nginx:1");
    }

    Recorded serviceCreated(String image) {
        return of(new ServiceEvent.Created(WEB, spec(image), 5));
    }

    Recorded taskCreated() {
        return of(new TaskEvent.Created(new TaskDraft(
                TASK,
                WEB,
                "web",
                Map.of(Directory.STACK, "shop"),
                3,
                1,
                task("nginx:1"),
                EndpointSpec.NONE,
                DesiredState.RUNNING)));
    }

    Recorded nodeJoined() {
        return of(new NodeEvent.Joined(
                TWO,
                NodeSpec.active(Role.WORKER),
                new NodeDescription("two", new Platform("linux", "x86_64"), Resources.NONE, "1", Map.of(), List.of()),
                "10.0.0.2"));
    }

    Recorded assigned() {
        return of(new TaskEvent.Assigned(TWO));
    }

    Recorded observed(TaskState state, String error) {
        return of(new TaskEvent.Observed(TaskStatus.of(state, "", NOON).withError(error)));
    }
}
