package dev.troupe.persistence;

import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.feed.Trail;
import dev.troupe.core.rule.Event;
import java.util.List;
import java.util.Set;

/** The trail of a journal in memory. */
record MemoryTrail(MemoryJournal journal, long last) implements Trail {

    @Override
    public List<Recorded> back(EntityRef entity, long sequence, Set<Class<? extends Event>> kinds, int limit) {
        return journal.of(entity.persistenceId(), 1, sequence).reversed().stream()
                .filter(one -> isAskedFor(one, kinds))
                .limit(limit)
                .toList();
    }

    @Override
    public List<Recorded> onwards(EntityRef entity, long sequence, Set<Class<? extends Event>> kinds, int limit) {
        return journal.of(entity.persistenceId(), sequence, Long.MAX_VALUE).stream()
                .filter(one -> isAskedFor(one, kinds))
                .limit(limit)
                .toList();
    }

    @Override
    public List<Recorded> between(EntityRef entity, long first, long last, Set<Class<? extends Event>> kinds) {
        return journal.of(entity.persistenceId(), first, last).stream()
                .filter(one -> isAskedFor(one, kinds))
                .toList();
    }

    private boolean isAskedFor(Recorded one, Set<Class<? extends Event>> kinds) {
        return one.offset() <= last
                && (kinds.isEmpty() || kinds.contains(one.fact().event().getClass()));
    }

    @Override
    public Trail upTo(long offset) {
        return new MemoryTrail(journal, Math.min(offset, last));
    }
}
