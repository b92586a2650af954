package dev.troupe.core.swarm;

/** What may be asked of the swarm. */
public sealed interface SwarmCommand {

    record Initialise(
            String id, SwarmSpec spec, String rootCertificate, String rootKey, String workerToken, String managerToken)
            implements SwarmCommand {}

    /** A client: other settings; a non-empty token replaces the present one (CL-4). */
    record Change(SwarmSpec spec, long atVersion, String workerToken, String managerToken) implements SwarmCommand {}

    record Dissolve() implements SwarmCommand {}
}
