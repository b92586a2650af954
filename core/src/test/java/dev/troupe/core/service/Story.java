package dev.troupe.core.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.NodeFacts;
import dev.troupe.core.node.Standing;
import dev.troupe.core.rule.Decision;
import dev.troupe.core.rule.Refusal;
import dev.troupe.core.spec.ContainerSpec;
import dev.troupe.core.spec.RestartPolicy;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.spec.TaskSpec;
import dev.troupe.core.spec.UpdatePolicy;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A service on a clock we turn by hand, told as a story: what a client asks, what tasks do, what follows. */
final class Story {

    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private Instant now = NOON;
    private int ids;
    private long news;
    private final Map<NodeId, NodeFacts> nodes = new HashMap<>();
    private Service service = new Service.Absent();
    private Optional<Refusal> refusal = Optional.empty();
    final List<ServiceEvent> all = new ArrayList<>();
    private final List<Instant> times = new ArrayList<>();

    static ServiceSpec spec(String image, int replicas) {
        return spec(image, replicas, UpdatePolicy.DEFAULT, RestartPolicy.DEFAULT);
    }

    static ServiceSpec spec(String image, int replicas, UpdatePolicy update, RestartPolicy restart) {
        var task = TaskSpec.of(ContainerSpec.of(image), image).withRestart(restart);
        return ServiceSpec.of("web", replicas, task)
                .withUpdate(Optional.of(update))
                .withRollback(Optional.of(update));
    }

    static UpdatePolicy policy(int parallelism, int delaySeconds, UpdatePolicy.FailureAction action) {
        return new UpdatePolicy(
                parallelism,
                Duration.ofSeconds(delaySeconds),
                action,
                UpdatePolicy.DEFAULT_MONITOR,
                0,
                UpdatePolicy.Order.STOP_FIRST);
    }

    static UpdatePolicy startFirst() {
        return new UpdatePolicy(
                1,
                Duration.ZERO,
                UpdatePolicy.FailureAction.PAUSE,
                UpdatePolicy.DEFAULT_MONITOR,
                0,
                UpdatePolicy.Order.START_FIRST);
    }

    static RestartPolicy restart(RestartPolicy.Condition condition, int attempts) {
        return new RestartPolicy(condition, Duration.ofSeconds(5), attempts, Duration.ZERO);
    }

    Story created(ServiceSpec spec) {
        return does(new ServiceCommand.Create(new ServiceId("web-id"), spec, 5));
    }

    Story createdAndRunning(ServiceSpec spec) {
        return created(spec).allComeUp();
    }

    Story updated(ServiceSpec spec) {
        return does(new ServiceCommand.Update(spec, live().version(), ServiceCommand.AuthFrom.SPEC));
    }

    Story rolledBack() {
        return does(new ServiceCommand.Rollback(live().version()));
    }

    Story does(ServiceCommand command) {
        var decision = ServiceRules.decide(
                service,
                command,
                now,
                () -> "task-%03d".formatted(++ids),
                node -> Optional.ofNullable(nodes.get(node)));
        refusal = Optional.empty();
        switch (decision) {
            case Decision.Accept<ServiceEvent>(var events) -> events.forEach(this::happens);
            case Decision.Refuse<ServiceEvent>(var why) -> refusal = Optional.of(why);
        }
        return this;
    }

    /** A fact, whyever it was written down. */
    Story happens(ServiceEvent event) {
        service = ServiceState.evolve(service, event, now);
        all.add(event);
        times.add(now);
        return this;
    }

    /** Only what was written down is left of it. */
    Story managerRestarts() {
        service = new Service.Absent();
        for (var i = 0; i < all.size(); i++) service = ServiceState.evolve(service, all.get(i), times.get(i));
        return this;
    }

    /** From now on this is what the node is like. */
    Story knows(NodeFacts facts) {
        nodes.put(facts.id(), facts);
        return this;
    }

    /** The update supervisor does whatever is due now. */
    Story supervised() {
        for (var step = 0; step < 100; step++) {
            if (!(service instanceof Service.Live live) || live.rollout().isEmpty()) return this;
            switch (live.rollout().get().next(now)) {
                case Rollout.Step.Replace(var slots) -> does(new ServiceCommand.ReplaceSlots(slots));
                case Rollout.Step.Expire(var slots) -> does(new ServiceCommand.ExpireSlots(slots));
                case Rollout.Step.GiveUp(var task) -> does(new ServiceCommand.GiveUp(task));
                case Rollout.Step.Finish() -> does(new ServiceCommand.FinishUpdate());
                case Rollout.Step.WakeAt wake -> {
                    return this;
                }
                case Rollout.Step.AwaitTasks await -> {
                    return this;
                }
            }
        }
        throw new AssertionError("the rollout never comes to rest");
    }

    Story later(long seconds) {
        now = now.plusSeconds(seconds);
        return does(new ServiceCommand.ReleaseDue()).supervised();
    }

    Story allComeUp() {
        for (var slot : List.copyOf(live().slots().numbers())) comesUp(slot);
        return this;
    }

    /** The newest task of the slot runs, on a node named after the slot. */
    Story comesUp(int slot) {
        return sight(newest(slot), TaskState.RUNNING);
    }

    Story sight(Member member, TaskState state) {
        var seen = sighting(member, member.desired(), state);
        return does(new ServiceCommand.Sight(List.of(seen))).supervised();
    }

    /** What a task that knows it is to be {@code desired} reports now. */
    Sighting sighting(Member member, DesiredState desired, TaskState state) {
        var node = member.node().orElse(new NodeId("node-" + (member.slot() - 1) % 3));
        return new Sighting(member.id(), desired, state, Optional.of(node), now, false);
    }

    Story isGone(Member member) {
        var seen = new Sighting(member.id(), DesiredState.REMOVE, TaskState.REMOVE, member.node(), Instant.EPOCH, true);
        return does(new ServiceCommand.Sight(List.of(seen))).supervised();
    }

    Story node(String id, Standing standing) {
        return does(new ServiceCommand.HearOfNode(new NodeId(id), standing, ++news, Optional.empty()))
                .supervised();
    }

    Story refusedWith(String message) {
        assertThat(refusal).map(Refusal::message).hasValue(message);
        return this;
    }

    Service.Live live() {
        return (Service.Live) service;
    }

    Service service() {
        return service;
    }

    Member newest(int slot) {
        return live().slots().of(slot).getLast();
    }

    Member oldest(int slot) {
        return live().slots().of(slot).getFirst();
    }

    String image(Member member) {
        return Objects.requireNonNull(live().revisions().get(member.specVersion()))
                .task()
                .container()
                .image();
    }

    /** Image of the newest wanted task of each slot, in order. */
    Story shows(String... images) {
        var present = live().slots().numbers().stream()
                .filter(slot -> !live().slots().liveOf(slot).isEmpty())
                .map(slot -> image(live().slots().liveOf(slot).getLast()))
                .toList();
        assertThat(present).containsExactly(images);
        return this;
    }

    Story updateIs(UpdateStatus.State state, String message) {
        assertThat(live().updateStatus()).hasValueSatisfying(status -> {
            assertThat(status.state()).isEqualTo(state);
            assertThat(status.message()).isEqualTo(message);
        });
        return this;
    }

    Story noUpdate() {
        assertThat(live().updateStatus()).isEmpty();
        return this;
    }

    TaskId id(int slot) {
        return newest(slot).id();
    }
}
