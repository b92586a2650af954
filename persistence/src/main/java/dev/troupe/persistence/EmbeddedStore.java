package dev.troupe.persistence;

import com.typesafe.config.Config;
import dev.troupe.core.feed.Feed;
import dev.troupe.core.roster.Checkpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The journal in an SQLite file of a directory, see {@link Schema}. Who may write is settled by the lock of its
 * {@link DataDirectory}, so a claim is nothing more.
 *
 * @param durable true: a write is acknowledged once it is on disk; false: once the operating system has it
 */
public record EmbeddedStore(Path directory, boolean durable) implements Store {

    private Path file() {
        return directory.resolve(Schema.FILE);
    }

    @Override
    public String words() {
        return "the journal " + file();
    }

    @Override
    public boolean isThere() throws IOException {
        return Files.isRegularFile(file()) && Schema.isThere(directory);
    }

    @Override
    public void prepare() throws IOException {
        Schema.create(directory);
    }

    @Override
    public Claim claim(String cluster, Runnable lost) {
        return () -> {};
    }

    @Override
    public Config config(String cluster) {
        return JournalConfig.embedded(directory, durable);
    }

    @Override
    public Feed feed() {
        return JdbcFeed.embedded(directory);
    }

    @Override
    public Feed feedOfThePast() {
        return JdbcFeed.ofThePast(() -> JournalConfig.reading(directory));
    }

    @Override
    public JdbcTrail trail() {
        return JdbcTrail.embedded(directory);
    }

    @Override
    public Checkpoints checkpoints() {
        return JdbcCheckpoints.embedded(directory);
    }

    @Override
    public Checkpoints checkpointsToRead() {
        return JdbcCheckpoints.readOnly(directory);
    }

    @Override
    public Connection reading() throws SQLException {
        var connection = JournalConfig.reading(directory);
        connection.setAutoCommit(false);
        return connection;
    }

    @Override
    public Connection writing(String cluster) throws SQLException {
        var connection = DriverManager.getConnection(JournalConfig.url(directory, durable));
        connection.setAutoCommit(false);
        return connection;
    }

    @Override
    public void continueAfter(Connection connection, long offset) {
        // AUTOINCREMENT has seen them.
    }

    @Override
    public List<String> complaints(Connection connection) throws SQLException {
        var complaints = new ArrayList<String>();
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("PRAGMA integrity_check")) {
            while (row.next()) if (!row.getString(1).equals("ok")) complaints.add(row.getString(1));
        }
        return complaints;
    }

    @Override
    public long bytes(Connection connection) {
        return size(file()) + size(directory.resolve(Schema.FILE + "-wal"));
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException notThere) {
            return 0;
        }
    }

    @Override
    public void vacuum() throws SQLException {
        try (var connection = DriverManager.getConnection(JournalConfig.url(directory, durable));
                var statement = connection.createStatement()) {
            statement.execute("VACUUM");
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
    }
}
