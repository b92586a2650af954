package dev.troupe.persistence.care;

import dev.troupe.core.audit.Differences;
import dev.troupe.core.audit.Outlived;
import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.feed.Horizon;
import dev.troupe.core.roster.Roster;
import dev.troupe.persistence.Compacted;
import dev.troupe.persistence.FactCodec;
import dev.troupe.persistence.Store;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Removes what has outlived its use: all facts of tasks, services and nodes that were gone before some time, and snapshots
 * that newer ones have replaced. What remains must make the same present; that is tried out first, on the very facts,
 * and where it does not hold nothing is removed.
 */
public final class Compaction {

    private final Store store;
    private final FactCodec codec = new FactCodec();

    public Compaction(Store store) {
        this.store = store;
    }

    /**
     * What would go, or went.
     *
     * @param horizon of what happened at or before it, facts are removed; absent when nothing is that old
     * @param entities to go, by persistence id, with how many facts each has
     * @param bytes of those facts
     * @param snapshots that newer ones have replaced, or that are of those entities
     */
    public record Plan(Optional<Horizon> horizon, Map<String, Long> entities, long bytes, long snapshots) {
        public long facts() {
            return entities.values().stream().mapToLong(Long::longValue).sum();
        }

        public boolean isEmpty() {
            return entities.isEmpty() && snapshots == 0;
        }
    }

    /** What is over and was over before {@code time}; removes nothing. */
    public Plan plan(Instant time) throws IOException {
        try (var connection = store.reading()) {
            return plan(connection, time);
        } catch (SQLException e) {
            throw new Trouble(store.words() + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Removes it, all or nothing, and gives the room back.
     *
     * @param cluster holds the claim on the store; nothing else may write to it meanwhile
     */
    public Plan run(Instant time, String cluster) throws IOException {
        Plan plan;
        try (var connection = store.writing(cluster)) {
            plan = plan(connection, time);
            if (plan.isEmpty()) return plan;
            remove(connection, plan);
            connection.commit();
        } catch (SQLException e) {
            throw new Trouble(store.words() + " cannot be compacted: " + e.getMessage(), e);
        }
        try {
            store.vacuum();
        } catch (SQLException e) {
            throw new Trouble("facts were removed, but the room cannot be given back: " + e.getMessage(), e);
        }
        return plan;
    }

    private Plan plan(Connection connection, Instant time) throws SQLException, IOException {
        var survey = survey(connection, time);
        var going = survey.outlived.entities();
        prove(connection, going.keySet(), survey.roster);
        var entities = new TreeMap<String, Long>();
        going.forEach((entity, facts) -> entities.put(entity.persistenceId(), facts));
        return new Plan(
                entities.isEmpty() ? Optional.empty() : survey.horizon,
                entities,
                bytes(connection, entities.keySet()),
                snapshots(connection, entities.keySet()));
    }

    private static final class Survey {
        private final Outlived outlived = new Outlived();
        private Roster roster = Roster.empty();
        private Optional<Horizon> horizon = Optional.empty();
        private boolean after;
    }

    private Survey survey(Connection connection, Instant time) throws SQLException, IOException {
        var survey = new Survey();
        JournalRows.in(Span.ALL, connection, row -> {
            if (!row.isOurs()) return;
            var recorded = row.with(codec.decode(row.name(), row.payload()));
            survey.roster = survey.roster.with(recorded);
            survey.after |= !recorded.fact().at().isBefore(time);
            if (survey.after) {
                survey.outlived.after(recorded);
            } else {
                survey.outlived.before(recorded);
                survey.horizon =
                        Optional.of(new Horizon(row.offset(), recorded.fact().at()));
            }
        });
        return survey;
    }

    /** The present without those facts is the present with them. */
    private void prove(Connection connection, Set<EntityRef> going, Roster present) throws SQLException, IOException {
        if (going.isEmpty()) return;
        var without = new Object() {
            private Roster roster = Roster.empty();
        };
        JournalRows.in(Span.ALL, connection, row -> {
            if (!row.isOurs() || going.contains(EntityRef.parse(row.persistenceId()))) return;
            without.roster = without.roster.with(row.with(codec.decode(row.name(), row.payload())));
        });
        var differences = Differences.between(present, without.roster);
        if (!differences.isEmpty()) {
            throw new Trouble("nothing was removed: without those facts " + String.join(", ", differences)
                    + " would look otherwise; please report this");
        }
    }

    private static long bytes(Connection connection, Collection<String> entities) throws SQLException {
        var bytes = 0L;
        try (var query = connection.prepareStatement(
                "SELECT coalesce(sum(length(event_payload)), 0) FROM event_journal WHERE persistence_id = ?")) {
            for (var entity : entities) {
                query.setString(1, entity);
                try (var row = query.executeQuery()) {
                    row.next();
                    bytes += row.getLong(1);
                }
            }
        }
        return bytes;
    }

    private static final String REPLACED = """
      EXISTS (SELECT 1 FROM snapshot newer WHERE newer.persistence_id = snapshot.persistence_id
               AND newer.sequence_number > snapshot.sequence_number)""";

    private static long snapshots(Connection connection, Set<String> going) throws SQLException {
        var count = 0L;
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT persistence_id, " + REPLACED + " FROM snapshot")) {
            while (row.next()) if (row.getBoolean(2) || going.contains(row.getString(1))) count++;
        }
        return count;
    }

    private static void remove(Connection connection, Plan plan) throws SQLException {
        try (var statement = connection.createStatement();
                var facts = connection.prepareStatement("DELETE FROM event_journal WHERE persistence_id = ?");
                var snapshots = connection.prepareStatement("DELETE FROM snapshot WHERE persistence_id = ?")) {
            for (var entity : plan.entities().keySet()) {
                facts.setString(1, entity);
                facts.addBatch();
                snapshots.setString(1, entity);
                snapshots.addBatch();
            }
            facts.executeBatch();
            snapshots.executeBatch();
            statement.executeUpdate("DELETE FROM snapshot WHERE " + REPLACED);
        }
        if (plan.horizon().isPresent()) {
            Compacted.record(connection, plan.horizon().get(), plan.entities());
            Compacted.dropCheckpoints(connection, plan.horizon().get());
        }
    }
}
