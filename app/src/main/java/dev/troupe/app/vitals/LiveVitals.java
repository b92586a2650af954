package dev.troupe.app.vitals;

import dev.troupe.http.Vitals;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** The vitals of a running Troupe. */
public final class LiveVitals implements Vitals {

    /** A scrape of many tasks takes some milliseconds, which no thread of the doors should spend. */
    private static final Executor ASIDE =
            task -> Thread.ofVirtual().name("scrape").start(task);

    private final CompletableFuture<Meters> meters;
    private final Audience audience;
    private final Readiness readiness;
    private final BooleanSupplier running;

    /**
     * @param meters may be in the making still: what happens meanwhile at the doors is not counted
     * @param running false once the actors have ended: then only a new process helps
     */
    public LiveVitals(
            CompletableFuture<Meters> meters, Audience audience, Readiness readiness, BooleanSupplier running) {
        this.meters = meters;
        this.audience = audience;
        this.readiness = readiness;
        this.running = running;
    }

    @Override
    public CompletionStage<Figures> figures() {
        return meters.thenApplyAsync(made -> new Figures(Meters.FORMAT, made.scrape()), ASIDE);
    }

    @Override
    public Health live() {
        var runs = running.getAsBoolean();
        return new Health(List.of(new Check("actors", runs, runs ? "running" : "ended")));
    }

    @Override
    public CompletionStage<Health> ready() {
        return readiness.look();
    }

    @Override
    public Runnable reads(LongSupplier behind) {
        return audience.reads(behind);
    }

    @Override
    public void answered(String method, String route, int status, Duration took) {
        if (meters.isDone() && !meters.isCompletedExceptionally()) {
            meters.join().answered(method, route, status, took);
        }
    }
}
