package dev.troupe.persistence.care;

import dev.troupe.persistence.Compacted;
import dev.troupe.persistence.Store;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Writes a journal as lines of JSON: a header, a line for each entity that was compacted away, a line for each fact, and
 * a last line that tells how many there were. The same facts give the same bytes, whatever store they are in.
 */
public final class Export {

    private final Store store;
    private final String troupe;
    private final Optional<Redaction> redaction;
    private long facts;

    /**
     * @param troupe the release that writes
     * @param secrets false: keys, tokens, credentials and the values of variables are left out, and the export can be
     *     read but not imported
     */
    public Export(Store store, String troupe, boolean secrets) {
        this.store = store;
        this.troupe = troupe;
        this.redaction = secrets ? Optional.empty() : Optional.of(new Redaction());
    }

    /** How many facts were written. The stream is flushed, not closed. */
    public long write(Span span, OutputStream out) throws IOException {
        try (var connection = store.reading()) {
            var whole = span.after() == 0;
            line(
                    out,
                    new ExportHeader(troupe, redaction.isEmpty(), whole, Compacted.horizon(connection))
                            .line()
                            .getBytes(StandardCharsets.UTF_8));
            for (var entity : Compacted.entities(connection).entrySet()) {
                line(out, new CompactedLine(entity.getKey(), entity.getValue()).bytes());
            }
            facts = 0;
            JournalRows.in(span, connection, row -> {
                if (row.isOurs()) write(row, out);
            });
            line(out, EndLine.bytes(facts));
            out.flush();
            return facts;
        } catch (SQLException e) {
            throw new Trouble(store.words() + " cannot be read: " + e.getMessage(), e);
        }
    }

    private void write(JournalRow row, OutputStream out) throws IOException {
        var line = FactLine.of(row);
        if (redaction.isPresent()) {
            line = new FactLine(
                    line.offset(),
                    line.entity(),
                    line.sequence(),
                    line.name(),
                    redaction.get().of(line.payload()));
        }
        line(out, line.bytes());
        facts++;
    }

    private static void line(OutputStream out, byte[] bytes) throws IOException {
        out.write(bytes);
        out.write('\n');
    }
}
