package dev.troupe.persistence.care;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/** Reads the rows of a journal in their order, a page of memory at a time however many there are. */
final class JournalRows {

    private static final int PAGE = 1_000;

    private JournalRows() {}

    /** What is done with each row. */
    @FunctionalInterface
    interface Each {
        void take(JournalRow row) throws IOException, SQLException;
    }

    /** The rows of a stretch; {@code connection} is in a transaction. */
    static void in(Span span, Connection connection, Each each) throws SQLException, IOException {
        try (var query = connection.prepareStatement("""
          SELECT ordering, persistence_id, sequence_number, deleted, write_timestamp,
                 event_ser_id, event_ser_manifest, event_payload
            FROM event_journal WHERE ordering > ? AND ordering <= ? ORDER BY ordering""")) {
            query.setFetchSize(PAGE);
            query.setLong(1, span.after());
            query.setLong(2, span.until());
            try (var row = query.executeQuery()) {
                while (row.next()) {
                    var read = new JournalRow(
                            row.getLong(1),
                            row.getString(2),
                            row.getLong(3),
                            row.getBoolean(4),
                            row.getLong(5),
                            row.getInt(6),
                            row.getString(7),
                            row.getBytes(8));
                    each.take(read);
                }
            }
        }
    }
}
