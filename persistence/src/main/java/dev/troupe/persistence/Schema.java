package dev.troupe.persistence;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/** The tables of the embedded journal, in the shape pekko-persistence-jdbc expects. */
public final class Schema {

    /** The journal's file within its directory. */
    public static final String FILE = "journal.db";

    /** That, and those that SQLite keeps beside it. */
    static final List<String> FILES = List.of(FILE, FILE + "-wal", FILE + "-shm");

    /** Raised when the tables change; a file from the future is refused. */
    private static final int VERSION = 3;

    /** "Trup": tells {@code file} and others whose database this is. */
    private static final int APPLICATION = 0x54727570;

    /**
     * The facts that are also found by their kind: all but those of tasks, of which each has few. A service writes them by
     * the thousand, some of a megabyte, and the one fact that is asked for must not cost a walk over the others. Nothing
     * but a query that says the same can use the index.
     */
    static final String KINDS = "event_ser_manifest < 'task.'";

    /** {@code ordering} is the one order of all facts; AUTOINCREMENT keeps its numbers from ever being used again. */
    private static final List<String> TABLES =
            List.of("""
      CREATE TABLE IF NOT EXISTS event_journal (
        ordering INTEGER PRIMARY KEY AUTOINCREMENT,
        deleted INTEGER NOT NULL DEFAULT 0,
        persistence_id TEXT NOT NULL,
        sequence_number INTEGER NOT NULL,
        writer TEXT NOT NULL,
        write_timestamp INTEGER NOT NULL,
        adapter_manifest TEXT NOT NULL,
        event_payload BLOB NOT NULL,
        event_ser_id INTEGER NOT NULL,
        event_ser_manifest TEXT NOT NULL,
        meta_payload BLOB,
        meta_ser_id INTEGER,
        meta_ser_manifest TEXT
      )""", """
      CREATE UNIQUE INDEX IF NOT EXISTS event_journal_entity
        ON event_journal (persistence_id, sequence_number)""", """
      CREATE INDEX IF NOT EXISTS event_journal_kind
        ON event_journal (persistence_id, event_ser_manifest, sequence_number) WHERE\s""" + KINDS, """
      CREATE TABLE IF NOT EXISTS event_tag (
        event_id INTEGER NOT NULL REFERENCES event_journal (ordering) ON DELETE CASCADE,
        tag TEXT NOT NULL,
        PRIMARY KEY (event_id, tag)
      ) WITHOUT ROWID""", """
      CREATE TABLE IF NOT EXISTS snapshot (
        persistence_id TEXT NOT NULL,
        sequence_number INTEGER NOT NULL,
        created INTEGER NOT NULL,
        snapshot_ser_id INTEGER NOT NULL,
        snapshot_ser_manifest TEXT NOT NULL,
        snapshot_payload BLOB NOT NULL,
        meta_ser_id INTEGER,
        meta_ser_manifest TEXT,
        meta_payload BLOB,
        PRIMARY KEY (persistence_id, sequence_number)
      )""", Compacted.TABLES.get(0), Compacted.TABLES.get(1));

    private Schema() {}

    /**
     * Creates file and tables where they are missing; harmless where they are there. The journal holds the private key
     * of the swarm, so only its owner may read it.
     *
     * @throws IOException with a text for people: not a journal, from a newer Troupe, disk trouble
     */
    public static void create(Path directory) throws IOException {
        var file = directory.resolve(FILE);
        createPrivate(file);
        try (var connection = DriverManager.getConnection(JournalConfig.url(directory, true))) {
            create(connection, file);
        } catch (SQLException e) {
            throw new IOException("the journal " + file + " cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * True where the file holds a journal of this release. What an older one left lacks tables until {@link #create}.
     *
     * @throws IOException as {@link #create}
     */
    static boolean isThere(Path directory) throws IOException {
        var file = directory.resolve(FILE);
        if (!Files.isReadable(file)) throw new AccessDeniedException(file.toString());
        try (var connection = JournalConfig.reading(directory)) {
            return version(connection, file) > 0;
        } catch (SQLException e) {
            throw new IOException("the journal " + file + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static int version(Connection connection, Path file) throws SQLException, IOException {
        try (var statement = connection.createStatement();
                var answer = statement.executeQuery("PRAGMA user_version")) {
            var found = answer.next() ? answer.getInt(1) : 0;
            if (found > VERSION) {
                throw new IOException("the journal " + file + " was written by a newer Troupe (tables " + found
                        + ", known here: " + VERSION + ")");
            }
            return found;
        }
    }

    private static void create(Connection connection, Path file) throws SQLException, IOException {
        if (version(connection, file) == VERSION) return;
        try (var statement = connection.createStatement()) {
            for (var table : TABLES) statement.execute(table);
            statement.execute("PRAGMA application_id = " + APPLICATION);
            statement.execute("PRAGMA user_version = " + VERSION);
        }
    }

    private static void createPrivate(Path file) throws IOException {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException present) {
            // From an earlier run.
        }
    }
}
