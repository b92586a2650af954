package dev.troupe.actors.roster;

import static dev.troupe.actors.roster.Annals.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.actors.Answer;
import dev.troupe.actors.Past.Then;
import dev.troupe.core.feed.Moment;
import dev.troupe.core.roster.Checkpoint;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JournalPastTest {

    private final Annals annals = new Annals().join(5_000);
    private final Instant now = NOON.plusSeconds(10_000);
    private final JournalPast past = new JournalPast(annals, annals, annals::present, () -> now);

    @AfterEach
    void close() {
        past.close();
    }

    private Answer<Then> ask(Moment moment) {
        return past.at(moment)
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private Then at(long offset) {
        return ((Answer.Done<Then>) ask(new Moment.AtOffset(offset))).value();
    }

    private String refusal(Moment moment) {
        return ((Answer.Refused<Then>) ask(moment)).why().message();
    }

    @Test
    void anOffsetShowsWhatWasThereJustAfterThatFact() {
        var then = at(1_234);
        assertThat(then.roster()).isEqualTo(annals.upTo(1_234));
        assertThat(then.at()).isEqualTo(NOON.plusSeconds(1_234));
    }

    @Test
    void aTimeShowsWhatWasThereThen() {
        var answer = ask(new Moment.AtTime(NOON.plusSeconds(17).plusMillis(999)));
        assertThat(answer).isEqualTo(new Answer.Done<>(new Then(annals.upTo(17), NOON.plusSeconds(17))));
    }

    @Test
    void aTimeSinceTheLastFactShowsThePresent() {
        assertThat(ask(new Moment.AtTime(now)))
                .isEqualTo(new Answer.Done<>(new Then(annals.present(), NOON.plusSeconds(5_000))));
    }

    @Test
    void aCheckpointSparesTheFactsBeforeIt() {
        annals.keep(Checkpoint.of(annals.upTo(4_000), List.of()));
        annals.shown.set(0);
        assertThat(at(4_100).roster()).isEqualTo(annals.upTo(4_100));
        assertThat(annals.shown.get()).isLessThan(200);
        assertThat(at(3_999).roster()).isEqualTo(annals.upTo(3_999));
    }

    @Test
    void aMomentAskedForAgainIsRememberedAndSparesItsNeighboursTheWay() {
        var first = at(3_000);
        annals.shown.set(0);
        assertThat(at(3_000)).isSameAs(first);
        assertThat(annals.shown.get()).isZero();
        assertThat(at(3_010).roster()).isEqualTo(annals.upTo(3_010));
        assertThat(annals.shown.get()).isLessThan(100);
    }

    @Test
    void onlyTheMomentsAskedForLastAreRemembered() {
        var first = at(1);
        for (var i = 2L; i < 50; i++) assertThat(at(i * 100).roster().offset()).isEqualTo(i * 100);
        assertThat(at(1)).isNotSameAs(first).isEqualTo(first);
    }

    @Test
    void whatIsStillToComeIsRefused() {
        assertThat(refusal(new Moment.AtOffset(5_001))).isEqualTo("there is no fact 5001 yet: the last one is 5000");
        assertThat(refusal(new Moment.AtTime(now.plusSeconds(1))))
                .isEqualTo("2026-01-01T14:46:41Z is still to come: now it is 2026-01-01T14:46:40Z");
    }

    @Test
    void whatIsBeforeTheFirstFactIsRefused() {
        var words = "that is before the first fact, 1, of 2026-01-01T12:00:01Z";
        assertThat(refusal(new Moment.AtOffset(0))).isEqualTo(words);
        assertThat(refusal(new Moment.AtTime(NOON))).isEqualTo(words);
    }

    @Test
    void anEmptyJournalHasNoPast() {
        var empty = new Annals();
        try (var none = new JournalPast(empty, empty, empty::present, () -> now)) {
            var answer = none.at(new Moment.AtTime(now)).toCompletableFuture().join();
            assertThat(((Answer.Refused<Then>) answer).why().message()).isEqualTo("nothing has happened yet");
        }
    }
}
