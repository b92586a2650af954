package dev.troupe.core.node;

import java.util.Locale;

/** Whether a node's agent is heard (OM-35). */
public enum NodeState {
    UNKNOWN,
    DOWN,
    READY,
    DISCONNECTED;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
