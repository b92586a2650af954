package dev.troupe.persistence;

import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.feed.Feed;
import dev.troupe.core.feed.Horizon;
import dev.troupe.core.feed.Recorded;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The feed over the tables of pekko-persistence-jdbc: a query on {@code ordering}, over a connection of its own. Rows
 * that are marked deleted, and rows that others wrote there, are passed over.
 *
 * <p>Gap-free because a number is given under a lock that is held until its transaction can be seen, so that the order of
 * numbers is the order of commits: SQLite has one writer at a time anyway, and {@link PostgresSchema} sees to it there. A
 * missing number is that of a write that failed, and never comes.
 *
 * <p>Safe for use by many threads, one at a time.
 */
public final class JdbcFeed implements Feed {

    private static final String QUERY = """
      SELECT ordering, persistence_id, sequence_number, deleted,
             event_ser_id, event_ser_manifest, event_payload
        FROM event_journal
       WHERE ordering > ? ORDER BY ordering LIMIT ?""";

    private final KeptConnection connection;
    private final FreshFacts fresh;
    private final FactCodec codec = new FactCodec();
    private @Nullable PreparedStatement query;

    /** Where connections come from. */
    @FunctionalInterface
    public interface Source {
        Connection connect() throws SQLException;
    }

    private JdbcFeed(Source source, FreshFacts fresh) {
        this.connection = new KeptConnection(source);
        this.fresh = fresh;
    }

    /** The feed of tables that are there already. */
    static JdbcFeed over(Source source) {
        return new JdbcFeed(source, FreshFacts.OF_THIS_PROCESS);
    }

    /** The same for those who read what is long written: what others are about to meet for the first time is left to them. */
    static JdbcFeed ofThePast(Source source) {
        return new JdbcFeed(source, new FreshFacts());
    }

    /** The feed of the embedded journal in this directory, whose tables are there already. */
    public static JdbcFeed embedded(Path directory) {
        return over(() -> JournalConfig.reading(directory));
    }

    @Override
    public synchronized List<Recorded> after(long offset, int limit) {
        if (connection.isClosed()) throw new IllegalStateException("the feed is closed");
        try {
            var found = new ArrayList<Recorded>();
            var from = offset;
            while (true) {
                var page = page(from, limit - found.size(), found);
                from = page.last();
                if (!page.isFull() || found.size() == limit) return found;
            }
        } catch (SQLException e) {
            giveUp();
            throw new Trouble("the journal cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized Optional<Horizon> horizon() {
        if (connection.isClosed()) throw new IllegalStateException("the feed is closed");
        try {
            return Compacted.horizon(connection.get());
        } catch (SQLException e) {
            giveUp();
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
                if (isOurs(row)) found.add(recorded(row));
                last = row.getLong(1);
                rows++;
            }
        }
        return new Page(last, rows == limit);
    }

    private static boolean isOurs(ResultSet row) throws SQLException {
        return row.getInt(5) == FactSerializer.IDENTIFIER && !row.getBoolean(4);
    }

    private Recorded recorded(ResultSet row) throws SQLException {
        var name = row.getString(6);
        var bytes = row.getBytes(7);
        var fact = fresh.take(name, bytes).orElseGet(() -> codec.decode(name, bytes));
        return new Recorded(row.getLong(1), EntityRef.parse(row.getString(2)), row.getLong(3), fact);
    }

    private PreparedStatement query() throws SQLException {
        if (query == null) query = connection.get().prepareStatement(QUERY);
        return query;
    }

    private void giveUp() {
        query = null;
        connection.giveUp();
    }

    @Override
    public synchronized void close() {
        query = null;
        connection.close();
    }
}
