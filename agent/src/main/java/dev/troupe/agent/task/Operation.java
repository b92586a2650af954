package dev.troupe.agent.task;

/** What a runner does at its driver; one at a time for each task (E-1). */
public enum Operation {
    PREPARE,
    START,
    /** Wait for its end. */
    AWAIT,
    /** It is not wanted any more (L-12). */
    STOP,
    /** It is unhealthy; stopping it is a failure (E-9). */
    PUT_DOWN,
    REMOVE
}
