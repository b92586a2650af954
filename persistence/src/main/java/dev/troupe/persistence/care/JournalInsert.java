package dev.troupe.persistence.care;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Puts rows into a journal under the offsets they have, many at a time. */
final class JournalInsert implements AutoCloseable {

    private static final int BATCH = 500;

    /** Stands where the plugin names the actor instance that wrote. */
    private static final String WRITER = "import";

    private final PreparedStatement insert;
    private int waiting;

    JournalInsert(Connection connection) throws SQLException {
        insert = connection.prepareStatement("""
          INSERT INTO event_journal (ordering, persistence_id, sequence_number, writer, write_timestamp,
            adapter_manifest, event_payload, event_ser_id, event_ser_manifest)
          VALUES (?, ?, ?, ?, ?, '', ?, ?, ?)""");
    }

    void add(JournalRow row) throws SQLException {
        insert.setLong(1, row.offset());
        insert.setString(2, row.persistenceId());
        insert.setLong(3, row.sequence());
        insert.setString(4, WRITER);
        insert.setLong(5, row.writtenAt());
        insert.setBytes(6, row.payload());
        insert.setInt(7, row.serializer());
        insert.setString(8, row.name());
        insert.addBatch();
        if (++waiting == BATCH) flush();
    }

    void flush() throws SQLException {
        insert.executeBatch();
        waiting = 0;
    }

    @Override
    public void close() throws SQLException {
        insert.close();
    }
}
