package dev.troupe.core.vitals;

import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.NodeDescription;
import dev.troupe.core.node.NodeEvent;
import dev.troupe.core.node.Standing;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.rule.Event;
import dev.troupe.core.rule.Fact;
import dev.troupe.core.service.Plan;
import dev.troupe.core.service.Reason;
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
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Facts of one service, {@link #WEB}, on a clock we turn by hand, shown to a reader as they happen. */
final class Facts {

    static final ServiceId WEB = new ServiceId("web");
    static final NodeId N1 = new NodeId("n1");
    static final NodeId N2 = new NodeId("n2");

    Instant now = Instant.parse("2026-01-01T12:00:00Z");
    private long offset;
    private final Consumer<Recorded> reader;

    Facts(Consumer<Recorded> reader) {
        this.reader = reader;
    }

    void later(long millis) {
        now = now.plus(Duration.ofMillis(millis));
    }

    void down(NodeId node) {
        happens(node, new NodeEvent.Registered(description(), ""));
        happens(node, new NodeEvent.WentDown("heartbeat failure"));
    }

    /** The service hears of the loss and plans replacements for these slots, in one breath. */
    void loses(NodeId node, Integer... slots) {
        happens(WEB, new ServiceEvent.NodeNoted(node, Standing.DOWN, 1, Optional.empty()));
        planned(Reason.RELOCATED, slots);
    }

    void planned(Reason reason, Integer... slots) {
        var plans = Arrays.stream(slots)
                .map(slot -> new Plan(new TaskId("of" + slot), slot, DesiredState.RUNNING, Optional.empty()))
                .toList();
        happens(WEB, new ServiceEvent.TasksPlanned(plans, 0, reason));
    }

    void created(String task, int slot, DesiredState desired) {
        created(task, slot, 0, desired);
    }

    void created(String task, int slot, long specVersion, DesiredState desired) {
        var endpoint = new EndpointSpec("vip", List.of());
        happens(
                task,
                new TaskEvent.Created(new TaskDraft(
                        new TaskId(task), WEB, "web", Map.of(), slot, specVersion, template(), endpoint, desired)));
    }

    static ServiceSpec spec(int replicas) {
        return ServiceSpec.of("web", replicas, template()).withEndpoint(new EndpointSpec("vip", List.of()));
    }

    private static TaskSpec template() {
        return TaskSpec.of(ContainerSpec.of("web:1"), "");
    }

    private static NodeDescription description() {
        return new NodeDescription("host", new Platform("linux", "x86_64"), Resources.NONE, "", Map.of(), List.of());
    }

    void observed(String task, TaskState state) {
        happens(task, new TaskEvent.Observed(TaskStatus.of(state, state.word(), now)));
    }

    void happens(String task, TaskEvent event) {
        happens(new EntityRef(EntityKind.TASK, task), event);
    }

    void happens(ServiceId service, ServiceEvent event) {
        happens(new EntityRef(EntityKind.SERVICE, service.value()), event);
    }

    void happens(NodeId node, NodeEvent event) {
        happens(new EntityRef(EntityKind.NODE, node.value()), event);
    }

    private <E extends Event> void happens(EntityRef entity, E event) {
        reader.accept(new Recorded(++offset, entity, offset, new Fact<>(event, now, Cause.outside("test", "test"))));
    }
}
