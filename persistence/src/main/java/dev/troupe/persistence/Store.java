package dev.troupe.persistence;

import com.typesafe.config.Config;
import dev.troupe.core.feed.Feed;
import dev.troupe.core.roster.Checkpoints;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Where a journal is kept: tables in the shape of pekko-persistence-jdbc. All that differs from one database to the next
 * is said by the two that there are; everything else is the same SQL for both.
 */
public sealed interface Store permits EmbeddedStore, PostgresStore {

    /** How messages call it: {@code the journal /var/lib/troupe/journal.db}. */
    String words();

    /**
     * True where it holds the tables of a journal, whatever is in them.
     *
     * @throws IOException with a text for people: out of reach, not a journal, from a newer Troupe
     */
    boolean isThere() throws IOException;

    /**
     * Makes the tables where they are missing; harmless where they are there.
     *
     * @throws IOException as {@link #isThere}
     */
    void prepare() throws IOException;

    /**
     * Keeps every other cluster from writing until it is closed or this process ends.
     *
     * @param cluster the name of ours: several processes of one cluster may hold one store
     * @param lost runs, on another thread, when the store turns out to have been taken over by another cluster
     * @throws IOException when another holds it, or it cannot be reached
     */
    Claim claim(String cluster, Runnable lost) throws IOException;

    /** A store that is held. */
    @FunctionalInterface
    interface Claim extends AutoCloseable {
        @Override
        void close() throws IOException;
    }

    /** Binds Pekko Persistence to it, as a member of this cluster. Put it before everything else. */
    Config config(String cluster);

    /** Reads it in order, while others write. */
    Feed feed();

    /** The same for those who read what is long written. */
    Feed feedOfThePast();

    /** The facts of one thing at a time; closed by who asked for it. */
    JdbcTrail trail();

    /** Rosters kept beside it, a cache. */
    Checkpoints checkpoints();

    /** The same for those who only look: nothing is written, also no table. */
    Checkpoints checkpointsToRead();

    /** A connection that sees the journal as it is at its first query, changes nothing and holds up nobody. */
    Connection reading() throws SQLException;

    /** A connection that writes all or nothing; its user commits. Only for who holds the claim of this cluster. */
    Connection writing(String cluster) throws SQLException;

    /** Called before the commit that brought rows in with their numbers: the next number comes after them. */
    void continueAfter(Connection connection, long offset) throws SQLException;

    /** What the database itself finds wrong with what it keeps; empty when nothing. */
    List<String> complaints(Connection connection) throws SQLException;

    /** Bytes on disk. */
    long bytes(Connection connection) throws SQLException;

    /** Gives room that is not used any more back to the file system. */
    void vacuum() throws SQLException;
}
