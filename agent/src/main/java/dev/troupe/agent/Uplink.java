package dev.troupe.agent;

import dev.troupe.core.session.ToManager;

/** The way to a manager. May lose what it is given; the session says it again where that matters. */
@FunctionalInterface
public interface Uplink {

    void send(ToManager message);

    /** True when there are several managers; then beats ask to be answered. */
    default boolean hasChoice() {
        return false;
    }

    /** The present manager does not answer: from now on another one, if there is one. */
    default void turn() {}
}
