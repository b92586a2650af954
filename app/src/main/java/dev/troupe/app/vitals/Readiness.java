package dev.troupe.app.vitals;

import dev.troupe.http.Vitals.Check;
import dev.troupe.http.Vitals.Health;
import dev.troupe.persistence.WriteWatch;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Whether clients should be sent here: each thing that must be so is looked at when somebody asks, and never for long. */
public final class Readiness {

    /** What is looked at. */
    public record Questions(
            Supplier<WriteWatch.Latest> writes,
            Supplier<Duration> rosterLag,
            Supplier<CompletionStage<?>> scheduler,
            Supplier<Membership> cluster) {}

    /** How this process stands in the cluster of managers. */
    public record Membership(boolean up, String state, int unreachable) {}

    /** A roster this far behind shows clients a past; while tasks start by the thousand it is some tenths of a second. */
    static final Duration TOLERATED_LAG = Duration.ofSeconds(5);
    /** Whom nobody asks to write has no write to heal a failure: it stands no longer than this. */
    static final Duration FAILURE_STANDS = Duration.ofSeconds(30);

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Executor WAITING =
            task -> Thread.ofVirtual().name("readiness").start(task);

    private final Questions questions;
    private final InstantSource clock;
    private volatile boolean stopping;

    public Readiness(Questions questions, InstantSource clock) {
        this.questions = questions;
        this.clock = clock;
    }

    /** From here on this process is not ready any more, whatever else is so. */
    public void stopping() {
        stopping = true;
    }

    public CompletionStage<Health> look() {
        return all(List.of(
                check("running", () -> stopping ? bad("running", "stopping") : good("running", "not stopping")),
                check("journal", this::journal),
                check("roster", this::roster),
                questions
                        .scheduler()
                        .get()
                        .toCompletableFuture()
                        .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                        .handle((answer, trouble) -> trouble == null
                                ? good("scheduler", "answers")
                                : bad("scheduler", "does not answer: " + words(trouble))),
                check("cluster", this::cluster)));
    }

    private static CompletionStage<Health> all(List<CompletableFuture<Check>> checks) {
        return CompletableFuture.allOf(checks.toArray(CompletableFuture<?>[]::new))
                .thenApply(all ->
                        new Health(checks.stream().map(CompletableFuture::join).toList()));
    }

    /** What blocks, blocks a thread of its own; what takes too long is not so. */
    private static CompletableFuture<Check> check(String name, Supplier<Check> look) {
        return CompletableFuture.supplyAsync(look, WAITING)
                .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(trouble -> bad(name, words(trouble)));
    }

    private Check journal() {
        var latest = questions.writes().get();
        var now = clock.instant();
        var failure =
                latest.unhealed().filter(failed -> now.isBefore(failed.at().plus(FAILURE_STANDS)));
        if (failure.isPresent()) {
            return bad(
                    "journal",
                    "the last write failed " + ago(failure.get().at(), now) + ": "
                            + failure.get().reason());
        }
        return good(
                "journal",
                latest.write().map(at -> "last write " + ago(at, now)).orElse("no write yet"));
    }

    private Check roster() {
        var lag = questions.rosterLag().get();
        if (lag.isZero()) return good("roster", "has seen every fact");
        var words = "the oldest fact it has not seen is " + seconds(lag) + " old";
        return lag.compareTo(TOLERATED_LAG) <= 0 ? good("roster", words) : bad("roster", words);
    }

    private Check cluster() {
        var membership = questions.cluster().get();
        var words = "this member is " + membership.state()
                + (membership.unreachable() == 0 ? "" : ", unreachable members: " + membership.unreachable());
        return membership.up() ? good("cluster", words) : bad("cluster", words);
    }

    private static Check good(String name, String detail) {
        return new Check(name, true, detail);
    }

    private static Check bad(String name, String detail) {
        return new Check(name, false, detail);
    }

    private static String words(Throwable trouble) {
        var cause = trouble.getCause();
        var why = trouble instanceof CompletionException && cause != null ? cause : trouble;
        if (why instanceof TimeoutException) return "no answer within " + seconds(PATIENCE);
        var message = why.getMessage();
        return message == null ? why.getClass().getSimpleName() : message;
    }

    private static String ago(Instant then, Instant now) {
        return seconds(Duration.between(then, now)) + " ago";
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", Math.max(0, duration.toMillis()) / 1_000.0);
    }
}
