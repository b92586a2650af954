package dev.troupe.core.swarm;

import dev.troupe.core.rule.Event;

/** What has happened to the swarm. */
public sealed interface SwarmEvent extends Event {

    /**
     * It was founded.
     *
     * @param rootCertificate of its authority, PEM
     * @param rootKey private key of its authority, PEM; never leaves the journal
     * @param workerToken and {@code managerToken}: join tokens (CL-5)
     */
    record Initialised(
            String id, SwarmSpec spec, String rootCertificate, String rootKey, String workerToken, String managerToken)
            implements SwarmEvent {}

    record SpecChanged(SwarmSpec spec) implements SwarmEvent {}

    record TokensRotated(String workerToken, String managerToken) implements SwarmEvent {}

    /** The last manager left: the swarm is over. */
    record Dissolved() implements SwarmEvent {}
}
