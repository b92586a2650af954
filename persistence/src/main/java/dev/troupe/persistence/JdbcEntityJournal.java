package dev.troupe.persistence;

import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.feed.Recorded;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The journal entity by entity, over the tables of pekko-persistence-jdbc, over a connection of its own that sees them as
 * they are at its first query. Used by one thread.
 */
public final class JdbcEntityJournal implements EntityJournal {

    private static final String FACTS = """
      SELECT ordering, sequence_number, event_ser_manifest, event_payload
        FROM event_journal
       WHERE persistence_id = ? AND sequence_number > ? AND ordering <= ? AND event_ser_id = ? AND deleted = ?
       ORDER BY sequence_number""";

    /** A snapshot counts when the fact it is as of is within the offset. */
    private static final String SNAPSHOTS = """
      SELECT s.sequence_number, s.snapshot_ser_manifest, s.snapshot_payload
        FROM snapshot s JOIN event_journal j
          ON j.persistence_id = s.persistence_id AND j.sequence_number = s.sequence_number
       WHERE s.persistence_id = ? AND j.ordering <= ? AND s.snapshot_ser_id = ?
       ORDER BY s.sequence_number DESC""";

    private final Connection connection;
    private final FactCodec codec = new FactCodec();
    private final StateSerializer states = new StateSerializer();

    public JdbcEntityJournal(Store store) {
        try {
            connection = store.reading();
        } catch (SQLException e) {
            throw trouble(e);
        }
    }

    @Override
    public List<Recorded> facts(EntityRef entity, long sequence, long offset) {
        var found = new ArrayList<Recorded>();
        try (var query = connection.prepareStatement(FACTS)) {
            query.setString(1, entity.persistenceId());
            query.setLong(2, sequence);
            query.setLong(3, offset);
            query.setInt(4, FactSerializer.IDENTIFIER);
            query.setBoolean(5, false);
            try (var row = query.executeQuery()) {
                while (row.next()) {
                    var fact = codec.decode(row.getString(3), row.getBytes(4));
                    found.add(new Recorded(row.getLong(1), entity, row.getLong(2), fact));
                }
            }
            return found;
        } catch (SQLException e) {
            throw trouble(e);
        }
    }

    @Override
    public Optional<State<Object>> snapshot(EntityRef entity, long offset) {
        try (var query = connection.prepareStatement(SNAPSHOTS)) {
            query.setString(1, entity.persistenceId());
            query.setLong(2, offset);
            query.setInt(3, StateSerializer.IDENTIFIER);
            try (var row = query.executeQuery()) {
                while (row.next()) {
                    try {
                        return Optional.of(
                                new State<>(states.fromBinary(row.getBytes(3), row.getString(2)), row.getLong(1)));
                    } catch (Unreadable old) {
                        // It counts as absent; the one before it may do, or else the facts.
                    }
                }
            }
            return Optional.empty();
        } catch (SQLException e) {
            throw trouble(e);
        }
    }

    private static JdbcFeed.Trouble trouble(SQLException cause) {
        return new JdbcFeed.Trouble("the journal cannot be read: " + cause.getMessage(), cause);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // Nothing was written over it: nothing is lost.
        }
    }
}
