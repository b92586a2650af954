package dev.troupe.persistence.care;

import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.feed.Horizon;
import dev.troupe.persistence.Compacted;
import dev.troupe.persistence.FactCodec;
import dev.troupe.persistence.FactSerializer;
import dev.troupe.persistence.Store;
import dev.troupe.persistence.Unreadable;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Brings an export into an empty store, with the same offsets: all of it or, where one line is not in order, nothing. The
 * trouble is told with its line.
 */
public final class Import {

    private final Lines in;
    private final Store store;
    private final String cluster;
    private final FactCodec codec = new FactCodec();
    private final Map<String, Long> sequences = new HashMap<>();
    private final Map<String, Long> compacted = new HashMap<>();
    private long offset;
    private long facts;

    /** @param cluster holds the claim on {@code store}, which has been prepared */
    public Import(InputStream in, Store store, String cluster) {
        this.in = new Lines(in);
        this.store = store;
        this.cluster = cluster;
    }

    /** How many facts came in. */
    public long read() throws IOException {
        try (var connection = store.writing(cluster)) {
            refuseUnlessEmpty(connection);
            try (var writing = new JournalInsert(connection)) {
                var horizon = lines(writing);
                writing.flush();
                if (horizon.isPresent()) Compacted.record(connection, horizon.get(), compacted);
            }
            store.continueAfter(connection, offset);
            connection.commit();
            return facts;
        } catch (SQLException e) {
            throw new Trouble(store.words() + " cannot be written: " + e.getMessage(), e);
        }
    }

    private void refuseUnlessEmpty(Connection connection) throws SQLException, Trouble {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT count(*) FROM (SELECT 1 FROM event_journal LIMIT 1) first")) {
            if (row.next() && row.getLong(1) > 0) {
                throw new Trouble(store.words() + " is not empty: an import needs a store without facts");
            }
        }
    }

    private Optional<Horizon> lines(JournalInsert writing) throws IOException, SQLException {
        var header = header();
        while (true) {
            var line = in.next();
            if (line.length == 0) throw wrong("is empty");
            if (EndLine.is(line)) {
                if (EndLine.facts(line) != facts) {
                    throw wrong("counts " + EndLine.facts(line) + " facts, but there are " + facts);
                }
                if (!in.isAtEnd()) throw new Trouble("line " + (in.number() + 1) + ": there is more after the end");
                return header.horizon();
            }
            if (CompactedLine.is(line)) {
                var entity = CompactedLine.parse(line);
                compacted.put(entity.entity(), entity.facts());
            } else {
                writing.add(checked(line));
            }
        }
    }

    private ExportHeader header() throws IOException {
        var line = in.next();
        ExportHeader header;
        try {
            header = ExportHeader.parse(line);
        } catch (IOException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
        if (!header.secrets()) {
            throw wrong("says that secrets were removed from this export: it can be read, but no swarm can live on it");
        }
        if (!header.whole()) throw wrong("says that this export does not begin with the first fact");
        return header;
    }

    private JournalRow checked(byte[] line) throws Trouble {
        try {
            var read = FactLine.parse(line);
            EntityRef.parse(read.entity());
            var fact = codec.decode(read.name(), read.payload());
            if (read.offset() <= offset) throw wrong("offset " + read.offset() + " does not come after " + offset);
            var before = sequences.getOrDefault(read.entity(), 0L);
            if (read.sequence() != before + 1) {
                throw wrong(read.entity() + "#" + read.sequence() + " stands where #" + (before + 1) + " should");
            }
            offset = read.offset();
            sequences.put(read.entity(), read.sequence());
            facts++;
            return new JournalRow(
                    read.offset(),
                    read.entity(),
                    read.sequence(),
                    false,
                    fact.at().toEpochMilli(),
                    FactSerializer.IDENTIFIER,
                    read.name(),
                    read.payload());
        } catch (Trouble known) {
            throw known;
        } catch (IOException | IllegalArgumentException | Unreadable e) {
            throw wrong(String.valueOf(e.getMessage()).lines().findFirst().orElse("cannot be read"));
        }
    }

    private Trouble wrong(String what) {
        return new Trouble("line " + in.number() + ": " + what);
    }
}
