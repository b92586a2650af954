package dev.troupe.persistence.care;

import dev.troupe.core.audit.EntityState;
import dev.troupe.core.feed.EntityRef;
import dev.troupe.persistence.FactCodec;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** One entity, made again from its facts, a stretch at a time. */
final class EntityReplay {

    private final Connection connection;
    private final FactCodec codec;
    private final EntityRef entity;
    private EntityState state;
    private long sequence;

    EntityReplay(Connection connection, FactCodec codec, EntityRef entity) {
        this.connection = connection;
        this.codec = codec;
        this.entity = entity;
        this.state = EntityState.before(entity.kind());
    }

    /** Its state after this fact of its own; empty where it has none so far. Ask in ascending order. */
    Optional<EntityState> upTo(long last) throws SQLException {
        try (var query = connection.prepareStatement("""
          SELECT sequence_number, event_ser_manifest, event_payload FROM event_journal
           WHERE persistence_id = ? AND sequence_number > ? AND sequence_number <= ? ORDER BY sequence_number""")) {
            query.setString(1, entity.persistenceId());
            query.setLong(2, sequence);
            query.setLong(3, last);
            try (var row = query.executeQuery()) {
                while (row.next()) {
                    state = state.with(codec.decode(row.getString(2), row.getBytes(3)));
                    sequence = row.getLong(1);
                }
            }
        }
        return sequence == last ? Optional.of(state) : Optional.empty();
    }
}
