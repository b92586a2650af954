package dev.troupe.core.service;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.node.Standing;
import dev.troupe.core.rule.Versions;
import dev.troupe.core.spec.EndpointSpec;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.spec.TaskSpec;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.Optional;
import org.pcollections.PMap;

/** What a service is. */
public sealed interface Service {

    record Absent() implements Service {}

    /**
     * Wanted.
     *
     * @param revisions what tasks of each revision number were made from; kept while there are such tasks
     * @param slots its tasks, slot by slot
     * @param restarts how often each slot was restarted, where attempts are limited (RS-20, RS-21)
     * @param nodes how nodes with tasks of this service have told that they stand, with the version of that news
     * @param historyLimit the swarm's limit (H-1)
     * @param specSince the version with which {@code spec} came to stand; whoever has read one since may change it (OM-4)
     * @param correlation that of the fact with which {@code spec} came to stand: a rollout goes on under it to its end
     */
    @RecordBuilder
    record Live(
            ServiceId id,
            ServiceSpec spec,
            long specVersion,
            Optional<ServiceEvent.Previous> previous,
            Optional<UpdateStatus> updateStatus,
            PMap<Long, Revision> revisions,
            Slots slots,
            Optional<Rollout> rollout,
            PMap<Integer, Restarts> restarts,
            PMap<NodeId, NodeNote> nodes,
            int historyLimit,
            long specSince,
            long version,
            String correlation,
            Instant createdAt,
            Instant updatedAt)
            implements Service, ServiceLiveBuilder.With {

        /** True of a version at which another spec stood, or none (OM-4). */
        boolean isOutOfDate(long asked) {
            return !Versions.knewTheSpec(asked, specSince, version);
        }

        /** How a node stands, as far as has been heard. */
        Standing standing(NodeId node) {
            var note = nodes.get(node);
            return note == null ? Standing.GOOD : note.standing();
        }

        /** A task that has not ended and whose node may still run it. */
        boolean mayStillRun(Member member) {
            return !member.observed().isTerminal()
                    && member.node()
                            .map(this::standing)
                            .filter(standing -> standing != Standing.DOWN && standing != Standing.GONE)
                            .isPresent();
        }
    }

    /** Gone for clients; some of its tasks may still have to end. */
    record Removed(
            ServiceId id, String name, PMap<Long, Revision> revisions, ServiceSpec spec, Slots slots, long version)
            implements Service {}

    /** What the tasks of one revision were made from. */
    record Revision(TaskSpec task, EndpointSpec endpoint) {}

    record NodeNote(Standing standing, long version) {}
}
