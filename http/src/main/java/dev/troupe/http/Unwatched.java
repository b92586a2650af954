package dev.troupe.http;

import dev.troupe.http.wire.Problem;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/** See {@link Vitals#NONE}. */
final class Unwatched implements Vitals {
    @Override
    public CompletionStage<Figures> figures() {
        throw Problem.noSuchPage();
    }

    @Override
    public Health live() {
        return new Health(List.of());
    }

    @Override
    public CompletionStage<Health> ready() {
        return CompletableFuture.completedFuture(live());
    }

    @Override
    public void answered(String method, String route, int status, Duration took) {}

    @Override
    public Runnable reads(LongSupplier behind) {
        return () -> {};
    }
}
