package dev.troupe.persistence;

import static dev.troupe.persistence.Book.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.waitAtMost;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteWatchTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<String> told = Collections.synchronizedList(new ArrayList<>());

    private WriteWatch on(Book.Shelf shelf) {
        var watch = WriteWatch.of(shelf.system());
        watch.listen(new WriteWatch.Listener() {
            @Override
            public void wrote(int facts, Duration took) {
                assertThat(took).isPositive();
                told.add("wrote " + facts);
            }

            @Override
            public void failed(int facts, Duration took) {
                told.add("failed " + facts);
            }
        });
        return watch;
    }

    @Test
    void theEmbeddedJournalTellsOfItsWrites(@TempDir Path data) throws IOException {
        Schema.create(data);
        try (var shelf = new Book.Shelf(JournalConfig.embedded(data, true))) {
            var watch = on(shelf);
            assertThat(watch.latest()).isEqualTo(WriteWatch.Latest.NONE);
            await(shelf.claim(shelf.book("b"), "a", "b", "c"));
            waitAtMost(PATIENCE).until(() -> told.equals(List.of("wrote 3")));
            assertThat(watch.latest().write()).isPresent();
            assertThat(watch.latest().unhealed()).isEmpty();
        }
    }

    @Test
    void aFailureStandsUntilTheNextWrite() {
        try (var journal = MemoryJournal.named("watched");
                var shelf = new Book.Shelf(JournalConfig.memory("watched"))) {
            var watch = on(shelf);
            await(shelf.claim(shelf.book("one"), "a"));
            journal.meet(id -> CompletableFuture.failedStage(new IllegalStateException("the disk is full")));
            var lost = shelf.claim(shelf.book("two"), "b");
            waitAtMost(PATIENCE).until(() -> watch.latest().unhealed().isPresent());
            assertThat(watch.latest().unhealed().get().reason()).isEqualTo("the disk is full");
            assertThat(lost.toCompletableFuture()).isNotDone();

            journal.meet(id -> CompletableFuture.completedStage(null));
            await(shelf.claim(shelf.book("three"), "c", "d"));
            waitAtMost(PATIENCE).until(() -> watch.latest().unhealed().isEmpty());
            assertThat(told).containsExactly("wrote 1", "failed 1", "wrote 2");
        }
    }
}
