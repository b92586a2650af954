package dev.troupe.http;

import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.feed.ListedTrail;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.feed.Trail;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.rule.Event;
import dev.troupe.core.rule.Fact;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Facts that were put in by hand. */
final class ListTrail {
    private final List<Recorded> facts = new CopyOnWriteArrayList<>();

    /** The next fact of this entity; without an offset, as the rosters of these tests. */
    <E extends Event> ListTrail add(EntityRef entity, E event, Instant at, String by) {
        var sequence = facts.stream().filter(one -> one.entity().equals(entity)).count() + 1;
        facts.add(new Recorded(0, entity, sequence, new Fact<>(event, at, Cause.outside(by, "c" + facts.size()))));
        return this;
    }

    Trail trail() {
        return ListedTrail.over(facts);
    }
}
