package dev.troupe.actors;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.node.NodeCommand;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.roster.SwarmMessage;
import dev.troupe.core.roster.TaskView;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.service.ServiceCommand;
import dev.troupe.core.session.LogLine;
import dev.troupe.core.session.LogQuery;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.swarm.SwarmCommand;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * All that a door may ask of the swarm. A stage fails only for trouble (a timeout, a broken journal); an expected
 * "no" is an {@link Answer.Refused}. Once a stage is done, {@link #roster()} shows what was written.
 */
public interface SwarmGate {

    /** The present; immutable, so one reading is consistent. */
    Roster roster();

    /** Checks the spec, claims its name, creates the service. */
    CompletionStage<Answer<ServiceId>> create(ServiceSpec spec, Cause cause);

    CompletionStage<Answer<ServiceId>> ask(ServiceId service, ServiceCommand command, Cause cause);

    CompletionStage<Answer<NodeId>> ask(NodeId node, NodeCommand command, Cause cause);

    CompletionStage<Answer<String>> ask(SwarmCommand command, Cause cause);

    /**
     * What changed in the swarm: first what is still remembered since {@code since} (absent: nothing of it), then what
     * comes, until {@code until} (absent: for ever). One subscriber each.
     */
    Flow.Publisher<SwarmMessage> messages(Optional<Instant> since, Optional<Instant> until);

    /** The output of a task, from the node that has it; fails when that node cannot be reached. */
    Flow.Publisher<LogLine> logs(TaskView task, LogQuery query);
}
