package dev.troupe.persistence;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Locale;

/**
 * Configuration that binds Pekko Persistence to one of our journals. Put it before everything else:
 * {@code JournalConfig.embedded(dir, true).withFallback(ConfigFactory.load("troupe"))}.
 */
public final class JournalConfig {

    private JournalConfig() {}

    /**
     * The journal in the file {@link Schema#FILE} of this directory, which {@link Schema#create} has prepared.
     *
     * @param durable true: a write is acknowledged once it is on disk; false: once the operating system has it
     */
    public static Config embedded(Path directory, boolean durable) {
        var db = "pekko-persistence-jdbc.shared-databases.embedded.db.url";
        return read("embedded.conf").withValue(db, ConfigValueFactory.fromAnyRef(url(directory, durable)));
    }

    /** The journal {@link MemoryJournal#named} so; gone with the JVM. */
    public static Config memory(String name) {
        var value = ConfigValueFactory.fromAnyRef(name);
        return read("memory.conf")
                .withValue("troupe.persistence.memory-journal.name", value)
                .withValue("troupe.persistence.memory-snapshots.name", value);
    }

    /**
     * The journal in a PostgreSQL database that {@link PostgresStore#prepare} has prepared.
     *
     * @param session what each connection says first
     */
    static Config postgresql(String url, String user, String password, String session) {
        var db = "pekko-persistence-jdbc.shared-databases.postgresql.db.";
        return read("postgresql.conf")
                .withValue(db + "url", ConfigValueFactory.fromAnyRef(url))
                .withValue(db + "user", ConfigValueFactory.fromAnyRef(user))
                .withValue(db + "password", ConfigValueFactory.fromAnyRef(password))
                .withValue(db + "connectionInitSql", ConfigValueFactory.fromAnyRef(session));
    }

    /**
     * A connection for who only reads: it holds up no writer. Durable all the same, and not opened as read-only: whoever
     * closes last carries the write-ahead log over into the file, and must sync it.
     */
    static Connection reading(Path directory) throws SQLException {
        var connection = DriverManager.getConnection(
                url(directory, true).replace("transaction_mode=IMMEDIATE", "transaction_mode=DEFERRED"));
        try (var statement = connection.createStatement()) {
            statement.execute("PRAGMA query_only = ON");
        }
        return connection;
    }

    static String url(Path directory, boolean durable) {
        return String.format(
                Locale.ROOT,
                "jdbc:sqlite:%s?journal_mode=WAL&synchronous=%s&busy_timeout=60000&transaction_mode=IMMEDIATE",
                directory.resolve(Schema.FILE).toAbsolutePath(),
                durable ? "FULL" : "OFF");
    }

    private static Config read(String resource) {
        return ConfigFactory.parseResources(
                JournalConfig.class.getClassLoader(),
                resource,
                ConfigParseOptions.defaults().setAllowMissing(false));
    }
}
