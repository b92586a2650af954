package dev.troupe.http;

import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.feed.Trail;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.rule.Event;
import dev.troupe.core.rule.Fact;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** Facts that were put in by hand. */
final class ListTrail implements Trail {
    private final List<Recorded> facts = new CopyOnWriteArrayList<>();

    /** The next fact of this entity. */
    <E extends Event> ListTrail add(EntityRef entity, E event, Instant at, String by) {
        var sequence = facts.stream().filter(one -> one.entity().equals(entity)).count() + 1;
        facts.add(new Recorded(
                facts.size() + 1, entity, sequence, new Fact<>(event, at, Cause.outside(by, "c" + facts.size()))));
        return this;
    }

    @Override
    public List<Recorded> back(EntityRef entity, long sequence, Set<Class<? extends Event>> kinds, int limit) {
        return facts.reversed().stream()
                .filter(one -> one.sequence() <= sequence && isAskedFor(one, entity, kinds))
                .limit(limit)
                .toList();
    }

    @Override
    public List<Recorded> onwards(EntityRef entity, long sequence, Set<Class<? extends Event>> kinds, int limit) {
        return facts.stream()
                .filter(one -> one.sequence() >= sequence && isAskedFor(one, entity, kinds))
                .limit(limit)
                .toList();
    }

    @Override
    public List<Recorded> between(EntityRef entity, long first, long last, Set<Class<? extends Event>> kinds) {
        return onwards(entity, first, kinds, Integer.MAX_VALUE).stream()
                .filter(one -> one.sequence() <= last)
                .toList();
    }

    private static boolean isAskedFor(Recorded one, EntityRef entity, Set<Class<? extends Event>> kinds) {
        return one.entity().equals(entity)
                && (kinds.isEmpty() || kinds.contains(one.fact().event().getClass()));
    }

    /** The rosters of these tests have no offset. */
    @Override
    public Trail upTo(long offset) {
        return this;
    }
}
