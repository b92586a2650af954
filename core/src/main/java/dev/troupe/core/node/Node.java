package dev.troupe.core.node;

import static java.util.stream.Collectors.toSet;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.spec.Resources;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
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
     * @param specSince the version with which its spec came to stand; whoever has read one since may change it (OM-4)
     * @param downSince when it went down, if it is down (D-24 counts from here)
     * @param correlation that of the fact which the news tells of: what services do about it goes on under it
     */
    @RecordBuilder
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
            long specSince,
            long version,
            String correlation,
            Instant createdAt,
            Instant updatedAt)
            implements Node, NodeMemberBuilder.With {

        /**
         * The same node as those see it who look at these services only: it knows no other task, and has as much room left
         * as before.
         */
        public Member only(Set<ServiceId> services) {
            var few = held;
            for (var reservation : held.values()) {
                if (!services.contains(reservation.service())) few = few.minus(reservation.task());
            }
            return NodeMemberBuilder.builder(this)
                    .held(few)
                    .perService(perService.minusAll(others(perService.keySet(), services)))
                    .news(news.minusAll(others(news, services)))
                    .toldBad(toldBad.minusAll(others(toldBad, services)))
                    .build();
        }

        private static Set<ServiceId> others(Set<ServiceId> all, Set<ServiceId> services) {
            return all.stream().filter(service -> !services.contains(service)).collect(toSet());
        }
    }

    /** Left for good; still owes the news to those it held tasks of. */
    record Removed(NodeId id, PSet<TaskId> tasks, PSet<ServiceId> news, long version, String correlation)
            implements Node {}
}
