package dev.troupe.persistence;

import static dev.troupe.persistence.Book.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.waitAtMost;

import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.feed.Recorded;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemoryJournalTest {

    private final MemoryJournal journal = MemoryJournal.named("one");
    private final MemoryJournal other = MemoryJournal.named("other");

    @AfterEach
    void forget() {
        journal.close();
        other.close();
    }

    @Test
    void entitiesFindTheirFactsAgainAndTheFeedShowsThem() {
        try (var shelf = new Book.Shelf(JournalConfig.memory("one"))) {
            var book = shelf.book("b");
            await(shelf.claim(book, "a", "b"));
            await(shelf.claim(book, "c"));
        }
        try (var shelf = new Book.Shelf(JournalConfig.memory("one"))) {
            assertThat(shelf.read(shelf.book("b")).services().keySet()).containsExactlyInAnyOrder("a", "b", "c");
        }
        assertThat(journal.after(0, 10))
                .extracting(Recorded::reference)
                .containsExactly("names|b#1", "names|b#2", "names|b#3");
        assertThat(journal.after(1, 1)).extracting(Recorded::offset).containsExactly(2L);
        assertThat(other.after(0, 10)).isEmpty();
    }

    @Test
    void aSnapshotAndTheFactsAfterItGiveTheWhole() {
        try (var shelf = new Book.Shelf(JournalConfig.memory("one"))) {
            var book = shelf.book("b");
            for (var i = 0; i < Book.EVERY + 2; i++) await(shelf.claim(book, "n" + i));
            waitAtMost(Duration.ofSeconds(20))
                    .until(() -> journal.snapshot("names|b").isPresent());
        }
        try (var shelf = new Book.Shelf(JournalConfig.memory("one"))) {
            assertThat(shelf.read(shelf.book("b")).services()).hasSize(Book.EVERY + 2);
        }
    }

    @Test
    void aBranchGoesOnWhereAnotherJournalStandsAndLeavesItAlone() {
        try (var shelf = new Book.Shelf(JournalConfig.memory("one"))) {
            await(shelf.claim(shelf.book("b"), "a", "b"));
        }
        other.branch(new MemoryJournal.Trunk() {
            @Override
            public long offset() {
                return 2;
            }

            @Override
            public long highestSequence(EntityRef entity) {
                return facts(entity).size();
            }

            @Override
            public List<Recorded> facts(EntityRef entity) {
                return journal.entities().facts(entity, 0, 2);
            }

            @Override
            public Optional<Object> state(EntityRef entity) {
                return Optional.empty();
            }
        });
        try (var shelf = new Book.Shelf(JournalConfig.memory("other"))) {
            var book = shelf.book("b");
            await(shelf.claim(book, "c"));
            assertThat(shelf.read(book).services().keySet()).containsExactlyInAnyOrder("a", "b", "c");
        }
        assertThat(other.after(0, 10)).extracting(Recorded::reference).containsExactly("names|b#3");
        assertThat(other.after(2, 10)).extracting(Recorded::offset).containsExactly(3L);
        assertThat(journal.after(0, 10)).hasSize(2);
    }

    @Test
    void twoWritersOfOneEntityAreNotAccepted() {
        journal.append("names|b", 1, List.of());
        assertThatThrownBy(() -> journal.append("names|b", 2, List.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("names|b");
    }
}
