package dev.troupe.core.node;

import java.util.Locale;

public enum Role {
    WORKER,
    MANAGER;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
