package dev.troupe.http;

import dev.troupe.actors.SwarmGate;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.swarm.Swarm;
import dev.troupe.http.wire.Problem;

/** What routes stand on: the swarm's gate and the facts of this machine. */
public record Stage(SwarmGate gate, HostFacts host) {
    private static final String NO_SWARM =
            "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to connect this node to "
                    + "swarm and try again.";

    /** The present, for routes that need a swarm; outside one they answer 503. */
    public Roster roster() {
        var roster = gate.roster();
        swarm(roster);
        return roster;
    }

    public static Swarm.Active swarm(Roster roster) {
        return switch (roster.swarm()) {
            case Swarm.Active active -> active;
            case Swarm.Inactive none -> throw Problem.unavailable(NO_SWARM);
        };
    }
}
