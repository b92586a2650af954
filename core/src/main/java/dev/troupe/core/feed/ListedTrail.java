package dev.troupe.core.feed;

import dev.troupe.core.rule.Event;
import java.util.List;
import java.util.Set;

/** A trail over facts that are at hand, in memory. */
public final class ListedTrail implements Trail {

    /** Facts of one thing. */
    @FunctionalInterface
    public interface Facts {
        /** Those with sequence numbers from {@code first} to {@code last}, both included, oldest first. */
        List<Recorded> of(EntityRef entity, long first, long last);
    }

    private final Facts facts;
    private final long end;

    private ListedTrail(Facts facts, long end) {
        this.facts = facts;
        this.end = end;
    }

    public static ListedTrail of(Facts facts) {
        return new ListedTrail(facts, Long.MAX_VALUE);
    }

    /** Of facts in their order, as the list holds them whenever it is asked. */
    public static ListedTrail over(List<Recorded> all) {
        return of((entity, first, last) -> all.stream()
                .filter(one -> one.entity().equals(entity))
                .filter(one -> one.sequence() >= first && one.sequence() <= last)
                .toList());
    }

    @Override
    public List<Recorded> back(EntityRef entity, long sequence, Set<Class<? extends Event>> kinds, int limit) {
        return between(entity, 1, sequence, kinds).reversed().stream()
                .limit(limit)
                .toList();
    }

    @Override
    public List<Recorded> onwards(EntityRef entity, long sequence, Set<Class<? extends Event>> kinds, int limit) {
        return between(entity, sequence, NEWEST, kinds).stream().limit(limit).toList();
    }

    @Override
    public List<Recorded> between(EntityRef entity, long first, long last, Set<Class<? extends Event>> kinds) {
        return facts.of(entity, first, last).stream()
                .filter(one -> one.offset() <= end)
                .filter(one ->
                        kinds.isEmpty() || kinds.contains(one.fact().event().getClass()))
                .toList();
    }

    @Override
    public Trail upTo(long offset) {
        return new ListedTrail(facts, Math.min(offset, end));
    }
}
