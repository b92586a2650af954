package dev.troupe.persistence.care;

import dev.troupe.core.feed.Horizon;
import dev.troupe.persistence.Compacted;
import dev.troupe.persistence.Store;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is in a journal, in figures; the database counts, so no fact is read.
 *
 * @param bytes on disk
 * @param facts that stand there
 * @param first when the oldest fact was written, and {@code last} the newest; absent without facts
 * @param kinds by bytes, most first
 * @param largest the entities that take most room, most first
 */
public record Statistics(
        long bytes,
        long facts,
        long factBytes,
        long entities,
        long snapshots,
        long snapshotBytes,
        long lastOffset,
        Optional<Instant> first,
        Optional<Instant> last,
        List<Kind> kinds,
        List<Entity> largest,
        long compactedEntities,
        Optional<Horizon> horizon) {

    /** Facts of one name and version. */
    public record Kind(String name, long facts, long bytes) {}

    public record Entity(String id, long facts, long bytes) {}

    private static final int LARGEST = 10;

    public static Statistics of(Store store) throws IOException {
        try (var connection = store.reading()) {
            return read(store, connection);
        } catch (SQLException e) {
            throw new Trouble(store.words() + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static Statistics read(Store store, Connection connection) throws SQLException {
        var kinds = new ArrayList<Kind>();
        var largest = new ArrayList<Entity>();
        try (var statement = connection.createStatement()) {
            try (var row = statement.executeQuery("""
              SELECT event_ser_manifest, count(*), sum(length(event_payload)) FROM event_journal
               GROUP BY 1 ORDER BY 3 DESC, 1""")) {
                while (row.next()) kinds.add(new Kind(row.getString(1), row.getLong(2), row.getLong(3)));
            }
            try (var row = statement.executeQuery("""
              SELECT persistence_id, count(*), sum(length(event_payload)) FROM event_journal
               GROUP BY 1 ORDER BY 3 DESC, 1 LIMIT\s""" + LARGEST)) {
                while (row.next()) largest.add(new Entity(row.getString(1), row.getLong(2), row.getLong(3)));
            }
        }
        return new Statistics(
                store.bytes(connection),
                kinds.stream().mapToLong(Kind::facts).sum(),
                kinds.stream().mapToLong(Kind::bytes).sum(),
                number(connection, "SELECT count(DISTINCT persistence_id) FROM event_journal"),
                number(connection, "SELECT count(*) FROM snapshot"),
                number(connection, "SELECT coalesce(sum(length(snapshot_payload)), 0) FROM snapshot"),
                number(connection, "SELECT coalesce(max(ordering), 0) FROM event_journal"),
                time(connection, "SELECT min(write_timestamp) FROM event_journal"),
                time(connection, "SELECT max(write_timestamp) FROM event_journal"),
                kinds,
                largest,
                Compacted.entities(connection).size(),
                Compacted.horizon(connection));
    }

    private static long number(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private static Optional<Instant> time(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            if (!row.next()) return Optional.empty();
            var millis = row.getLong(1);
            return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
        }
    }

    /** From the first fact to the last. */
    public Duration age() {
        return first.isPresent() && last.isPresent() ? Duration.between(first.get(), last.get()) : Duration.ZERO;
    }
}
