package dev.troupe.core.swarm;

import dev.troupe.core.rule.Versions;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;

/** What the swarm is. */
public sealed interface Swarm {

    /** This process is in no swarm. */
    record Inactive() implements Swarm {}

    @RecordBuilder
    record Active(
            String id,
            SwarmSpec spec,
            String rootCertificate,
            String rootKey,
            String workerToken,
            String managerToken,
            long version,
            Instant createdAt,
            Instant updatedAt)
            implements Swarm, SwarmActiveBuilder.With {

        public Active specified(SwarmSpec asked, Instant at) {
            return changed(at).withSpec(asked);
        }

        public Active rotated(String worker, String manager, Instant at) {
            return changed(at).withWorkerToken(worker).withManagerToken(manager);
        }

        private Active changed(Instant at) {
            return withVersion(Versions.next(version, at)).withUpdatedAt(at);
        }
    }
}
