package dev.troupe.core.roster;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.node.NodeEvent;
import dev.troupe.core.node.NodeFacts;
import dev.troupe.core.node.NodeState;
import dev.troupe.core.node.Reservation;
import dev.troupe.core.placement.NodeLoad;
import dev.troupe.core.rule.Versions;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What facts about a node mean for those who read. */
final class NodeFold {

    private NodeFold() {}

    static FoldedRoster fold(FoldedRoster roster, NodeId id, NodeEvent event, Instant at) {
        return switch (event) {
            case NodeEvent.Joined(var self, var spec, var description, var address) -> {
                var facts = new NodeFacts(self, spec, description, NodeState.UNKNOWN, "", spec.role(), address);
                yield roster.with(new NodeView(facts, NodeLoad.EMPTY, Versions.next(0, at), at, at));
            }
            case NodeEvent.Registered(var description, var address) ->
                change(roster, id, at, facts -> facts.heard(description, address));
            case NodeEvent.WentDown(var message) -> change(roster, id, at, facts -> facts.lost(message));
            case NodeEvent.SpecChanged(var spec) ->
                change(roster, id, at, facts -> facts.withSpec(spec).withRole(spec.role()));
            case NodeEvent.TasksReserved(var reservations, var choices) -> {
                var seated = roster;
                for (var reservation : reservations) seated = reserve(seated, id, reservation, at);
                yield seated;
            }
            case NodeEvent.TasksReleased(var tasks) -> {
                var freed = roster;
                for (var task : tasks) freed = freed.change(task, view -> release(view, id, at));
                yield freed;
            }
            case NodeEvent.NewsHeard _ -> roster;
            case NodeEvent.Removed() -> {
                var freed = roster; // What was still to come here waits for another node.
                for (var task : roster.taskTable().expectedOn(id)) freed = freed.with(release(task, id, at));
                yield freed.without(id);
            }
        };
    }

    private static FoldedRoster change(FoldedRoster roster, NodeId id, Instant at, UnaryOperator<NodeFacts> change) {
        return roster.node(id)
                .map(node -> roster.with(new NodeView(
                        change.apply(node.facts()),
                        node.load(),
                        Versions.next(node.version(), at),
                        node.createdAt(),
                        at)))
                .orElse(roster);
    }

    /** From here on the task waits for no other node. */
    private static FoldedRoster reserve(FoldedRoster roster, NodeId node, Reservation reservation, Instant at) {
        return roster.change(
                reservation.task(), task -> task.node().isPresent() ? task : task.reserved(Optional.of(node), at));
    }

    /** Room given back before the task took it: it waits again. */
    private static TaskView release(TaskView task, NodeId node, Instant at) {
        return task.node().isEmpty() && task.reservedOn().equals(Optional.of(node))
                ? task.reserved(Optional.empty(), at)
                : task;
    }
}
