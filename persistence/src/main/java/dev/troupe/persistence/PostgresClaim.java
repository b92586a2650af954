package dev.troupe.persistence;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a PostgreSQL journal belong to one cluster at a time. Each process of a cluster holds an advisory lock, shared,
 * on a connection of its own; who can have it alone knows that nobody is there and may write its cluster into
 * {@code journal_owner}. The lock goes with the connection, so a process that was killed leaves nothing behind.
 *
 * <p>A connection that breaks is replaced. Until then another cluster may have taken the journal over; our writes are
 * refused from that moment on ({@link PostgresSchema}), and the process is told.
 */
final class PostgresClaim implements Store.Claim {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresClaim.class);

    /** The server may need a moment to notice that the one before has been killed. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration WATCH = Duration.ofSeconds(1);
    private static final int ANSWER_SECONDS = 5;

    private final PostgresStore store;
    private final String cluster;
    private final Runnable lost;
    private final Thread watch;
    private volatile boolean closed;
    private Connection connection;

    private PostgresClaim(PostgresStore store, String cluster, Runnable lost, Connection connection) {
        this.store = store;
        this.cluster = cluster;
        this.lost = lost;
        this.connection = connection;
        this.watch = Thread.ofPlatform().name("troupe-claim").daemon().unstarted(this::watch);
    }

    /** Another cluster has it; which, and since when. */
    private static final class Taken extends IOException {
        private static final long serialVersionUID = 1;

        Taken(String message) {
            super(message);
        }
    }

    static PostgresClaim take(PostgresStore store, String cluster, Runnable lost) throws IOException {
        try {
            var claim = new PostgresClaim(store, cluster, lost, locked(store, cluster));
            claim.watch.start();
            return claim;
        } catch (SQLException e) {
            throw store.trouble(e);
        }
    }

    private static Connection locked(PostgresStore store, String cluster) throws SQLException, IOException {
        var connection = store.connect();
        try {
            var end = System.nanoTime() + PATIENCE.toNanos();
            while (!lock(connection, cluster)) {
                if (System.nanoTime() > end) throw new Taken(taken(store, connection));
                LockSupport.parkNanos(PAUSE.toNanos());
            }
            return connection;
        } catch (SQLException | IOException e) {
            connection.close();
            throw e;
        }
    }

    /** True once this connection holds the shared lock and the journal is ours. */
    private static boolean lock(Connection connection, String cluster) throws SQLException {
        if (asked(connection, "pg_try_advisory_lock")) {
            makeOurs(connection, cluster);
            var shared = asked(connection, "pg_try_advisory_lock_shared"); // Never refused to who has it alone.
            return asked(connection, "pg_advisory_unlock") && shared;
        }
        if (!isOurs(connection, cluster) || !asked(connection, "pg_try_advisory_lock_shared")) return false;
        if (isOurs(connection, cluster)) return true;
        return !asked(connection, "pg_advisory_unlock_shared"); // Taken over in between.
    }

    private static boolean asked(Connection connection, String function) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT " + function + "(" + PostgresSchema.CLAIM_LOCK
                        + ", 'event_journal'::regclass::oid::int)")) {
            return row.next() && row.getBoolean(1);
        }
    }

    /** After every write that is under way, and before every one that comes. */
    private static void makeOurs(Connection connection, String cluster) throws SQLException {
        connection.setAutoCommit(false);
        try (var order = connection.createStatement();
                var owner = connection.prepareStatement("""
                  INSERT INTO journal_owner (cluster, since) VALUES (?, now())
                  ON CONFLICT (one) DO UPDATE SET cluster = EXCLUDED.cluster, since = EXCLUDED.since""")) {
            order.execute(PostgresSchema.TAKE_ORDER_LOCK);
            owner.setString(1, cluster);
            owner.executeUpdate();
            connection.commit();
        }
        connection.setAutoCommit(true);
    }

    private static boolean isOurs(Connection connection, String cluster) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT cluster FROM journal_owner")) {
            return row.next() && row.getString(1).equals(cluster);
        }
    }

    private static String taken(PostgresStore store, Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT cluster, since::timestamptz(0)::text FROM journal_owner")) {
            var owner = row.next() ? " (cluster " + row.getString(1) + ", since " + row.getString(2) + ")" : "";
            return store.words() + " is in use by another Troupe" + owner;
        }
    }

    private void watch() {
        while (!closed) {
            LockSupport.parkNanos(WATCH.toNanos());
            try {
                if (closed || connection.isValid(ANSWER_SECONDS)) continue;
                LOG.warn("{}: the connection that holds it is lost, and is being replaced", store.words());
                replace();
            } catch (SQLException impossible) {
                LOG.warn("the connection that holds the journal cannot be asked", impossible);
            }
        }
    }

    private void replace() {
        quietlyClose(connection);
        while (!closed) {
            try {
                @Nullable Connection held = locked(store, cluster);
                synchronized (this) {
                    connection = held;
                    if (closed) quietlyClose(held);
                }
                LOG.warn("{} is held again", store.words());
                return;
            } catch (SQLException stillAway) {
                LockSupport.parkNanos(WATCH.toNanos());
            } catch (IOException taken) {
                if (closed) return;
                LOG.error("this Troupe must end: {}", taken.getMessage());
                closed = true;
                lost.run();
            }
        }
    }

    private static void quietlyClose(Connection connection) {
        try {
            connection.close();
        } catch (SQLException broken) {
            LOG.debug("a broken connection cannot even be closed", broken);
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(watch);
        synchronized (this) {
            quietlyClose(connection);
        }
    }
}
