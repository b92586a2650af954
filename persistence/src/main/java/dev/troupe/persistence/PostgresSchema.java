package dev.troupe.persistence;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/**
 * The tables of the journal in PostgreSQL, in the shape pekko-persistence-jdbc expects, and what makes them one order of
 * facts with one writer.
 *
 * <p>PostgreSQL gives out the numbers of a sequence before transactions commit, so a reader could see number 6 before
 * number 5. Here, a trigger that runs before a statement's numbers are given out takes a lock which ends with the
 * transaction, after its rows can be seen: the order of numbers is the order of commits, as in SQLite. Under that lock
 * the trigger also asks whether the journal still belongs to the writer's cluster.
 */
final class PostgresSchema {

    /** Raised when the tables change; tables from the future are refused. */
    private static final int VERSION = 2;

    /** "Trup" and the next number: the class of our advisory locks; the object is the table, so each schema has its own. */
    private static final int ORDER_LOCK = 0x54727570;

    static final int CLAIM_LOCK = ORDER_LOCK + 1;

    /** Sessions say with this setting which cluster they write for. */
    private static final String SETTING = "troupe.cluster";

    static final String TAKE_ORDER_LOCK =
            "SELECT pg_advisory_xact_lock(" + ORDER_LOCK + ", 'event_journal'::regclass::oid::int)";

    /** Tables of the first version have no such index. */
    private static final String KIND_INDEX = """
      CREATE INDEX event_journal_kind
        ON event_journal (persistence_id, event_ser_manifest, sequence_number) WHERE\s""" + Schema.KINDS;

    private static final List<String> TABLES = List.of(
            """
      CREATE TABLE event_journal (
        ordering BIGSERIAL NOT NULL UNIQUE,
        deleted BOOLEAN NOT NULL DEFAULT FALSE,
        persistence_id TEXT NOT NULL,
        sequence_number BIGINT NOT NULL,
        writer TEXT NOT NULL,
        write_timestamp BIGINT NOT NULL,
        adapter_manifest TEXT NOT NULL,
        event_payload BYTEA NOT NULL,
        event_ser_id INTEGER NOT NULL,
        event_ser_manifest TEXT NOT NULL,
        meta_payload BYTEA,
        meta_ser_id INTEGER,
        meta_ser_manifest TEXT,
        PRIMARY KEY (persistence_id, sequence_number)
      )""",
            KIND_INDEX,
            """
      CREATE TABLE event_tag (
        event_id BIGINT NOT NULL REFERENCES event_journal (ordering) ON DELETE CASCADE,
        tag TEXT NOT NULL,
        PRIMARY KEY (event_id, tag)
      )""",
            """
      CREATE TABLE snapshot (
        persistence_id TEXT NOT NULL,
        sequence_number BIGINT NOT NULL,
        created BIGINT NOT NULL,
        snapshot_ser_id INTEGER NOT NULL,
        snapshot_ser_manifest TEXT NOT NULL,
        snapshot_payload BYTEA NOT NULL,
        meta_ser_id INTEGER,
        meta_ser_manifest TEXT,
        meta_payload BYTEA,
        PRIMARY KEY (persistence_id, sequence_number)
      )""",
            """
      CREATE TABLE journal_owner (
        one BOOLEAN PRIMARY KEY DEFAULT TRUE CHECK (one),
        cluster TEXT NOT NULL,
        since TIMESTAMPTZ NOT NULL
      )""",
            """
      CREATE FUNCTION troupe_one_order() RETURNS TRIGGER LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_advisory_xact_lock(%d, TG_RELID::int);
        IF current_setting('%s', TRUE) IS DISTINCT FROM (SELECT cluster FROM journal_owner) THEN
          RAISE EXCEPTION 'the journal belongs to another Troupe now';
        END IF;
        RETURN NULL;
      END $$""".formatted(ORDER_LOCK, SETTING),
            """
      CREATE TRIGGER one_order BEFORE INSERT ON event_journal
        FOR EACH STATEMENT EXECUTE FUNCTION troupe_one_order()""",
            Compacted.TABLES.get(0),
            Compacted.TABLES.get(1),
            """
      CREATE TABLE journal_version (version INTEGER NOT NULL)""");

    private PostgresSchema() {}

    static boolean isThere(Connection connection, String words) throws SQLException, IOException {
        var found = version(connection);
        if (found > VERSION) {
            throw new IOException(
                    words + " was written by a newer Troupe (tables " + found + ", known here: " + VERSION + ")");
        }
        return found > 0;
    }

    /** The version of the tables in this schema; 0 where there are none. */
    private static int version(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            try (var there = statement.executeQuery("SELECT to_regclass('journal_version') IS NOT NULL")) {
                there.next();
                if (!there.getBoolean(1)) return 0;
            }
            try (var row = statement.executeQuery("SELECT version FROM journal_version")) {
                return row.next() ? row.getInt(1) : 0;
            }
        }
    }

    /** All or nothing, and once when several come at a time. */
    static void create(Connection connection, String words) throws SQLException, IOException {
        if (isThere(connection, words) && version(connection) == VERSION) return;
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_xact_lock(" + ORDER_LOCK + ")");
            if (!isThere(connection, words)) {
                for (var table : TABLES) statement.execute(table);
                statement.execute("INSERT INTO journal_version VALUES (" + VERSION + ")");
            } else if (version(connection) < VERSION) {
                statement.execute(KIND_INDEX);
                statement.execute("UPDATE journal_version SET version = " + VERSION);
            }
            connection.commit();
        }
    }

    /** What a connection says first to be let in as a writer of this cluster. */
    static String claiming(String cluster) {
        return String.format(Locale.ROOT, "SET %s = '%s'", SETTING, cluster.replace("'", "''"));
    }

    /**
     * The same for the connections that entities write over. Acknowledged is what is on disk, whatever the server's
     * default; and a manager that vanishes in the midst of a write must not hold up the others.
     */
    static String session(String cluster) {
        return claiming(cluster) + "; SET synchronous_commit = on; SET idle_in_transaction_session_timeout = '10s'";
    }
}
