package dev.troupe.persistence;

import static dev.troupe.persistence.Book.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.waitAtMost;

import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.name.NameBook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.pekko.Done;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedJournalTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    @BeforeEach
    void prepare() throws IOException {
        Schema.create(directory);
    }

    private Book.Shelf open() {
        return new Book.Shelf(JournalConfig.embedded(directory, true));
    }

    @Test
    void whatWasWrittenIsThereAfterTheNextStart() {
        try (var shelf = open()) {
            var book = shelf.book("b");
            for (var name : List.of("a", "b", "c")) await(shelf.claim(book, name));
        }
        try (var shelf = open()) {
            assertThat(shelf.read(shelf.book("b")).services().keySet()).containsExactlyInAnyOrder("a", "b", "c");
        }
    }

    @Test
    void anEntityIsReadAsItWasAtAnOffset() {
        var entity = new EntityRef(EntityKind.NAMES, "b");
        try (var shelf = open()) {
            var book = shelf.book("b");
            for (var i = 0; i < Book.EVERY + 2; i++) await(shelf.claim(book, "n" + i));
            waitAtMost(PATIENCE).until(() -> count("snapshot") > 0);
        }
        try (var entities = new JdbcEntityJournal(new EmbeddedStore(directory, true))) {
            assertThat(entities.facts(entity, 1, 4))
                    .extracting(Recorded::sequence)
                    .containsExactly(2L, 3L, 4L);
            assertThat(entities.snapshot(entity, Book.EVERY - 1)).isEmpty();
            var kept = entities.snapshot(entity, Book.EVERY + 2).orElseThrow();
            assertThat(kept.sequence()).isEqualTo(Book.EVERY);
            assertThat(((NameBook) kept.state()).services()).hasSize(Book.EVERY);
        }
    }

    @Test
    void aSnapshotThatCannotBeReadCountsAsAbsent() throws SQLException {
        try (var shelf = open()) {
            var book = shelf.book("b");
            for (var i = 0; i < Book.EVERY + 2; i++) await(shelf.claim(book, "n" + i));
            waitAtMost(PATIENCE).until(() -> count("snapshot") > 0);
        }
        try (var connection = DriverManager.getConnection(JournalConfig.url(directory, true));
                var statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("UPDATE snapshot SET snapshot_payload = x'00'"))
                    .isPositive();
        }
        try (var shelf = open()) {
            assertThat(shelf.read(shelf.book("b")).services()).hasSize(Book.EVERY + 2);
        }
    }

    private long count(String table) throws SQLException {
        try (var connection = DriverManager.getConnection(JournalConfig.url(directory, true));
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT count(*) FROM " + table)) {
            return row.getLong(1);
        }
    }

    @Test
    void theFeedShowsAllFactsInOneOrderWhileManyWrite() {
        var shown = new CopyOnWriteArrayList<Recorded>();
        var writers = 20;
        var each = 30L;
        try (var shelf = open();
                var feed = JdbcFeed.embedded(directory);
                var tail = Tail.polling(feed, Duration.ofMillis(5));
                var following = tail.follow(0, shown::addAll)) {
            assertThat(following).isNotNull();
            var acknowledged = new ArrayList<CompletionStage<Done>>();
            for (var w = 0; w < writers; w++) {
                var book = shelf.book("b" + w);
                for (var i = 0; i < each; i++) acknowledged.add(shelf.claim(book, "x" + i, "y" + i));
            }
            acknowledged.forEach(Book::await);
            tail.wake();
            waitAtMost(PATIENCE).until(() -> shown.size() == writers * each * 2);

            assertThat(shown).extracting(Recorded::offset).isSorted().doesNotHaveDuplicates();
            var sequences = new HashMap<String, Long>();
            for (var recorded : shown) {
                assertThat(recorded.sequence())
                        .isEqualTo(sequences.merge(recorded.entity().persistenceId(), 1L, Long::sum));
            }
            assertThat(sequences)
                    .hasSize(writers)
                    .allSatisfy((id, last) -> assertThat(last).isEqualTo(each * 2));
            assertThat(feed.after(0, 10)).isEqualTo(shown.subList(0, 10));
            assertThat(feed.after(shown.get(9).offset(), 7)).isEqualTo(shown.subList(10, 17));
        }
    }

    @Test
    void theJournalIsReadableByItsOwnerOnly() throws IOException {
        try (var shelf = open()) {
            await(shelf.claim(shelf.book("b"), "a"));
            try (var files = Files.list(directory)) {
                assertThat(files)
                        .isNotEmpty()
                        .allSatisfy(
                                file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                                        .isEqualTo("rw-------"));
            }
        }
    }

    @Test
    void aJournalOfTheReleaseBeforeGetsTheIndexOfKinds() throws IOException, SQLException {
        try (var connection = DriverManager.getConnection(JournalConfig.url(directory, true));
                var statement = connection.createStatement()) {
            statement.execute("DROP INDEX event_journal_kind");
            statement.execute("PRAGMA user_version = 2");
            Schema.create(directory);
            try (var row = statement.executeQuery(
                    "SELECT count(*) FROM sqlite_master WHERE type = 'index' AND name = 'event_journal_kind'")) {
                assertThat(row.getInt(1)).isEqualTo(1);
            }
        }
    }

    @Test
    void aJournalFromTheFutureIsRefused() throws SQLException {
        try (var connection = DriverManager.getConnection(JournalConfig.url(directory, true));
                var statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = 99");
        }
        assertThatThrownBy(() -> Schema.create(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("newer");
    }

    @Test
    void aFileThatIsNoJournalIsRefusedByName() throws IOException {
        var other = Files.createDirectory(directory.resolve("other"));
        Files.writeString(
                other.resolve(Schema.FILE), "this is not a database, but a text that is long enough".repeat(50));
        assertThatThrownBy(() -> Schema.create(other))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(other.resolve(Schema.FILE).toString());
    }
}
