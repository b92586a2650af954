package dev.troupe.core.roster;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingInt;

import dev.troupe.core.id.ServiceId;
import dev.troupe.core.node.NodeState;
import dev.troupe.core.task.TaskState;
import java.util.function.ToIntFunction;

/** Which tasks count as running where a client sees their number only (T-2). */
public enum Counting {
    /** All that were last observed running, whatever is wanted of them and however their node stands: as Swarm does. */
    ALL,
    /** Not those of a node that is down: whether they still run nobody knows (W-14). */
    NODES_NOT_DOWN;

    /** The number of each service. Costs nothing but a walk over the tasks of nodes that are down. */
    public ToIntFunction<ServiceId> of(Roster roster) {
        if (this == ALL) return roster::running;
        var lost = roster.nodes().stream()
                .filter(node -> node.facts().state() == NodeState.DOWN)
                .flatMap(node -> roster.tasksOn(node.facts().id()).stream())
                .filter(task -> task.status().state() == TaskState.RUNNING)
                .collect(groupingBy(TaskView::service, summingInt(_ -> 1)));
        return service -> roster.running(service) - lost.getOrDefault(service, 0);
    }
}
