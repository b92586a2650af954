package dev.troupe.persistence.care;

import dev.troupe.persistence.Compacted;
import dev.troupe.persistence.Store;
import java.io.IOException;
import java.sql.SQLException;

/** Brings a journal, up to some moment, into another store that is empty and prepared. Snapshots stay behind. */
public final class Copy {

    private final Store from;
    private final Store to;
    private final String cluster;
    private long facts;
    private long last;

    /** @param cluster holds the claim on {@code to} */
    public Copy(Store from, Store to, String cluster) {
        this.from = from;
        this.to = to;
        this.cluster = cluster;
    }

    /** How many facts were copied. */
    public long of(Span span) throws IOException {
        try (var source = from.reading();
                var target = to.writing(cluster);
                var writing = new JournalInsert(target)) {
            JournalRows.in(span, source, row -> {
                if (!row.isOurs()) return;
                writing.add(row);
                facts++;
                last = row.offset();
            });
            writing.flush();
            var horizon = Compacted.horizon(source);
            if (horizon.isPresent()) Compacted.record(target, horizon.get(), Compacted.entities(source));
            to.continueAfter(target, last);
            target.commit();
            return facts;
        } catch (SQLException e) {
            throw new Trouble(from.words() + " cannot be copied to " + to.words() + ": " + e.getMessage(), e);
        }
    }
}
