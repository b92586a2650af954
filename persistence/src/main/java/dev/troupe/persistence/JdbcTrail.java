package dev.troupe.persistence;

import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.feed.Trail;
import dev.troupe.core.rule.Event;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The facts of one entity, over the index of pekko-persistence-jdbc's table on entity and sequence number. A connection
 * of its own, so that whoever asks never holds up the feed. Safe for use by many threads, one at a time.
 */
public final class JdbcTrail implements Trail, AutoCloseable {

    private static final String COLUMNS = "SELECT ordering, sequence_number, event_ser_manifest, event_payload"
            + " FROM event_journal WHERE persistence_id = ? AND deleted = ? AND event_ser_id = ?";

    private final Store store;
    private final long last;

    private JdbcTrail(Store store, long last) {
        this.store = store;
        this.last = last;
    }

    /** @param source of a connection; opened when first needed, and again after trouble */
    public static JdbcTrail over(JdbcFeed.Source source) {
        return new JdbcTrail(new Store(source), Long.MAX_VALUE);
    }

    /** The trail of the embedded journal in this directory, whose tables are there already. */
    public static JdbcTrail embedded(Path directory) {
        return over(() -> JournalConfig.reading(directory));
    }

    @Override
    public List<Recorded> back(EntityRef entity, long sequence, Set<Class<? extends Event>> kinds, int limit) {
        return store.read(entity, 0, sequence, last, kinds, limit, "DESC");
    }

    @Override
    public List<Recorded> onwards(EntityRef entity, long sequence, Set<Class<? extends Event>> kinds, int limit) {
        return store.read(entity, sequence, NEWEST, last, kinds, limit, "ASC");
    }

    @Override
    public List<Recorded> between(EntityRef entity, long first, long last, Set<Class<? extends Event>> kinds) {
        return store.read(entity, first, last, this.last, kinds, Integer.MAX_VALUE, "ASC");
    }

    @Override
    public JdbcTrail upTo(long offset) {
        return new JdbcTrail(store, Math.min(offset, last));
    }

    @Override
    public void close() {
        store.close();
    }

    /** The one connection, whatever moment is asked for. */
    private static final class Store {
        private final FactCodec codec = new FactCodec();
        private final JdbcFeed.Source source;
        private @Nullable Connection connection;

        Store(JdbcFeed.Source source) {
            this.source = source;
        }

        synchronized List<Recorded> read(
                EntityRef entity,
                long from,
                long to,
                long last,
                Set<Class<? extends Event>> kinds,
                int limit,
                String order) {
            var sql = COLUMNS + " AND sequence_number BETWEEN ? AND ? AND ordering <= ?" + restriction(kinds)
                    + " ORDER BY sequence_number " + order + " LIMIT ?";
            try (var query = connection().prepareStatement(sql)) {
                query.setString(1, entity.persistenceId());
                query.setBoolean(2, false);
                query.setInt(3, FactSerializer.IDENTIFIER);
                query.setLong(4, from);
                query.setLong(5, to);
                query.setLong(6, last);
                var next = 7;
                for (var kind : kinds)
                    query.setString(next++, EventCatalogue.nameOf(kind).word() + "/%");
                query.setInt(next, limit);
                var found = new ArrayList<Recorded>();
                try (var row = query.executeQuery()) {
                    while (row.next()) found.add(recorded(entity, row));
                }
                return found;
            } catch (SQLException e) {
                close();
                throw new JdbcFeed.Trouble("the journal cannot be read: " + e.getMessage(), e);
            }
        }

        /** Of any version: what is found is lifted to the present one. */
        private static String restriction(Set<Class<? extends Event>> kinds) {
            return kinds.isEmpty()
                    ? ""
                    : Collections.nCopies(kinds.size(), "event_ser_manifest LIKE ?").stream()
                            .collect(Collectors.joining(" OR ", " AND (", ")"));
        }

        private Recorded recorded(EntityRef entity, ResultSet row) throws SQLException {
            return new Recorded(
                    row.getLong(1), entity, row.getLong(2), codec.decode(row.getString(3), row.getBytes(4)));
        }

        private Connection connection() throws SQLException {
            if (connection == null) connection = source.connect();
            return connection;
        }

        synchronized void close() {
            try {
                if (connection != null) connection.close();
            } catch (SQLException e) {
                // It is given up anyway.
            } finally {
                connection = null;
            }
        }
    }
}
