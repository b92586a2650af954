package dev.troupe.persistence;

import static dev.troupe.persistence.Book.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.feed.Recorded;
import dev.troupe.core.name.NameEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several managers of one process write to one journal, each over a connection of its own. */
class SharedJournalTest {

    @TempDir
    Path directory;

    @BeforeEach
    void prepare() throws IOException {
        Schema.create(directory);
    }

    private Book.Shelf open() {
        return new Book.Shelf(JournalConfig.embedded(directory, false));
    }

    private List<Recorded> facts(int expected) {
        try (var feed = JdbcFeed.embedded(directory)) {
            var facts = feed.after(0, 10_000);
            assertThat(facts).hasSize(expected);
            return facts;
        }
    }

    @Test // What the split-brain resolver should never let happen.
    void ofTwoWritersOfOneThingTheSecondIsRefusedAndStartsAgainFromWhatIsWritten() {
        try (var here = open();
                var there = open()) {
            var book = here.book("b");
            var twin = there.book("b");
            assertThat(there.read(twin).services()).isEmpty();
            await(here.claim(book, "a"));

            var refused = there.claim(twin, "x");
            await(there.ended(twin));
            assertThat(refused.toCompletableFuture()).isNotDone();

            var next = there.book("b");
            assertThat(there.read(next).services()).containsOnlyKeys("a");
            await(there.claim(next, "y"));
        }
        assertThat(facts(2)).extracting(recorded -> name(recorded)).containsExactly("a", "y");
    }

    @Test
    void nobodyFindsTheFileBusyAndEveryReaderSeesTheSameFactsInTheSameOrder() {
        var each = 100;
        try (var here = open();
                var there = open()) {
            var book = here.book("here");
            var other = there.book("there");
            var acknowledged = new ArrayList<CompletionStage<Done>>();
            for (var i = 0; i < each; i++) {
                acknowledged.add(here.claim(book, "n" + i));
                acknowledged.add(there.claim(other, "n" + i));
            }
            acknowledged.forEach(Book::await);
        }
        // The first reader takes the facts that this process remembers, the second reads their bytes.
        assertThat(facts(2 * each)).isEqualTo(facts(2 * each));
    }

    private static String name(Recorded recorded) {
        return ((NameEvent.Claimed) recorded.fact().event()).name();
    }
}
