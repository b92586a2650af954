package dev.troupe.core.vitals;

/** What has a duration that people watch. */
public enum Span {
    /** From a task's creation to its assignment to a node. */
    SCHEDULING,
    /** From the moment a task has a node and may run, to running: pull, create, start, first good health check. */
    START,
    /** From a task's creation to running, whatever it had to wait for; Swarm's "scheduling delay". */
    CREATED_TO_RUNNING,
    /** From a node's going down to running again, for each slot that it had. */
    FAILOVER
}
