package dev.troupe.core.rule;

import java.util.Optional;

/**
 * Why a fact came to be, so that the chain from a client's request to a placed task can be walked.
 *
 * @param by who or what asked, for people: {@code client docker service update}, {@code service web}
 * @param correlation the same for everything that follows from one outside event
 * @param of the fact that led to this one, as {@code kind|id#sequence}; absent for the first of a chain
 */
public record Cause(String by, String correlation, Optional<String> of) {

    public static Cause outside(String by, String correlation) {
        return new Cause(by, correlation, Optional.empty());
    }

    /** The same asked by the same, as a part of what follows from another outside event. */
    public Cause within(String correlation) {
        return new Cause(by, correlation, of);
    }

    /** The cause of what follows from the fact {@code of}. */
    public Cause then(String by, String of) {
        return new Cause(by, correlation, Optional.of(of));
    }
}
