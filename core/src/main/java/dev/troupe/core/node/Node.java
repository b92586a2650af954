package dev.troupe.core.node;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.spec.Resources;
import java.time.Instant;
import java.util.Optional;
import org.pcollections.PMap;
import org.pcollections.PSet;

/** What a node is. */
public sealed interface Node {

    record Absent() implements Node {}

    /**
     * A member of the swarm.
     *
     * @param held the room it holds, by task
     * @param charged the sum of what is held; kept, so that no reservation costs a walk over the others
     * @param perService how many tasks of each service it holds
     * @param news services that must still be told its standing as of {@code newsVersion}
     * @param toldBad services that were told it is down or drained, and not yet that this is over
     * @param downSince when it went down, if it is down (D-24 counts from here)
     */
    record Member(
            NodeFacts facts,
            PMap<TaskId, Reservation> held,
            Resources charged,
            PSet<HostPort> ports,
            PMap<ServiceId, Integer> perService,
            PSet<ServiceId> news,
            PSet<ServiceId> toldBad,
            long newsVersion,
            Optional<Instant> downSince,
            long version,
            Instant createdAt,
            Instant updatedAt)
            implements Node {}

    /** Left for good; still owes the news to those it held tasks of. */
    record Removed(NodeId id, PSet<TaskId> tasks, PSet<ServiceId> news, long version) implements Node {}
}
