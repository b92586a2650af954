package dev.troupe.core.why;

import dev.troupe.core.feed.Trail;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.roster.Roster;
import java.time.Instant;
import java.util.Optional;

/**
 * Answers why things are as they are. The roster says how they are; from there the facts are walked back, each to the one
 * that led to it, until something came from outside. Same roster, same facts, same time, same answer; also for a moment of
 * the past: facts after the roster's offset are not looked at. Costs by the length of the chain, not of the journal.
 */
public final class Why {

    private final Evidence evidence;

    /** @param now the time it is for whoever asks: how long things last counts up to it */
    public Why(Roster roster, Trail trail, Instant now) {
        this.evidence = new Evidence(roster, trail.upTo(roster.offset()), now);
    }

    /** Empty for a task that never was. One that is on no list any more is told from its facts. */
    public Optional<Story> task(TaskId task) {
        return TaskStory.of(evidence, task);
    }

    /** Empty for a service that never was. */
    public Optional<Story> service(ServiceId service) {
        return ServiceStory.of(evidence, service);
    }

    /** Empty for a node that never was. */
    public Optional<Story> node(NodeId node) {
        return NodeStory.of(evidence, node);
    }
}
