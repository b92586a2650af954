package dev.troupe.persistence;

import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.feed.Mentions;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.feed.Trail;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.rule.Event;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The facts of one entity, over the journal's indexes on entity and sequence number, and on entity, kind and sequence
 * number. A connection of its own, so that whoever asks never holds up the feed. Safe for use by many threads, one at a time.
 */
public final class JdbcTrail implements Trail, AutoCloseable {

    private static final String SELECT = "SELECT ordering, sequence_number, event_ser_manifest, event_payload"
            + " FROM event_journal WHERE persistence_id = ? AND deleted = ? AND event_ser_id = ?"
            + " AND sequence_number BETWEEN ? AND ? AND ordering <= ?";

    /** Of one name, see {@link Schema#KINDS}. The tasks' own are few, and found by the other index. */
    private static final String NAMED = " AND event_ser_manifest = ?";

    private static final String BY_KIND = NAMED + " AND " + Schema.KINDS;

    /** Asks for facts of one kind of thing by their name. */
    static String ofKind(EntityKind kind, boolean isOnwards) {
        return SELECT + (kind == EntityKind.TASK ? NAMED : BY_KIND) + order(isOnwards);
    }

    private static String order(boolean isOnwards) {
        return " ORDER BY sequence_number " + (isOnwards ? "ASC" : "DESC") + " LIMIT ?";
    }

    /** Of a kind of fact that may be of a megabyte. */
    private static final int MOST_AT_ONCE = 32;

    private final FactCodec codec;
    private final Store store;
    private final long last;

    private JdbcTrail(FactCodec codec, Store store, long last) {
        this.codec = codec;
        this.store = store;
        this.last = last;
    }

    /** @param source of a connection; opened when first needed, and again after trouble */
    public static JdbcTrail over(JdbcFeed.Source source) {
        return new JdbcTrail(new FactCodec(), new Store(source), Long.MAX_VALUE);
    }

    /** The trail of the embedded journal in this directory, whose tables are there already. */
    public static JdbcTrail embedded(Path directory) {
        return over(() -> JournalConfig.reading(directory));
    }

    @Override
    public List<Recorded> back(EntityRef entity, long sequence, Set<Class<? extends Event>> kinds, int limit) {
        return decode(entity, store.read(new Stretch(entity, 0, sequence, last, false), kinds, limit));
    }

    @Override
    public List<Recorded> onwards(EntityRef entity, long sequence, Set<Class<? extends Event>> kinds, int limit) {
        return decode(entity, store.read(new Stretch(entity, sequence, NEWEST, last, true), kinds, limit));
    }

    @Override
    public List<Recorded> between(EntityRef entity, long first, long last, Set<Class<? extends Event>> kinds) {
        return decode(entity, store.read(new Stretch(entity, first, last, this.last, true), kinds, Integer.MAX_VALUE));
    }

    /** It is mostly the first one, and some are of a megabyte: so few are read at first, and only what is asked for of them. */
    @Override
    public Optional<Recorded> about(
            TaskId task, EntityRef entity, long sequence, Class<? extends Event> kind, int far) {
        var next = sequence;
        var page = 1;
        for (var looked = 0; looked < far; looked += page, page = Math.min(page * 4, MOST_AT_ONCE)) {
            var rows =
                    store.read(new Stretch(entity, 0, next, last, false), Set.of(kind), Math.min(page, far - looked));
            var found = rows.stream()
                    .flatMap(row -> narrowed(row, task).stream())
                    .map(row -> decode(entity, row))
                    .filter(one -> Mentions.in(one.fact().event(), task))
                    .findFirst();
            if (found.isPresent() || rows.size() < page) return found;
            next = rows.getLast().sequence() - 1;
        }
        return Optional.empty();
    }

    private static Optional<Row> narrowed(Row row, TaskId task) {
        return Narrowed.to(task.value(), row.payload())
                .map(payload -> new Row(row.ordering(), row.sequence(), row.name(), payload));
    }

    private List<Recorded> decode(EntityRef entity, List<Row> rows) {
        return rows.stream().map(row -> decode(entity, row)).toList();
    }

    private Recorded decode(EntityRef entity, Row row) {
        return new Recorded(row.ordering(), entity, row.sequence(), codec.decode(row.name(), row.payload()));
    }

    @Override
    public JdbcTrail upTo(long offset) {
        return new JdbcTrail(codec, store, Math.min(offset, last));
    }

    @Override
    public void close() {
        store.close();
    }

    /** A fact as it is written. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Row(long ordering, long sequence, String name, byte[] payload) {}

    /**
     * Facts of an entity by their sequence numbers.
     *
     * @param last the journal's last offset
     * @param isOnwards oldest first
     */
    private record Stretch(EntityRef entity, long from, long to, long last, boolean isOnwards) {

        String sql(boolean ofKind) {
            return ofKind ? JdbcTrail.ofKind(entity.kind(), isOnwards) : SELECT + order(isOnwards);
        }

        Comparator<Row> comparator() {
            var ascending = Comparator.comparingLong(Row::sequence);
            return isOnwards ? ascending : ascending.reversed();
        }
    }

    /** The one connection, whatever moment is asked for. */
    private static final class Store {
        private final KeptConnection connection;

        Store(JdbcFeed.Source source) {
            connection = new KeptConnection(source);
        }

        /** Each name is a walk of its own along the index, which ends at the limit: what is in between costs nothing. */
        synchronized List<Row> read(Stretch stretch, Set<Class<? extends Event>> kinds, int limit) {
            try {
                if (kinds.isEmpty()) return read(stretch, Optional.empty(), limit);
                var found = new ArrayList<Row>();
                for (var name : names(kinds)) found.addAll(read(stretch, Optional.of(name), limit));
                return found.stream().sorted(stretch.comparator()).limit(limit).toList();
            } catch (SQLException e) {
                connection.giveUp();
                throw new JdbcFeed.Trouble("the journal cannot be read: " + e.getMessage(), e);
            }
        }

        /** Of every version: what is found is lifted to the present one. */
        private static List<String> names(Set<Class<? extends Event>> kinds) {
            return kinds.stream()
                    .map(EventCatalogue::nameOf)
                    .flatMap(name -> IntStream.rangeClosed(1, name.version())
                            .mapToObj(version -> new EventName(name.word(), version).toString()))
                    .toList();
        }

        private List<Row> read(Stretch stretch, Optional<String> name, int limit) throws SQLException {
            try (var query = connection.get().prepareStatement(stretch.sql(name.isPresent()))) {
                query.setString(1, stretch.entity().persistenceId());
                query.setBoolean(2, false);
                query.setInt(3, FactSerializer.IDENTIFIER);
                query.setLong(4, stretch.from());
                query.setLong(5, stretch.to());
                query.setLong(6, stretch.last());
                if (name.isPresent()) query.setString(7, name.get());
                query.setInt(name.isPresent() ? 8 : 7, limit);
                var found = new ArrayList<Row>();
                try (var row = query.executeQuery()) {
                    while (row.next()) {
                        found.add(new Row(row.getLong(1), row.getLong(2), row.getString(3), row.getBytes(4)));
                    }
                }
                return found;
            }
        }

        synchronized void close() {
            connection.close();
        }
    }
}
