package dev.troupe.app.past;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.feed.Feed;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.feed.Trail;
import dev.troupe.core.history.Entry;
import dev.troupe.core.node.NodeEvent;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.rule.Event;
import dev.troupe.core.rule.Fact;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JournalChronicleTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    /** A journal in a list whose offsets have holes, as those of a store may. */
    private static final class Shelf implements Feed, Trail {
        private final List<Recorded> facts = new ArrayList<>();
        private volatile boolean outOfReach;
        private volatile String node = "n1";

        synchronized Recorded write() {
            var number = facts.size() + 1;
            var recorded = new Recorded(
                    3L * number,
                    new EntityRef(EntityKind.NODE, node),
                    number,
                    new Fact<>(
                            new NodeEvent.WentDown("number " + number),
                            NOON.plusSeconds(number),
                            Cause.outside("test", "c")));
            facts.add(recorded);
            return recorded;
        }

        @Override
        public synchronized List<Recorded> after(long offset, int limit) {
            return facts.stream()
                    .filter(recorded -> recorded.offset() > offset)
                    .limit(limit)
                    .toList();
        }

        @Override
        public synchronized List<Recorded> onwards(
                EntityRef entity, long sequence, Set<Class<? extends Event>> kinds, int limit) {
            if (outOfReach) throw new IllegalStateException("the store does not answer");
            return facts.stream()
                    .filter(recorded -> recorded.entity().equals(entity) && recorded.sequence() >= sequence)
                    .filter(recorded -> kinds.contains(recorded.fact().event().getClass()))
                    .limit(limit)
                    .toList();
        }

        @Override
        public List<Recorded> back(EntityRef entity, long sequence, Set<Class<? extends Event>> kinds, int limit) {
            throw new UnsupportedOperationException("no service is in here");
        }

        @Override
        public List<Recorded> between(EntityRef entity, long first, long last, Set<Class<? extends Event>> kinds) {
            throw new UnsupportedOperationException("nobody asks so here");
        }

        @Override
        public Trail upTo(long offset) {
            throw new UnsupportedOperationException("nobody asks so here");
        }

        @Override
        public void close() {}
    }

    private final Shelf shelf = new Shelf();
    private volatile Roster roster = Roster.empty();
    private final JournalChronicle chronicle = new JournalChronicle(shelf, shelf, () -> roster, 0);

    @AfterEach
    void close() {
        chronicle.close();
    }

    private void happens() {
        var fact = shelf.write();
        roster = roster.with(fact);
        chronicle.show(List.of(fact));
    }

    private static <T> T soon(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }

    /** Reads on until it has so many. */
    private List<Long> read(long offset, int count) {
        var seen = new ArrayList<Long>();
        while (seen.size() < count) {
            var next = soon(chronicle.next(seen.isEmpty() ? offset : seen.getLast()));
            next.forEach(entry -> seen.add(entry.offset()));
        }
        return seen;
    }

    private static List<Long> offsets(int first, int last) {
        var offsets = new ArrayList<Long>();
        for (var number = first; number <= last; number++) offsets.add(3L * number);
        return offsets;
    }

    @Test
    void whatWasBeforeAReaderCameIsReadFromTheStoreInPages() {
        for (var number = 1; number <= 1200; number++) happens();
        assertThat(read(0, 1200)).isEqualTo(offsets(1, 1200));
        assertThat(read(3 * 700, 500)).isEqualTo(offsets(701, 1200));
        assertThat(read(3 * 700 + 1, 500)).as("an offset between two facts").isEqualTo(offsets(701, 1200));
    }

    @Test
    void aReaderAtThePresentIsAnsweredWhenSomethingHappens() {
        happens();
        assertThat(read(0, 1)).isEqualTo(offsets(1, 1));
        var waiting = chronicle.next(3);
        assertThat(waiting.toCompletableFuture()).isNotDone();
        happens();
        assertThat(soon(waiting)).extracting(Entry::offset).containsExactly(6L);
    }

    @Test
    void readersThatStandAnywhereGetAllOfItOnceWhileTheJournalGrows() throws Exception {
        var total = 20_000;
        for (var number = 1; number <= total / 2; number++) shelf.write();
        chronicle.show(shelf.after(0, total));
        try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
            var reading = new ArrayList<CompletableFuture<List<Long>>>();
            for (var reader = 0; reader < 10; reader++) {
                var start = reader * 1100;
                reading.add(CompletableFuture.supplyAsync(() -> read(3L * start, total - start), readers));
            }
            for (var number = total / 2 + 1; number <= total; number++) happens();
            for (var reader = 0; reader < 10; reader++) {
                assertThat(reading.get(reader).get(60, TimeUnit.SECONDS)).isEqualTo(offsets(reader * 1100 + 1, total));
            }
        }
    }

    @Test
    void whatCannotBeToldAsItHappensIsNotMissing() {
        happens();
        assertThat(read(0, 1)).isEqualTo(offsets(1, 1)); // So that somebody reads.
        shelf.node = "n2"; // Who is that?
        shelf.outOfReach = true;
        for (var number = 2; number <= 5; number++) happens();
        assertThat(chronicle.next(3).toCompletableFuture()).failsWithin(Duration.ofSeconds(30));
        shelf.outOfReach = false;
        for (var number = 6; number <= 9; number++) happens();
        assertThat(read(3, 8)).isEqualTo(offsets(2, 9));
    }

    @Test
    void anEntrySaysWhatTheFactSaid() {
        happens();
        var entry = soon(chronicle.next(0)).getFirst();
        assertThat(entry.event()).isEqualTo("node.went-down");
        assertThat(entry.version()).isEqualTo(1);
        assertThat(entry.reference()).isEqualTo("node|n1#1");
        assertThat(entry.text()).isEqualTo("node n1 goes down: number 1");
        assertThat(entry.json()).isEqualTo("{\"message\":\"number 1\"}");
    }

    @Test
    void aMomentIsAPlaceInTheJournal() {
        for (var number = 1; number <= 20; number++) happens();
        assertThat(soon(chronicle.offsetBefore(NOON.plusSeconds(10)))).isEqualTo(8 * 3);
        assertThat(soon(chronicle.offsetBefore(NOON))).isZero();
    }
}
