package dev.troupe.core.task;

import java.util.Locale;

/** Where a task is in its life, as observed. The order of the constants is the rank of L-1. */
public enum TaskState {
    NEW,
    PENDING,
    ASSIGNED,
    ACCEPTED,
    PREPARING,
    READY,
    STARTING,
    RUNNING,
    COMPLETE,
    SHUTDOWN,
    FAILED,
    REJECTED,
    REMOVE,
    ORPHANED;

    /** Past {@link #RUNNING}: nothing will come of it any more (L-3). */
    public boolean isTerminal() {
        return compareTo(RUNNING) > 0;
    }

    public boolean isAtLeast(TaskState other) {
        return compareTo(other) >= 0;
    }

    public boolean isBefore(TaskState other) {
        return compareTo(other) < 0;
    }

    /** Docker's word for it: lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
