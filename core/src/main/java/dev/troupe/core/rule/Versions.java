package dev.troupe.core.rule;

import java.time.Instant;

/**
 * The version index of an object (OM-3, OM-4): grows with every write and, across objects, with the
 * clock. Microseconds since 1970, so that it also fits the numbers of JavaScript clients.
 */
public final class Versions {

    private Versions() {}

    /**
     * True when a client that read the object at {@code asked} knew the spec that still stands: it read neither before that
     * was set, at {@code specSince}, nor something that is not there yet. What Troupe itself has noted of the object since
     * (the state of an update, a node's state) does not make the client's wish an old one; Swarm refuses it (OM-5).
     */
    public static boolean knewTheSpec(long asked, long specSince, long current) {
        return specSince <= asked && asked <= current;
    }

    /** The index that follows {@code previous} for a write at {@code at}; always greater. */
    public static long next(long previous, Instant at) {
        return Math.max(previous + 1, at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000);
    }
}
