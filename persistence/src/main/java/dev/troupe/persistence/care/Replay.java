package dev.troupe.persistence.care;

import dev.troupe.core.feed.Recorded;
import dev.troupe.core.roster.Roster;
import dev.troupe.persistence.Compacted;
import dev.troupe.persistence.FactCodec;
import dev.troupe.persistence.Store;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/**
 * The swarm as it was at some moment, made again from the first fact on.
 *
 * @param facts how many it is made of
 * @param lastAt when the last of them happened
 */
public record Replay(Roster roster, long facts, Optional<Instant> lastAt) {

    /** Throws {@link Trouble} for a moment before the journal's beginning: the first fact, or what was compacted. */
    public static Replay of(Store store, Span span) throws IOException {
        try (var connection = store.reading()) {
            var fold = new Fold();
            var codec = new FactCodec();
            JournalRows.in(span, connection, row -> {
                if (row.isOurs()) fold.take(row.with(codec.decode(row.name(), row.payload())));
            });
            var horizon = Compacted.horizon(connection);
            if (horizon.isPresent() && fold.roster.offset() < horizon.get().offset()) {
                throw new Trouble("that is before the journal's beginning: what happened until "
                        + horizon.get().at() + " (offset " + horizon.get().offset() + ") was compacted");
            }
            if (fold.facts == 0) throw new Trouble("that is before the journal's beginning: nothing had happened");
            return new Replay(fold.roster, fold.facts, fold.lastAt);
        } catch (SQLException e) {
            throw new Trouble(store.words() + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static final class Fold {
        private Roster roster = Roster.empty();
        private long facts;
        private Optional<Instant> lastAt = Optional.empty();

        void take(Recorded recorded) {
            roster = roster.with(recorded);
            facts++;
            lastAt = Optional.of(recorded.fact().at());
        }
    }
}
