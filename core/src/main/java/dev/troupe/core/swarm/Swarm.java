package dev.troupe.core.swarm;

import java.time.Instant;

/** What the swarm is. */
public sealed interface Swarm {

    /** This process is in no swarm. */
    record Inactive() implements Swarm {}

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
            implements Swarm {}
}
