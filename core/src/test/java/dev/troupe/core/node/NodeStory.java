package dev.troupe.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.rule.Decision;
import dev.troupe.core.rule.Refusal;
import dev.troupe.core.spec.Platform;
import dev.troupe.core.spec.Resources;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One node, told command by command; every command comes a second after the one before. */
final class NodeStory {

    static final NodeId NODE = new NodeId("node-a");
    static final ServiceId PING = new ServiceId("service-ping");
    static final ServiceId WEB = new ServiceId("service-web");
    static final long CPU = 1_000_000_000L;

    Node node = new Node.Absent();
    Instant now = Instant.parse("2026-01-01T00:00:00Z");

    /** A worker with four CPUs that nobody has heard yet. */
    static NodeStory joined() {
        return joined(Role.WORKER);
    }

    static NodeStory joined(Role role) {
        return new NodeStory().then(new NodeCommand.Join(NODE, NodeSpec.active(role), description(4), ""));
    }

    static NodeStory ready() {
        return joined().registers(4);
    }

    static NodeDescription description(int cpus) {
        var resources = new Resources(cpus * CPU, 8L << 30, 0, Map.of("gpu", 2L));
        return new NodeDescription("host-a", new Platform("linux", "x86_64"), resources, "1", Map.of(), List.of());
    }

    static TaskId task(int number) {
        return new TaskId("task-" + number);
    }

    static Reservation asks(int number, ServiceId service, int cpus, HostPort... ports) {
        return new Reservation(task(number), service, new Resources(cpus * CPU, 0, 0, Map.of()), List.of(ports));
    }

    NodeStory registers(int cpus) {
        return then(new NodeCommand.Register(description(cpus), "127.0.0.1"));
    }

    NodeStory reserves(Reservation... reservations) {
        return then(new NodeCommand.Reserve(List.of(reservations), List.of()));
    }

    NodeStory becomes(Availability availability) {
        var spec = member().facts().spec();
        return changes(new NodeSpec(spec.name(), spec.labels(), spec.role(), availability));
    }

    NodeStory changes(NodeSpec spec) {
        return then(new NodeCommand.Change(spec, member().version()));
    }

    /** The services take note of its news. */
    NodeStory heardBy(ServiceId... services) {
        var version = node instanceof Node.Removed removed ? removed.version() : member().newsVersion();
        return then(new NodeCommand.HearNews(List.of(services), version));
    }

    NodeStory then(NodeCommand command) {
        events(command);
        return this;
    }

    List<NodeEvent> events(NodeCommand command) {
        now = now.plus(Duration.ofSeconds(1));
        return switch (NodeRules.decide(node, command, now)) {
            case Decision.Accept<NodeEvent>(var events) -> {
                for (var event : events) node = NodeRules.evolve(node, event, now, Cause.outside("a story", "story"));
                yield events;
            }
            case Decision.Refuse<NodeEvent>(var why) -> throw new AssertionError(command + " was refused: " + why);
        };
    }

    Refusal refusal(NodeCommand command) {
        return switch (NodeRules.decide(node, command, now)) {
            case Decision.Accept<NodeEvent>(var events) -> throw new AssertionError(command + " was taken: " + events);
            case Decision.Refuse<NodeEvent>(var why) -> why;
        };
    }

    Node.Member member() {
        assertThat(node).isInstanceOf(Node.Member.class);
        return (Node.Member) node;
    }

    <E extends NodeErrand> List<E> owes(Class<E> kind) {
        return NodeRules.owed(node, now).stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    /** Which services wait for which news. */
    Map<ServiceId, Standing> news() {
        return owes(NodeErrand.Tell.class).stream()
                .collect(Collectors.toMap(NodeErrand.Tell::service, NodeErrand.Tell::standing));
    }
}
