package dev.troupe.persistence.care;

import dev.troupe.persistence.Compacted;
import dev.troupe.persistence.FactCodec;
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
    private final FactCodec codec = new FactCodec();
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
            var whole = span.since().isEmpty();
            line(
                    out,
                    new ExportHeader(troupe, redaction.isEmpty(), whole, Compacted.horizon(connection))
                            .line()
                            .getBytes(StandardCharsets.UTF_8));
            for (var entity : Compacted.entities(connection).entrySet()) {
                line(out, new CompactedLine(entity.getKey(), entity.getValue()).bytes());
            }
            facts = 0;
            JournalRows.after(0, connection, row -> !row.isOurs() || write(row, span, out));
            line(out, EndLine.bytes(facts));
            out.flush();
            return facts;
        } catch (SQLException e) {
            throw new Trouble(store.words() + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** False where the span ends. */
    private boolean write(JournalRow row, Span span, OutputStream out) throws IOException {
        if (!span.isAll()) {
            var fact = codec.decode(row.name(), row.payload());
            if (span.endsBefore(row.offset(), fact)) return false;
            if (!span.startsBy(fact)) return true;
        }
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
        return true;
    }

    private static void line(OutputStream out, byte[] bytes) throws IOException {
        out.write(bytes);
        out.write('\n');
    }
}
