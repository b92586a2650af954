package dev.troupe.rehearsal;

import dev.troupe.agent.driver.simulated.Behaviour;
import dev.troupe.agent.driver.simulated.Script;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.task.TaskDraft;
import dev.troupe.persistence.MemoryJournal.Trunk;
import dev.troupe.rehearsal.loop.Loop;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * How things stand when the curtain rises.
 *
 * @param at what the clock shows
 * @param past the facts so far
 * @param roster what they led to
 * @param heartbeat how often agents are heard
 * @param cast what containers do
 */
public record Opening(Instant at, Trunk past, Roster roster, Duration heartbeat, Cast cast) {

    /** What the container of a task does on a node. Asked once for each container. */
    @FunctionalInterface
    public interface Cast {
        Behaviour does(NodeId node, TaskDraft draft);
    }

    /** Nothing has happened yet. */
    static Opening nothing(Supplier<Script> script) {
        return new Opening(
                Loop.DAWN,
                Trunk.NONE,
                Roster.empty(),
                VirtualSwarm.HEARTBEAT,
                (node, draft) -> script.get().of(draft.spec().container()));
    }
}
