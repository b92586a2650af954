package dev.troupe.persistence;

import static dev.troupe.persistence.Book.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.waitAtMost;

import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.Recorded;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.pekko.Done;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a real server. */
class PostgresJournalTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static void isNotLost() {
        throw new AssertionError("nobody else was there");
    }

    private static PostgresServer server;
    private PostgresStore store;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        server = PostgresServer.start();
    }

    @AfterAll
    static void stop() throws IOException, InterruptedException {
        if (server != null) server.remove();
    }

    @BeforeEach
    void prepare() throws IOException, SQLException {
        store = server.store();
        store.prepare();
    }

    @Test
    void whatWasWrittenIsThereAfterTheNextStart() throws IOException {
        try (var claim = store.claim("one", PostgresJournalTest::isNotLost);
                var shelf = new Book.Shelf(store.config("one"))) {
            assertThat(claim).isNotNull();
            var book = shelf.book("b");
            for (var i = 0; i < Book.EVERY * 2 + 1; i++) await(shelf.claim(book, "n" + i));
        }
        try (var claim = store.claim("two", PostgresJournalTest::isNotLost);
                var shelf = new Book.Shelf(store.config("two"))) {
            assertThat(claim).isNotNull();
            assertThat(shelf.read(shelf.book("b")).services()).hasSize(Book.EVERY * 2 + 1);
        }
    }

    @Test
    void twoManagersWriteAtOnceAndTheFeedMissesNothing() throws IOException {
        var shown = new CopyOnWriteArrayList<Recorded>();
        var writers = 10;
        var each = 30L;
        try (var one = store.claim("ours", PostgresJournalTest::isNotLost);
                var two = store.claim("ours", PostgresJournalTest::isNotLost);
                var shelfOne = new Book.Shelf(store.config("ours"));
                var shelfTwo = new Book.Shelf(store.config("ours"));
                var feed = store.feed();
                var tail = Tail.polling(feed, Duration.ofMillis(1));
                var following = tail.follow(0, shown::addAll)) {
            assertThat(List.of(one, two, following)).hasSize(3);
            var acknowledged = new ArrayList<CompletionStage<Done>>();
            for (var w = 0; w < writers; w++) {
                for (var shelf : List.of(shelfOne, shelfTwo)) {
                    var book = shelf.book("b" + w + (shelf == shelfOne ? "one" : "two"));
                    for (var i = 0; i < each; i++) acknowledged.add(shelf.claim(book, "x" + i, "y" + i));
                }
            }
            acknowledged.forEach(Book::await);
            waitAtMost(PATIENCE).until(() -> shown.size() == writers * each * 4);
            assertThat(shown).extracting(Recorded::offset).isSorted().doesNotHaveDuplicates();
            var sequences = new HashMap<String, Long>();
            for (var recorded : shown) {
                assertThat(recorded.sequence())
                        .isEqualTo(sequences.merge(recorded.entity().persistenceId(), 1L, Long::sum));
            }
        }
    }

    /** By hand: numbers are given out only once the write before can be seen, so no later fact is shown before it. */
    @Test
    void aSlowWriteHoldsUpTheNumbersOfThoseAfterIt() throws Exception {
        try (var claim = store.claim("ours", PostgresJournalTest::isNotLost);
                var feed = store.feed();
                var slow = store.writing("ours");
                var quick = store.writing("ours")) {
            assertThat(claim).isNotNull();
            insert(slow, "task|slow");
            var begun = new CountDownLatch(1);
            var second = CompletableFuture.runAsync(() -> {
                begun.countDown();
                try {
                    insert(quick, "task|quick");
                    quick.commit();
                } catch (SQLException e) {
                    throw new CompletionException(e);
                }
            });
            begun.await();
            waitAtMost(PATIENCE).until(this::someoneWaitsForALock);
            assertThat(second).isNotDone();
            assertThat(feed.after(0, 10)).isEmpty();

            slow.commit();
            second.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(feed.after(0, 10))
                    .extracting(recorded -> recorded.entity().id())
                    .containsExactly("slow", "quick");
        }
    }

    private boolean someoneWaitsForALock() throws SQLException {
        try (var connection = store.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(
                        "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'advisory'"
                                + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())")) {
            return row.next() && row.getLong(1) == 1;
        }
    }

    private static void insert(Connection connection, String entity) throws SQLException {
        try (var insert = connection.prepareStatement("""
          INSERT INTO event_journal (persistence_id, sequence_number, writer, write_timestamp, adapter_manifest,
            event_payload, event_ser_id, event_ser_manifest)
          VALUES (?, 1, 'w', 0, '', convert_to('{"at":"2026-01-02T12:00:00Z","event":{}}', 'UTF8'), 7301,
            'task.deleted/1')""")) {
            insert.setString(1, entity);
            insert.executeUpdate();
        }
    }

    @Test
    void oneClusterAtATimeHoldsTheJournal() throws IOException {
        try (var first = store.claim("first", PostgresJournalTest::isNotLost);
                var again = store.claim("first", PostgresJournalTest::isNotLost)) {
            assertThat(List.of(first, again)).hasSize(2);
            assertThatThrownBy(() -> store.claim("second", PostgresJournalTest::isNotLost))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in use by another Troupe (cluster first, since ");
        }
        try (var second = store.claim("second", PostgresJournalTest::isNotLost)) {
            assertThat(second).isNotNull();
        }
    }

    @Test
    void whoHasLostTheJournalIsToldAndCanWriteNoMore() throws IOException, SQLException {
        var lost = new CountDownLatch(1);
        try (var first = store.claim("first", lost::countDown);
                var writing = store.writing("first")) {
            assertThat(first).isNotNull();
            insert(writing, "task|before");
            writing.commit();
            // Its connection breaks just when another is at the door.
            try (var second = takenOver()) {
                assertThat(second).isNotNull();
                assertThatThrownBy(() -> insert(writing, "task|after"))
                        .hasMessageContaining("belongs to another Troupe");
                waitAtMost(PATIENCE).until(() -> lost.getCount() == 0);
            }
        }
    }

    private Store.Claim takenOver() throws SQLException, IOException {
        try (var connection = store.connect();
                var statement = connection.createStatement()) {
            statement.execute("""
              SELECT pg_terminate_backend(pid) FROM pg_locks
               WHERE locktype = 'advisory' AND classid = %d AND mode = 'ShareLock'
                 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())""".formatted(PostgresSchema.CLAIM_LOCK));
        }
        return store.claim("second", PostgresJournalTest::isNotLost);
    }

    @Test
    void nothingAcknowledgedIsLostWhenTheServerCrashesAndComesBack() throws IOException, InterruptedException {
        var acknowledged = new HashSet<String>();
        try (var claim = store.claim("ours", PostgresJournalTest::isNotLost);
                var shelf = new Book.Shelf(store.config("ours"))) {
            assertThat(claim).isNotNull();
            var round = "r" + ThreadLocalRandom.current().nextInt(1_000);
            var under = shelf.claim(shelf.book("b"), round + "-first");
            await(under);
            acknowledged.add(round + "-first");
            server.end();
            server.begin();
            // As an entity's supervisor would: begin again until the journal answers.
            for (var n = 0; acknowledged.size() < 10 && n < 200; n++) {
                var name = round + "-" + n;
                try {
                    await(shelf.claim(shelf.book("b"), name));
                    acknowledged.add(name);
                } catch (RuntimeException notYet) {
                    // Nobody was told that it is kept.
                }
            }
            assertThat(acknowledged).hasSize(10);
            assertThat(shelf.read(shelf.book("b")).services().keySet()).containsAll(acknowledged);
        }
    }

    @Test
    void tablesOfTheFirstVersionGetTheIndexOfKinds() throws IOException, SQLException {
        try (var connection = store.connect();
                var statement = connection.createStatement()) {
            statement.execute("DROP INDEX event_journal_kind");
            statement.execute("UPDATE journal_version SET version = 1");
            store.prepare();
            store.prepare();
            try (var row = statement.executeQuery(
                    "SELECT version, to_regclass('event_journal_kind') IS NOT NULL FROM journal_version")) {
                assertThat(row.next()).isTrue();
                assertThat(row.getInt(1)).isEqualTo(2);
                assertThat(row.getBoolean(2)).isTrue();
            }
        }
    }

    @Test
    void tablesFromTheFutureAreRefused() throws SQLException {
        try (var connection = store.connect();
                var statement = connection.createStatement()) {
            statement.execute("UPDATE journal_version SET version = 99");
        }
        assertThatThrownBy(store::prepare).isInstanceOf(IOException.class).hasMessageContaining("newer Troupe");
    }

    /**
     * Which way it goes in a journal of some size is the planner's affair, and changes with its statistics. So all other ways
     * are closed to it, for the time of a transaction: what is left is the index for kinds, or a walk over the whole table. The
     * plan is one for any name, since the name is not in the text: only the text itself can say that the index holds it.
     */
    @Test
    void theTrailOfAKindCanGoAlongTheIndexForKinds() throws SQLException {
        try (var connection = store.writing("ours");
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("ALTER TABLE event_journal DROP CONSTRAINT event_journal_pkey CASCADE");
            statement.execute("ALTER TABLE event_journal DROP CONSTRAINT event_journal_ordering_key CASCADE");
            statement.execute("SET LOCAL enable_seqscan = off");
            statement.execute("SET LOCAL enable_bitmapscan = off");
            statement.execute("SET LOCAL plan_cache_mode = force_generic_plan");
            for (var isOnwards : List.of(true, false)) {
                var query = numbered(JdbcTrail.ofKind(EntityKind.SERVICE, isOnwards));
                statement.execute(
                        "PREPARE trail (text, boolean, int, bigint, bigint, bigint, text, bigint) AS " + query);
                var plan = lines(
                        statement, "EXPLAIN EXECUTE trail ('service|a', false, 1, 0, 9, 9, 'service.created/1', 1)");
                assertThat(plan)
                        .as(plan)
                        .contains("Index Scan " + (isOnwards ? "" : "Backward ") + "using event_journal_kind")
                        .containsPattern("Index Cond: .*persistence_id = .*event_ser_manifest = .*sequence_number >=")
                        .doesNotContain("Sort", "Seq Scan");
                statement.execute("DEALLOCATE trail");
            }
            connection.rollback();
        }
    }

    /** {@code $1} and so on for the question marks. */
    private static String numbered(String query) {
        var count = new int[1];
        return Pattern.compile("\\?").matcher(query).replaceAll(mark -> "\\$" + ++count[0]);
    }

    private static String lines(Statement statement, String query) throws SQLException {
        var lines = new ArrayList<String>();
        try (var row = statement.executeQuery(query)) {
            while (row.next()) lines.add(row.getString(1));
        }
        return String.join("\n", lines);
    }
}
