package dev.troupe.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.waitAtMost;

import dev.troupe.core.feed.Recorded;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.rule.Fact;
import dev.troupe.core.task.TaskEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TailTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration NEVER = Duration.ofDays(1);

    private final MemoryJournal journal = MemoryJournal.named("tail");
    private int written;

    @AfterEach
    void forget() {
        journal.close();
    }

    private void write(int count) {
        for (var i = 0; i < count; i++) {
            journal.append(
                    "task|t",
                    ++written,
                    List.of(new Fact<>(
                            new TaskEvent.Explained("no " + written), Filled.NOON, Cause.outside("tester", "c"))));
        }
    }

    private static List<Long> offsets(List<Recorded> shown) {
        return shown.stream().map(Recorded::offset).toList();
    }

    private static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    @Test
    void aDirectTailShowsAllBeforeWakeReturns() {
        var shown = new ArrayList<Recorded>();
        write(700);
        var tail = Tail.direct(journal);
        tail.follow(0, shown::addAll);
        assertThat(offsets(shown)).isEqualTo(upTo(700));

        write(2);
        assertThat(shown).hasSize(700);
        tail.wake();
        assertThat(offsets(shown)).isEqualTo(upTo(702));
    }

    @Test
    void aFollowerThatWritesIsShownWhatItWroteAfterwards() {
        var shown = new ArrayList<Recorded>();
        var tail = Tail.direct(journal);
        tail.follow(0, batch -> {
            shown.addAll(batch);
            if (written < 5) {
                write(1);
                tail.wake();
            }
        });
        write(1);
        tail.wake();
        assertThat(offsets(shown)).isEqualTo(upTo(5));
    }

    @Test
    void everyFollowerIsShownEverythingOnceFromWhereItBegan() {
        var early = new ArrayList<Recorded>();
        var late = new ArrayList<Recorded>();
        var tail = Tail.direct(journal);
        tail.follow(0, early::addAll);
        write(3);
        tail.wake();
        var following = tail.follow(2, late::addAll);
        write(1);
        tail.wake();
        assertThat(offsets(early)).isEqualTo(upTo(4));
        assertThat(offsets(late)).containsExactly(3L, 4L);

        following.close();
        write(1);
        tail.wake();
        assertThat(early).hasSize(5);
        assertThat(late).hasSize(2);
    }

    @Test
    void aFollowerThatFailsDoesNotHarmTheOthers() {
        var shown = new ArrayList<Recorded>();
        var tail = Tail.direct(journal);
        tail.follow(0, batch -> {
            throw new IllegalStateException("meant to fail, by a test");
        });
        tail.follow(0, shown::addAll);
        write(2);
        tail.wake();
        write(2);
        tail.wake();
        assertThat(offsets(shown)).isEqualTo(upTo(4));
    }

    @Test
    void aPollingTailIsWokenFromAnyThread() {
        var shown = new CopyOnWriteArrayList<Recorded>();
        try (var tail = Tail.polling(journal, NEVER)) {
            tail.follow(0, shown::addAll);
            write(3);
            tail.wake();
            waitAtMost(PATIENCE).until(() -> shown.size() == 3);
        }
    }

    @Test
    void aPollingTailFindsWhatNobodyWokeItFor() {
        var shown = new CopyOnWriteArrayList<Recorded>();
        try (var tail = Tail.polling(journal, Duration.ofMillis(5))) {
            tail.follow(0, shown::addAll);
            write(3);
            waitAtMost(PATIENCE).until(() -> shown.size() == 3);
        }
        write(1);
        assertThat(offsets(shown)).isEqualTo(upTo(3));
    }
}
