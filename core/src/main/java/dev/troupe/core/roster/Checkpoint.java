package dev.troupe.core.roster;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.service.Sighting;
import dev.troupe.core.swarm.Swarm;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A roster taken apart so that it can be written down: all that cannot be computed from the rest, and nothing else.
 * {@link #roster} puts it together again. What follows from it and the facts after it is what follows from all facts.
 *
 * @param offset the last fact that is in it
 * @param sequences how many facts of each entity it has seen, except of the tasks listed here, by persistence id
 * @param names services by name in lower case
 * @param planned how many tasks were ever planned
 * @param tasks in the order of their planning
 * @param leaving off every list, but not yet known to be gone
 * @param failures of late, oldest first
 * @param messages what clients were told last, oldest first
 */
public record Checkpoint(
        long offset,
        Map<String, Long> sequences,
        Swarm swarm,
        List<ServiceView> services,
        Map<String, ServiceId> names,
        long planned,
        List<Row> tasks,
        Map<TaskId, ServiceId> leaving,
        List<NodeView> nodes,
        List<Failure> failures,
        List<SwarmMessage> messages) {

    /**
     * A task on the lists.
     *
     * @param serial its number in the order of planning
     * @param sequence how many of its facts were seen
     * @param heard what its service last heard of it
     */
    public record Row(long serial, TaskView task, long sequence, Optional<Sighting> heard) {}

    /** A task of this revision failed on this node. */
    public record Failure(NodeId node, ServiceId service, long specVersion, Instant at) {}

    /** @param messages what clients were told last, oldest first; at most as many as are to be remembered */
    public static Checkpoint of(Roster roster, List<SwarmMessage> messages) {
        return switch (roster) {
            case FoldedRoster folded -> Checkpointing.takeApart(folded, messages);
            default -> throw new IllegalArgumentException("not made of facts: " + roster.getClass());
        };
    }

    public Roster roster() {
        return Checkpointing.putTogether(this);
    }
}
