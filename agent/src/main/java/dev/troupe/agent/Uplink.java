package dev.troupe.agent;

import dev.troupe.core.session.ToManager;

/** The way to a manager. May lose what it is given; the session says it again where that matters. */
@FunctionalInterface
public interface Uplink {

    void send(ToManager message);
}
