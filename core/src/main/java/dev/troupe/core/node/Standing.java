package dev.troupe.core.node;

/** What a service must know of a node that holds its tasks. */
public enum Standing {
    /** Its tasks may stay. */
    GOOD,
    /** Drained: its tasks move as soon as they have stopped (N-2). */
    DRAINED,
    /** Down: its tasks are replaced at once. */
    DOWN,
    /** Removed from the swarm (N-12). */
    GONE;

    /** True where no task may be. */
    public boolean isInvalid() {
        return this != GOOD;
    }
}
