package dev.troupe.persistence;

import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.feed.Feed;
import dev.troupe.core.feed.Recorded;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The feed over the tables of pekko-persistence-jdbc: a query on {@code ordering}, over a connection of its own. Rows
 * that are marked deleted, and rows that others wrote there, are passed over.
 *
 * <p>In SQLite a number is given under the lock that also commits it, so the order of numbers is the order of commits.
 * PostgreSQL gives numbers first and commits in any order: there, a hole may still be filled. Facts behind a hole are
 * held back until it is filled or has been a hole for so long that its transaction must have failed ({@link Holes}).
 *
 * <p>Safe for use by many threads, one at a time.
 */
public final class JdbcFeed implements Feed {

    private static final String COLUMNS = """
      SELECT ordering, persistence_id, sequence_number, deleted, write_timestamp,
             event_ser_id, event_ser_manifest, event_payload
        FROM event_journal\s""";

    private static final String QUERY = COLUMNS + "WHERE ordering > ? ORDER BY ordering LIMIT ?";
    private static final String OF_ENTITY = COLUMNS + "WHERE persistence_id = ? ORDER BY sequence_number LIMIT ?";

    private final Source source;
    private final Holes holes;
    private final FreshFacts fresh;
    private final FactCodec codec = new FactCodec();
    private @Nullable Connection connection;
    private @Nullable PreparedStatement query;
    private boolean closed;

    /** Where connections come from. */
    @FunctionalInterface
    public interface Source {
        Connection connect() throws SQLException;
    }

    private JdbcFeed(Source source, Holes holes, FreshFacts fresh) {
        this.source = source;
        this.holes = holes;
        this.fresh = fresh;
    }

    /** The feed of the embedded journal in this directory, whose tables are there already. */
    public static JdbcFeed embedded(Path directory) {
        return new JdbcFeed(() -> readOnly(directory), Holes.NEVER_FILLED, FreshFacts.OF_THIS_PROCESS);
    }

    /** The same for those who read what is long written: what others are about to meet for the first time is left to them. */
    public static JdbcFeed ofThePast(Path directory) {
        return new JdbcFeed(() -> readOnly(directory), Holes.NEVER_FILLED, new FreshFacts());
    }

    private static Connection readOnly(Path directory) throws SQLException {
        // Durable, though it writes nothing: whoever closes last carries the log over into the file, and must sync it.
        var connection = DriverManager.getConnection(JournalConfig.url(directory, true));
        try (var statement = connection.createStatement()) {
            statement.execute("PRAGMA query_only = ON");
        }
        return connection;
    }

    /**
     * The feed of a journal whose database commits in any order.
     *
     * @param patience for how long at most a hole holds the feed back
     */
    public static JdbcFeed outOfOrder(Source source, Duration patience, InstantSource clock) {
        return new JdbcFeed(source, new Holes.Watched(patience, clock), FreshFacts.OF_THIS_PROCESS);
    }

    @Override
    public synchronized List<Recorded> after(long offset, int limit) {
        if (closed) throw new IllegalStateException("the feed is closed");
        try {
            var found = new ArrayList<Recorded>();
            var from = offset;
            while (true) {
                var page = page(from, limit - found.size(), found);
                from = page.last();
                if (!page.isFull() || found.size() == limit) return found;
            }
        } catch (SQLException e) {
            disconnect();
            throw new Trouble("the journal cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized List<Recorded> of(EntityRef entity, int limit) {
        if (closed) throw new IllegalStateException("the feed is closed");
        try (var statement = connection().prepareStatement(OF_ENTITY)) {
            statement.setString(1, entity.persistenceId());
            statement.setInt(2, limit);
            var found = new ArrayList<Recorded>();
            try (var row = statement.executeQuery()) {
                while (row.next()) if (isOurs(row)) found.add(recorded(row));
            }
            return found;
        } catch (SQLException e) {
            disconnect();
            throw new Trouble("the journal cannot be read: " + e.getMessage(), e);
        }
    }

    /** The database does not answer as it should. Asking again may help. */
    public static final class Trouble extends RuntimeException {
        private static final long serialVersionUID = 1;

        Trouble(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private record Page(long last, boolean isFull) {}

    private Page page(long from, int limit, List<Recorded> found) throws SQLException {
        var rows = 0;
        var last = from;
        var statement = query();
        statement.setLong(1, from);
        statement.setInt(2, limit);
        try (var row = statement.executeQuery()) {
            while (row.next()) {
                var ordering = row.getLong(1);
                if (ordering > last + 1 && holes.mayBeFilled(last + 1, row.getLong(5))) return new Page(last, false);
                if (isOurs(row)) found.add(recorded(row));
                last = ordering;
                rows++;
            }
        }
        return new Page(last, rows == limit);
    }

    private static boolean isOurs(ResultSet row) throws SQLException {
        return row.getInt(6) == FactSerializer.IDENTIFIER && !row.getBoolean(4);
    }

    private Recorded recorded(ResultSet row) throws SQLException {
        var name = row.getString(7);
        var bytes = row.getBytes(8);
        var fact = fresh.take(name, bytes).orElseGet(() -> codec.decode(name, bytes));
        return new Recorded(row.getLong(1), EntityRef.parse(row.getString(2)), row.getLong(3), fact);
    }

    private PreparedStatement query() throws SQLException {
        if (query == null) query = connection().prepareStatement(QUERY);
        return query;
    }

    private Connection connection() throws SQLException {
        if (connection == null) connection = source.connect();
        return connection;
    }

    private void disconnect() {
        try {
            if (connection != null) connection.close();
        } catch (SQLException e) {
            // It is given up because it is broken; that it cannot even be closed is no news.
        } finally {
            connection = null;
            query = null;
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        disconnect();
    }
}
