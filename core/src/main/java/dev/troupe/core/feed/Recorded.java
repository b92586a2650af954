package dev.troupe.core.feed;

import dev.troupe.core.rule.Fact;

/**
 * One fact as it stands in the feed.
 *
 * @param offset its place in the one order of all facts; grows, need not be dense
 * @param sequence its place among the facts of its entity, from 1 without gaps
 */
public record Recorded(long offset, EntityRef entity, long sequence, Fact<?> fact) {

    /** How a cause names this fact: {@code kind|id#sequence}. */
    public String reference() {
        return entity.persistenceId() + "#" + sequence;
    }
}
