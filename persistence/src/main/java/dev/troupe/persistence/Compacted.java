package dev.troupe.persistence;

import dev.troupe.core.feed.Horizon;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What was removed from a journal on purpose: up to where, and which entities, with how many facts each had. Names of
 * causes still lead to them, and a look into the past must not go behind the horizon.
 */
public final class Compacted {

    static final List<String> TABLES = List.of("""
      CREATE TABLE IF NOT EXISTS compaction (
        up_to BIGINT NOT NULL,
        up_to_time TEXT NOT NULL,
        facts BIGINT NOT NULL
      )""", """
      CREATE TABLE IF NOT EXISTS compacted_entity (
        persistence_id TEXT PRIMARY KEY,
        facts BIGINT NOT NULL
      )""");

    private Compacted() {}

    /** Where the whole history begins; empty where nothing was ever removed. */
    public static Optional<Horizon> horizon(Connection connection) throws SQLException {
        if (!isThere(connection, "compaction")) return Optional.empty();
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(
                        "SELECT up_to, up_to_time FROM compaction ORDER BY up_to DESC LIMIT 1")) {
            return row.next()
                    ? Optional.of(new Horizon(row.getLong(1), Instant.parse(row.getString(2))))
                    : Optional.empty();
        }
    }

    /** How many facts each removed entity had, by persistence id. */
    public static Map<String, Long> entities(Connection connection) throws SQLException {
        var all = new TreeMap<String, Long>();
        if (!isThere(connection, "compacted_entity")) return all;
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT persistence_id, facts FROM compacted_entity")) {
            while (row.next()) all.put(row.getString(1), row.getLong(2));
        }
        return all;
    }

    /** False for a table that came with a later release than the one that last wrote here. */
    private static boolean isThere(Connection connection, String table) throws SQLException {
        try (var found = connection.getMetaData().getTables(null, null, table, null)) {
            return found.next();
        }
    }

    /** Rosters of a past that is not whole any more are no use; part of the transaction that removes its facts. */
    public static void dropCheckpoints(Connection connection, Horizon horizon) throws SQLException {
        if (!isThere(connection, "roster_checkpoint")) return;
        try (var delete = connection.prepareStatement("DELETE FROM roster_checkpoint WHERE ordering < ?")) {
            delete.setLong(1, horizon.offset());
            delete.executeUpdate();
        }
    }

    /** Adds to what is recorded; part of the transaction that removes or brings in. */
    public static void record(Connection connection, Horizon horizon, Map<String, Long> entities) throws SQLException {
        try (var up = connection.prepareStatement("INSERT INTO compaction VALUES (?, ?, ?)");
                var each = connection.prepareStatement("INSERT INTO compacted_entity VALUES (?, ?)")) {
            for (var entity : entities.entrySet()) {
                each.setString(1, entity.getKey());
                each.setLong(2, entity.getValue());
                each.addBatch();
            }
            each.executeBatch();
            up.setLong(1, horizon.offset());
            up.setString(2, horizon.at().toString());
            up.setLong(3, entities.values().stream().mapToLong(Long::longValue).sum());
            up.executeUpdate();
        }
    }
}
