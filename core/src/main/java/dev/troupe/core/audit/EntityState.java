package dev.troupe.core.audit;

import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.name.NameBook;
import dev.troupe.core.name.NameEvent;
import dev.troupe.core.name.NameRules;
import dev.troupe.core.node.Node;
import dev.troupe.core.node.NodeEvent;
import dev.troupe.core.node.NodeRules;
import dev.troupe.core.rule.Event;
import dev.troupe.core.rule.Fact;
import dev.troupe.core.service.Service;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.service.ServiceRules;
import dev.troupe.core.swarm.Swarm;
import dev.troupe.core.swarm.SwarmEvent;
import dev.troupe.core.swarm.SwarmRules;
import dev.troupe.core.task.Task;
import dev.troupe.core.task.TaskEvent;
import dev.troupe.core.task.TaskRules;

/** The state of an entity of any kind, as its facts make it: what its actor would recover. */
public sealed interface EntityState {

    record OfService(Service value) implements EntityState {}

    record OfTask(Task value) implements EntityState {}

    record OfNode(Node value) implements EntityState {}

    record OfSwarm(Swarm value) implements EntityState {}

    record OfNames(NameBook value) implements EntityState {}

    /** Before its first fact. */
    static EntityState before(EntityKind kind) {
        return switch (kind) {
            case SERVICE -> new OfService(new Service.Absent());
            case TASK -> new OfTask(new Task.Absent());
            case NODE -> new OfNode(new Node.Absent());
            case SWARM -> new OfSwarm(new Swarm.Inactive());
            case NAMES -> new OfNames(NameBook.EMPTY);
        };
    }

    /** What a snapshot of it holds. */
    Object value();

    /** Throws {@link IllegalStateException} for a fact that cannot have happened to it. */
    default EntityState with(Fact<?> fact) {
        var at = fact.at();
        Event event = fact.event();
        return switch (this) {
            case OfService(var service)
            when event instanceof ServiceEvent happened ->
                new OfService(ServiceRules.evolve(service, happened, at, fact.cause()));
            case OfTask(var task)
            when event instanceof TaskEvent happened -> new OfTask(TaskRules.evolve(task, happened, at, fact.cause()));
            case OfNode(var node)
            when event instanceof NodeEvent happened -> new OfNode(NodeRules.evolve(node, happened, at, fact.cause()));
            case OfSwarm(var swarm)
            when event instanceof SwarmEvent happened -> new OfSwarm(SwarmRules.evolve(swarm, happened, at));
            case OfNames(var names)
            when event instanceof NameEvent happened -> new OfNames(NameRules.evolve(names, happened));
            case OfService _, OfTask _, OfNode _, OfSwarm _, OfNames _ ->
                throw new IllegalStateException(event.getClass().getSimpleName() + " is of another kind of thing");
        };
    }

    /** Nothing more will happen to it, whoever speaks to it: it is gone, and owes nobody anything. */
    default boolean isOver() {
        return switch (this) {
            case OfService(var service) ->
                service instanceof Service.Removed removed && removed.slots().isEmpty();
            case OfTask(var task) -> task instanceof Task.Deleted;
            case OfNode(var node) ->
                node instanceof Node.Removed removed && removed.news().isEmpty();
            case OfSwarm _, OfNames _ -> false;
        };
    }
}
