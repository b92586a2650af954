package dev.troupe.core.feed;

import java.time.Instant;

/**
 * Where the whole history begins, in a journal that was compacted: of what lies at or before it, facts have been removed.
 *
 * @param at when the last fact at or before {@code offset} was written down
 */
public record Horizon(long offset, Instant at) {}
