package dev.troupe.core.rule;

import java.time.Instant;

/**
 * The version index of an object (OM-3, OM-4): grows with every write and, across objects, with the
 * clock. Microseconds since 1970, so that it also fits the numbers of JavaScript clients.
 */
public final class Versions {

    private Versions() {}

    /** The index that follows {@code previous} for a write at {@code at}; always greater. */
    public static long next(long previous, Instant at) {
        return Math.max(previous + 1, at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000);
    }
}
