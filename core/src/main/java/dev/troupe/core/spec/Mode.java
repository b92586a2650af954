package dev.troupe.core.spec;

/** How many tasks a service wants. */
public sealed interface Mode {

    /** A fixed number of slots, 0 included. */
    record Replicated(int replicas) implements Mode {}
}
