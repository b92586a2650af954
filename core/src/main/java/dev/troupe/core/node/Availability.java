package dev.troupe.core.node;

import java.util.Locale;

/** Whether a node takes tasks (N-1). */
public enum Availability {
    ACTIVE,
    PAUSE,
    DRAIN;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
