package dev.troupe.core.task;

import java.util.Locale;

/** What the service wants of a task; only ever raised (L-4). */
public enum DesiredState {
    /** Pull and create, but do not start yet (L-10). */
    READY,
    RUNNING,
    COMPLETE,
    SHUTDOWN,
    /** Stop it and forget it. */
    REMOVE;

    /** Still wanted: ready or running. */
    public boolean isLive() {
        return compareTo(RUNNING) <= 0;
    }

    public boolean isAtLeast(DesiredState other) {
        return compareTo(other) >= 0;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
