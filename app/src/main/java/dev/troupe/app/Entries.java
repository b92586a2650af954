package dev.troupe.app;

import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.feed.Feed;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.history.Directory;
import dev.troupe.core.history.Entry;
import dev.troupe.core.history.Learned;
import dev.troupe.core.history.Narrator;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.roster.Roster;
import dev.troupe.persistence.EventCatalogue;
import dev.troupe.persistence.PublicEvents;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Makes entries of facts, from any place of the journal on: what a fact does not say of the things it names is taken from
 * the facts before, the roster, or the first facts of that thing. For one thread.
 */
final class Entries {

    /** Things of each kind whose names are kept at hand. */
    private static final int REMEMBERED = 16_384;

    /** A task has fewer facts than this; its node is in one of them. */
    private static final int FACTS_OF_A_TASK = 64;

    private final PublicEvents events = new PublicEvents();
    private final Learned learned = new Learned(REMEMBERED);
    private final Supplier<Roster> roster;
    private final Feed feed;
    private final Directory directory = new Everywhere();
    private final Narrator narrator =
            new Narrator(directory, when -> when.truncatedTo(ChronoUnit.MILLIS).toString());

    Entries(Feed feed, Supplier<Roster> roster) {
        this.feed = feed;
        this.roster = roster;
    }

    Entry of(Recorded recorded) {
        learned.learn(recorded);
        var event = recorded.fact().event();
        var name = EventCatalogue.nameOf(event);
        return Entry.of(recorded, name.word(), name.version(), events.json(event), directory, narrator);
    }

    private void look(EntityKind kind, String id, int facts) {
        feed.of(new EntityRef(kind, id), facts).forEach(learned::learn);
    }

    private final class Everywhere implements Directory {
        @Override
        public Optional<KnownService> service(ServiceId id) {
            return learned.service(id)
                    .or(() -> Directory.of(roster.get()).service(id))
                    .or(() -> {
                        look(EntityKind.SERVICE, id.value(), 1);
                        return learned.service(id);
                    });
        }

        /** What was learned of a task before it had a node may be out of date. */
        @Override
        public Optional<KnownTask> task(TaskId id) {
            var known = learned.task(id);
            if (known.flatMap(KnownTask::node).isPresent()) return known;
            var listed = Directory.of(roster.get()).task(id);
            if (listed.isPresent()) {
                learned.learn(id, listed.get());
                return listed;
            }
            look(EntityKind.TASK, id.value(), FACTS_OF_A_TASK);
            return learned.task(id);
        }

        @Override
        public Optional<String> hostname(NodeId id) {
            return learned.hostname(id)
                    .or(() -> Directory.of(roster.get()).hostname(id))
                    .or(() -> {
                        look(EntityKind.NODE, id.value(), 1);
                        return learned.hostname(id);
                    });
        }
    }
}
