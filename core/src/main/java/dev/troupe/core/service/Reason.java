package dev.troupe.core.service;

/** Why a service made or ended tasks. */
public enum Reason {
    CREATED,
    SCALED,
    UPDATED,
    RESTARTED,
    /** Its node was lost, drained or removed. */
    RELOCATED,
    /** Its node no longer meets the constraints (N-6). */
    ENFORCED,
    REMOVED
}
