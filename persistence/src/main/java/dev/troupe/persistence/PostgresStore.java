package dev.troupe.persistence;

import com.typesafe.config.Config;
import dev.troupe.core.feed.Feed;
import dev.troupe.core.roster.Checkpoints;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;

/**
 * The journal in a PostgreSQL database, in the schema that its connections have first on their search path.
 *
 * @param url {@code jdbc:postgresql://HOST:PORT/DATABASE}
 * @param password empty where the server asks for none
 */
public record PostgresStore(String url, String user, String password) implements Store {

    /** A server that is away is noticed within seconds, and one that does not answer within a minute. */
    private static final String AWAY_SECONDS = "5";

    private static final String SILENT_SECONDS = "60";

    @Override
    public String words() {
        return "the journal in " + url.replaceFirst("\\?.*", "");
    }

    @Override
    public String toString() {
        return words(); // Never the password.
    }

    @Override
    public boolean isThere() throws IOException {
        try (var connection = connect()) {
            return PostgresSchema.isThere(connection, words());
        } catch (SQLException e) {
            throw trouble(e);
        }
    }

    @Override
    public void prepare() throws IOException {
        try (var connection = connect()) {
            PostgresSchema.create(connection, words());
        } catch (SQLException e) {
            throw trouble(e);
        }
    }

    IOException trouble(SQLException e) {
        return new IOException(words() + " cannot be used: " + e.getMessage(), e);
    }

    @Override
    public Claim claim(String cluster, Runnable lost) throws IOException {
        return PostgresClaim.take(this, cluster, lost);
    }

    @Override
    public Config config(String cluster) {
        return JournalConfig.postgresql(url, user, password, PostgresSchema.session(cluster));
    }

    @Override
    public Feed feed() {
        return JdbcFeed.over(this::connect);
    }

    @Override
    public Feed feedOfThePast() {
        return JdbcFeed.ofThePast(this::connect);
    }

    @Override
    public JdbcTrail trail() {
        return JdbcTrail.over(this::connect);
    }

    @Override
    public Checkpoints checkpoints() {
        return JdbcCheckpoints.postgresql(this::connect, true);
    }

    @Override
    public Checkpoints checkpointsToRead() {
        return JdbcCheckpoints.postgresql(this::connect, false);
    }

    Connection connect() throws SQLException {
        var properties = new Properties();
        if (!user.isEmpty()) properties.setProperty("user", user);
        if (!password.isEmpty()) properties.setProperty("password", password);
        properties.setProperty("connectTimeout", AWAY_SECONDS);
        properties.setProperty("socketTimeout", SILENT_SECONDS);
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("ApplicationName", "troupe");
        return DriverManager.getConnection(url, properties);
    }

    @Override
    public Connection reading() throws SQLException {
        var connection = connect();
        connection.setReadOnly(true);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setAutoCommit(false);
        return connection;
    }

    @Override
    public Connection writing(String cluster) throws SQLException {
        var connection = connect();
        try (var statement = connection.createStatement()) {
            statement.execute(PostgresSchema.claiming(cluster));
        }
        connection.setAutoCommit(false);
        return connection;
    }

    @Override
    public void continueAfter(Connection connection, long offset) throws SQLException {
        try (var statement =
                connection.prepareStatement("SELECT setval(pg_get_serial_sequence('event_journal', 'ordering'), ?)")) {
            statement.setLong(1, Math.max(1, offset));
            statement.execute();
        }
    }

    /** The server keeps and checks its own files; what a client can see is whether every row can be read. */
    @Override
    public List<String> complaints(Connection connection) {
        return List.of();
    }

    @Override
    public long bytes(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(
                        "SELECT pg_total_relation_size('event_journal') + pg_total_relation_size('snapshot')")) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public void vacuum() throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            connection.setNetworkTimeout(Runnable::run, 0);
            statement.execute("VACUUM (ANALYZE) event_journal");
            statement.execute("VACUUM (ANALYZE) snapshot");
        }
    }
}
