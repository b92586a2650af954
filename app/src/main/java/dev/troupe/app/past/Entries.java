package dev.troupe.app.past;

import dev.troupe.core.feed.Recorded;
import dev.troupe.core.feed.Trail;
import dev.troupe.core.history.Entry;
import dev.troupe.core.history.Narrator;
import dev.troupe.core.history.Recollection;
import dev.troupe.persistence.EventCatalogue;
import dev.troupe.persistence.PublicEvents;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Makes entries of facts, from any place of the journal on. What a fact does not say of the things it names is taken from
 * the facts before it, so that its entry is the same whenever it is made. For one thread.
 */
public final class Entries {

    /** Things of each kind whose names are kept at hand. */
    private static final int REMEMBERED = 16_384;

    private final PublicEvents events = new PublicEvents();
    private final Recollection recollection;

    /** @param newest up to this offset at least, the trail has all there is */
    Entries(Trail trail, LongSupplier newest) {
        recollection = new Recollection(trail, newest, REMEMBERED);
    }

    /** Of all facts there are after {@code offset}, as far as they go. */
    List<Entry> of(long offset, List<Recorded> facts) {
        recollection.begin(offset);
        var entries = new ArrayList<Entry>(facts.size());
        for (var recorded : facts) entries.add(of(recorded));
        return List.copyOf(entries);
    }

    private Entry of(Recorded recorded) {
        recollection.learn(recorded);
        var known = recollection.at(recorded);
        var event = recorded.fact().event();
        var name = EventCatalogue.nameOf(event);
        return Entry.of(
                recorded, name.word(), name.version(), events.json(event), known, new Narrator(known, Entries::words));
    }

    private static String words(Instant when) {
        return when.truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
