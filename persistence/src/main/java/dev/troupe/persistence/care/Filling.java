package dev.troupe.persistence.care;

import dev.troupe.core.rule.Fact;
import dev.troupe.persistence.FactCodec;
import dev.troupe.persistence.FactSerializer;
import dev.troupe.persistence.Store;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;

/** Fills a journal, in which there is nothing yet, with facts of rehearsals. What entities themselves write comes otherwise. */
public final class Filling implements AutoCloseable {

    private static final int COMMIT = 10_000;
    private static final FactCodec CODEC = new FactCodec();

    private final Store store;
    private final Connection connection;
    private final JournalInsert insert;
    private long last;

    /** A fact as a row has it: its name, and its payload as JSON. */
    public record Row(String persistenceId, long sequence, String name, String payload) {

        public static Row of(String persistenceId, long sequence, Fact<?> fact) {
            return new Row(
                    persistenceId,
                    sequence,
                    CODEC.nameOf(fact),
                    new String(CODEC.encode(fact), StandardCharsets.UTF_8));
        }
    }

    /** @param cluster holds the claim on the store */
    public Filling(Store store, String cluster) throws SQLException {
        this.store = store;
        connection = store.writing(cluster);
        insert = new JournalInsert(connection);
    }

    /** The next one; its offset follows the one before. */
    public void add(Row row, Instant writtenAt) throws SQLException {
        last++;
        insert.add(new JournalRow(
                last,
                row.persistenceId(),
                row.sequence(),
                false,
                writtenAt.toEpochMilli(),
                FactSerializer.IDENTIFIER,
                row.name(),
                row.payload().getBytes(StandardCharsets.UTF_8)));
        if (last % COMMIT == 0) commit();
    }

    /** How many there are. */
    public long written() {
        return last;
    }

    private void commit() throws SQLException {
        insert.flush();
        connection.commit();
    }

    @Override
    public void close() throws SQLException {
        try (connection;
                insert) {
            insert.flush();
            store.continueAfter(connection, last);
            connection.commit();
        }
    }
}
