package dev.troupe.persistence.care;

import dev.troupe.core.audit.Audit;
import dev.troupe.core.audit.Finding;
import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.rule.Fact;
import dev.troupe.persistence.Compacted;
import dev.troupe.persistence.FactCodec;
import dev.troupe.persistence.StateSerializer;
import dev.troupe.persistence.Store;
import dev.troupe.persistence.Unreadable;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Checks a whole journal: the database's own files, that every fact can be read, and what {@link Audit} asks of their
 * order, causes and entities; and that every snapshot is what the facts say. Changes nothing.
 */
public final class Verification {

    private final Store store;
    private final Consumer<Finding> found;
    private final FactCodec codec = new FactCodec();
    private final StateSerializer states = new StateSerializer();
    private long findings;
    private long snapshots;
    private final List<String> remarks = new ArrayList<>();

    /** @param found is told each finding as it is made */
    public Verification(Store store, Consumer<Finding> found) {
        this.store = store;
        this.found = found;
    }

    /**
     * How it ended.
     *
     * @param snapshots how many were compared
     * @param remarks what is as it may be, and yet worth knowing
     */
    public record Outcome(long facts, long entities, long snapshots, long findings, List<String> remarks) {
        public boolean isGood() {
            return findings == 0;
        }
    }

    private record Snapshot(EntityRef entity, long sequence) {}

    public Outcome run() throws IOException {
        try (var connection = store.reading()) {
            store.complaints(connection).forEach(complaint -> tell(new Finding(store.words(), complaint)));
            var compacted = Compacted.entities(connection);
            var audit = new Audit(compacted, this::tell);
            var waiting = snapshots(connection, compacted);
            JournalRows.in(Span.ALL, connection, row -> take(row, audit));
            compare(connection, waiting);
            remark(audit, compacted);
            return new Outcome(audit.facts(), audit.entities(), snapshots, findings, List.copyOf(remarks));
        } catch (SQLException e) {
            throw new Trouble(store.words() + " cannot be read: " + e.getMessage(), e);
        }
    }

    private void take(JournalRow row, Audit audit) {
        if (row.deleted()) {
            tell(new Finding(row.where(), "is marked as deleted, which Troupe never does"));
            return;
        }
        if (!row.isOurs()) {
            tell(new Finding(row.where(), "was not written by Troupe (serializer " + row.serializer() + ")"));
            return;
        }
        try {
            audit.take(row.with(decoded(row)), row.name());
        } catch (Unreadable | IllegalArgumentException unreadable) {
            tell(new Finding(row.where(), first(unreadable)));
            try {
                audit.skip(EntityRef.parse(row.persistenceId()), row.sequence(), "a fact of it cannot be read");
            } catch (IllegalArgumentException notOurs) {
                // Said above.
            }
        }
    }

    private Fact<?> decoded(JournalRow row) {
        return codec.decode(row.name(), row.payload());
    }

    private static String first(RuntimeException trouble) {
        return String.valueOf(trouble.getMessage()).lines().findFirst().orElse("cannot be read");
    }

    private void tell(Finding finding) {
        findings++;
        found.accept(finding);
    }

    /** Which snapshots there are, by entity. */
    private Map<EntityRef, List<Snapshot>> snapshots(Connection connection, Map<String, Long> compacted)
            throws SQLException {
        var all = new HashMap<EntityRef, List<Snapshot>>();
        try (var statement = connection.createStatement();
                var row =
                        statement.executeQuery("SELECT persistence_id, sequence_number FROM snapshot ORDER BY 1, 2")) {
            while (row.next()) {
                var id = row.getString(1);
                if (compacted.containsKey(id)) tell(new Finding("snapshot of " + id, "is left over from a compaction"));
                var entity = EntityRef.parse(id);
                all.computeIfAbsent(entity, each -> new ArrayList<>()).add(new Snapshot(entity, row.getLong(2)));
            }
        }
        return all;
    }

    /** Replays each entity that has snapshots once more, by itself, and looks at it where they were made. */
    private void compare(Connection connection, Map<EntityRef, List<Snapshot>> all) throws SQLException {
        for (var entity : all.entrySet()) {
            var replay = new EntityReplay(connection, codec, entity.getKey());
            for (var snapshot : entity.getValue()) {
                snapshots++;
                var where = "snapshot " + snapshot.entity() + "#" + snapshot.sequence();
                var kept = read(connection, snapshot, where);
                if (kept.isEmpty()) continue;
                try {
                    var replayed = replay.upTo(snapshot.sequence());
                    if (replayed.isEmpty()) tell(new Finding(where, "was made of facts that are not there"));
                    else if (!replayed.get().value().equals(kept.get())) {
                        tell(new Finding(where, "differs from what the facts up to there say"));
                    }
                } catch (Unreadable | IllegalStateException saidAlready) {
                    break;
                }
            }
        }
    }

    private Optional<Object> read(Connection connection, Snapshot snapshot, String where) throws SQLException {
        try (var query = connection.prepareStatement("""
          SELECT snapshot_ser_id, snapshot_ser_manifest, snapshot_payload FROM snapshot
           WHERE persistence_id = ? AND sequence_number = ?""")) {
            query.setString(1, snapshot.entity().persistenceId());
            query.setLong(2, snapshot.sequence());
            try (var row = query.executeQuery()) {
                if (!row.next()) return Optional.empty();
                if (row.getInt(1) != StateSerializer.IDENTIFIER) {
                    remarks.add(where + " was not written by Troupe; it counts as absent");
                    return Optional.empty();
                }
                return Optional.of(states.fromBinary(row.getBytes(3), row.getString(2)));
            }
        } catch (Unreadable unreadable) {
            remarks.add(where + " cannot be read and counts as absent: " + first(unreadable));
            return Optional.empty();
        }
    }

    private void remark(Audit audit, Map<String, Long> compacted) {
        if (!compacted.isEmpty()) {
            var facts = compacted.values().stream().mapToLong(Long::longValue).sum();
            remarks.add(compacted.size() + " entities with " + facts + " facts were compacted away; "
                    + audit.compactedCauses() + " causes lead to them");
        }
        audit.broken().forEach(broken -> remarks.add("not followed to the end: " + broken));
    }
}
