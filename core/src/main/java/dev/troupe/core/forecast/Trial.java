package dev.troupe.core.forecast;

import dev.troupe.core.node.NodeState;
import dev.troupe.core.roster.Roster;
import java.time.Duration;

/**
 * What to rehearse.
 *
 * @param nodeFailures so many nodes break for good in each run, at moments drawn within the time the intent should take
 * @param taskFailureRate this share of new tasks ends with an error within the monitor period
 * @param runs how many, besides the one without failures
 * @param limit after so long of real time it is answered from the runs there are
 */
public record Trial(Intent intent, int nodeFailures, double taskFailureRate, int runs, Duration limit) {

    public static final int DEFAULT_RUNS = 1_000;
    public static final int MOST_RUNS = 100_000;
    public static final Duration DEFAULT_LIMIT = Duration.ofSeconds(60);

    /** @throws IllegalArgumentException naming what is out of its range */
    public Trial {
        if (nodeFailures < 0) throw new IllegalArgumentException("nodeFailures must be 0 or more, not " + nodeFailures);
        if (!(taskFailureRate >= 0 && taskFailureRate <= 1))
            throw new IllegalArgumentException("taskFailureRate must be from 0 to 1, not " + taskFailureRate);
        if (runs < 1 || runs > MOST_RUNS)
            throw new IllegalArgumentException("runs must be from 1 to " + MOST_RUNS + ", not " + runs);
        if (!limit.isPositive())
            throw new IllegalArgumentException("limitSeconds must be more than 0, not " + limit.toMillis() / 1000.0);
    }

    /**
     * The same, which can be rehearsed where these nodes are.
     *
     * @throws IllegalArgumentException when more nodes are to fail than are ready
     */
    public Trial on(Roster roster) {
        var ready = roster.nodes().stream()
                .filter(node -> node.facts().state() == NodeState.READY)
                .count();
        if (nodeFailures > ready) {
            throw new IllegalArgumentException(
                    "nodeFailures must be from 0 to " + ready + ", the nodes that are ready, not " + nodeFailures);
        }
        return this;
    }
}
