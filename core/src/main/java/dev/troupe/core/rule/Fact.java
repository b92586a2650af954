package dev.troupe.core.rule;

import java.time.Instant;

/** An event as the journal keeps it: what happened, when, and why. */
public record Fact<E extends Event>(E event, Instant at, Cause cause) {}
