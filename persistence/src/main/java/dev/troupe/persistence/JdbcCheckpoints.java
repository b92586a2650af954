package dev.troupe.persistence;

import dev.troupe.core.roster.Checkpoint;
import dev.troupe.core.roster.Checkpoints;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.roster.Spacing;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checkpoints in a table of the journal's own database, so that none can ever meet a journal it was not made of. Those
 * of another release are not seen, and dropped when the first of this one is written.
 *
 * <p>Safe for use by many threads, one at a time.
 */
public final class JdbcCheckpoints implements Checkpoints {

    private static final Logger LOG = LoggerFactory.getLogger(JdbcCheckpoints.class);

    /**
     * The write itself is not synced, since what a power cut takes of it is computed again; the facts before it in the
     * log are safe already. Nor does it carry the log over into the file: those who write facts do, and sync.
     */
    private static final List<String> UNHURRIED =
            List.of("PRAGMA synchronous = NORMAL", "PRAGMA wal_autocheckpoint = 0");

    private final KeptConnection connection;
    private final String code = Fingerprint.of(Roster.class, JdbcCheckpoints.class);
    private final CheckpointCodec codec = new CheckpointCodec();

    private JdbcCheckpoints(JdbcFeed.Source source) {
        connection = new KeptConnection(source);
    }

    /** Those of the embedded journal in this directory, whose tables are there already. */
    public static JdbcCheckpoints embedded(Path directory) {
        return new JdbcCheckpoints(() -> withTable(connect(directory, UNHURRIED), "BLOB"));
    }

    /** The same for those who only look: nothing is written, also no table. */
    public static JdbcCheckpoints readOnly(Path directory) {
        return new JdbcCheckpoints(() -> connect(directory, List.of("PRAGMA query_only = ON")));
    }

    /** Those of a journal in PostgreSQL. */
    static JdbcCheckpoints postgresql(JdbcFeed.Source source, boolean writable) {
        return new JdbcCheckpoints(writable ? () -> withTable(source.connect(), "BYTEA") : source);
    }

    private static Connection connect(Path directory, List<String> pragmas) throws SQLException {
        var connection = DriverManager.getConnection(JournalConfig.url(directory, true));
        try (var statement = connection.createStatement()) {
            for (var pragma : pragmas) statement.execute(pragma);
        }
        return connection;
    }

    private static Connection withTable(Connection connection, String blob) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS roster_checkpoint (code TEXT NOT NULL, "
                    + "ordering BIGINT NOT NULL, payload " + blob + " NOT NULL, PRIMARY KEY (code, ordering))");
            return connection;
        } catch (SQLException trouble) {
            connection.close();
            throw trouble;
        }
    }

    @Override
    public synchronized Optional<Checkpoint> atOrBefore(long offset) {
        var below = offset;
        while (true) {
            var found = offsetAtOrBefore(below);
            if (found.isEmpty()) return Optional.empty();
            var read = read(found.getAsLong());
            if (read.isPresent()) return read;
            below = found.getAsLong() - 1;
        }
    }

    @Override
    public synchronized OptionalLong offsetAtOrBefore(long offset) {
        return query(
                "SELECT max(ordering) FROM roster_checkpoint WHERE code = ? AND ordering <= ?",
                offset,
                row -> {
                    var found = row.getLong(1);
                    return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(found);
                },
                OptionalLong.empty());
    }

    private Optional<Checkpoint> read(long offset) {
        return query(
                "SELECT payload FROM roster_checkpoint WHERE code = ? AND ordering = ?",
                offset,
                row -> {
                    try {
                        return Optional.of(codec.decode(row.getBytes(1)));
                    } catch (Unreadable damaged) {
                        LOG.warn("the checkpoint of the roster at {} is passed over: {}", offset, damaged.getMessage());
                        return Optional.empty();
                    }
                },
                Optional.empty());
    }

    @FunctionalInterface
    private interface Read<T> {
        T of(java.sql.ResultSet row) throws SQLException;
    }

    /** A cache that does not answer is an empty one. */
    private <T> T query(String sql, long offset, Read<T> read, T none) {
        try (var query = connection.get().prepareStatement(sql)) {
            query.setString(1, code);
            query.setLong(2, offset);
            try (var row = query.executeQuery()) {
                return row.next() ? read.of(row) : none;
            }
        } catch (SQLException trouble) {
            LOG.debug("checkpoints cannot be read", trouble);
            connection.giveUp();
            return none;
        }
    }

    @Override
    public void keep(Checkpoint checkpoint) {
        keep(checkpoint.offset(), codec.encode(checkpoint));
    }

    private synchronized void keep(long offset, byte[] payload) {
        try {
            write(connection.get(), offset, payload);
        } catch (SQLException trouble) {
            connection.giveUp();
            throw new JdbcFeed.Trouble("the checkpoint cannot be written: " + trouble.getMessage(), trouble);
        }
    }

    private void write(Connection connection, long offset, byte[] payload) throws SQLException {
        connection.setAutoCommit(false);
        try {
            try (var others = connection.prepareStatement("DELETE FROM roster_checkpoint WHERE code <> ?")) {
                others.setString(1, code);
                others.executeUpdate();
            }
            delete(connection, offset);
            try (var insert = connection.prepareStatement(
                    "INSERT INTO roster_checkpoint (code, ordering, payload) VALUES (?, ?, ?)")) {
                insert.setString(1, code);
                insert.setLong(2, offset);
                insert.setBytes(3, payload);
                insert.executeUpdate();
            }
            for (var superfluous : Spacing.superfluous(kept(connection), Spacing.FACTS)) {
                delete(connection, superfluous);
            }
            connection.commit();
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private void delete(Connection connection, long offset) throws SQLException {
        try (var delete =
                connection.prepareStatement("DELETE FROM roster_checkpoint WHERE code = ? AND ordering = ?")) {
            delete.setString(1, code);
            delete.setLong(2, offset);
            delete.executeUpdate();
        }
    }

    private List<Long> kept(Connection connection) throws SQLException {
        try (var query = connection.prepareStatement(
                "SELECT ordering FROM roster_checkpoint WHERE code = ? ORDER BY ordering")) {
            query.setString(1, code);
            var kept = new ArrayList<Long>();
            try (var row = query.executeQuery()) {
                while (row.next()) kept.add(row.getLong(1));
            }
            return kept;
        }
    }

    @Override
    public synchronized void close() {
        connection.close();
    }
}
