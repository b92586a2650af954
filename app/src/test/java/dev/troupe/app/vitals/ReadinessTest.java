package dev.troupe.app.vitals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.http.Vitals.Check;
import dev.troupe.http.Vitals.Health;
import dev.troupe.persistence.WriteWatch;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ReadinessTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private Instant now = NOON;
    private WriteWatch.Latest latest = new WriteWatch.Latest(Optional.empty(), Optional.empty());
    private Supplier<Duration> lag = () -> Duration.ZERO;
    private CompletionStage<?> scheduler = CompletableFuture.completedFuture("pong");
    private Readiness.Membership membership = new Readiness.Membership(true, "up", 0);
    private final Readiness readiness = new Readiness(
            new Readiness.Questions(() -> latest, () -> lag.get(), () -> scheduler, () -> membership), () -> now);

    private Health look() {
        return readiness
                .look()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private Check check(String name) {
        return look().checks().stream()
                .filter(check -> check.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void allIsWellAndSaysSo() {
        assertThat(look().ok()).isTrue();
        assertThat(look().checks())
                .extracting(Check::name)
                .containsExactly("running", "journal", "roster", "scheduler", "cluster");
        assertThat(check("journal").detail()).isEqualTo("no write yet");
    }

    @Test
    void aWriteThatFailedStandsUntilOneSucceedsOrNobodyHasTriedForAWhile() {
        latest = new WriteWatch.Latest(
                Optional.of(NOON.minusSeconds(1)), Optional.of(new WriteWatch.Failure(NOON, "the disk is full")));
        now = NOON.plusMillis(1_500);
        assertThat(look().ok()).isFalse();
        assertThat(check("journal"))
                .isEqualTo(new Check("journal", false, "the last write failed 1.5 s ago: the disk is full"));

        latest = new WriteWatch.Latest(Optional.of(NOON.plusSeconds(1)), latest.failure());
        assertThat(check("journal")).isEqualTo(new Check("journal", true, "last write 0.5 s ago"));

        latest = new WriteWatch.Latest(Optional.empty(), latest.failure());
        now = NOON.plus(Readiness.FAILURE_STANDS);
        assertThat(check("journal").ok()).isTrue();
    }

    @Test
    void aRosterThatIsALittleBehindIsFineAndOneThatIsFarBehindIsNot() {
        lag = () -> Readiness.TOLERATED_LAG;
        assertThat(check("roster"))
                .isEqualTo(new Check("roster", true, "the oldest fact it has not seen is 5.0 s old"));
        lag = () -> Readiness.TOLERATED_LAG.plusMillis(100);
        assertThat(check("roster").ok()).isFalse();
    }

    @Test
    void aJournalThatCannotBeReadIsNamed() {
        lag = () -> {
            throw new IllegalStateException("the journal cannot be read: database is locked");
        };
        assertThat(check("roster"))
                .isEqualTo(new Check("roster", false, "the journal cannot be read: database is locked"));
    }

    @Test
    void whatHangsIsNotWaitedForLong() throws InterruptedException {
        var never = new CountDownLatch(1);
        lag = () -> {
            try {
                never.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            return Duration.ZERO;
        };
        scheduler = new CompletableFuture<>();
        var health = look();
        assertThat(health.checks())
                .contains(
                        new Check("roster", false, "no answer within 2.0 s"),
                        new Check("scheduler", false, "does not answer: no answer within 2.0 s"),
                        new Check("cluster", true, "this member is up"));
        never.countDown();
    }

    @Test
    void aMemberThatIsLeavingOrAloneSaysSo() {
        membership = new Readiness.Membership(true, "up", 2);
        assertThat(check("cluster")).isEqualTo(new Check("cluster", true, "this member is up, unreachable members: 2"));
        membership = new Readiness.Membership(false, "exiting", 0);
        assertThat(check("cluster")).isEqualTo(new Check("cluster", false, "this member is exiting"));
    }

    @Test
    void whoStopsIsNotReady() {
        readiness.stopping();
        assertThat(look().ok()).isFalse();
        assertThat(check("running")).isEqualTo(new Check("running", false, "stopping"));
    }
}
