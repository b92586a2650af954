package dev.troupe.core.history;

import dev.troupe.core.rule.Cause;
import dev.troupe.core.spec.ServiceSpec;
import java.time.Instant;
import java.util.Optional;

/**
 * One of the specs a service has had.
 *
 * @param number from 1, without gaps
 * @param at when it came to hold
 * @param cause who asked for it
 * @param specVersion the revision number that its tasks carry
 * @param returnsTo the earlier version it brought back, where a rollback did
 * @param ending how its rollout went, in the words of the update status; empty when no task had to be replaced
 * @param endedAt when that was
 */
public record ServiceVersion(
        int number,
        Instant at,
        Cause cause,
        ServiceSpec spec,
        long specVersion,
        Optional<Integer> returnsTo,
        String ending,
        Optional<Instant> endedAt) {}
