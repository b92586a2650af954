package dev.troupe.http;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.LongSupplier;

/** Says what the test wants, and remembers what it was told. */
final class SeenVitals implements Vitals {

    record Answered(String method, String route, int status) {}

    final BlockingQueue<Answered> answered = new LinkedBlockingQueue<>();
    final Set<LongSupplier> readers = ConcurrentHashMap.newKeySet();
    final CountDownLatch asked = new CountDownLatch(1);
    volatile Health ready = new Health(List.of(new Check("journal", true, "last write 1 s ago")));
    volatile Health live = new Health(List.of(new Check("actors", true, "running")));

    /** What it takes to say how much: nothing, unless a test holds it back. */
    volatile CompletableFuture<Void> weighed = CompletableFuture.completedFuture(null);

    @Override
    public CompletionStage<Figures> figures() {
        asked.countDown();
        return weighed.thenApply(
                now -> new Figures("text/plain; version=0.0.4; charset=utf-8", "# HELP up It is.\nup 1.0\n"));
    }

    @Override
    public Health live() {
        return live;
    }

    @Override
    public CompletionStage<Health> ready() {
        return CompletableFuture.completedFuture(ready);
    }

    @Override
    public Runnable reads(LongSupplier behind) {
        readers.add(behind);
        return () -> readers.remove(behind);
    }

    @Override
    public void answered(String method, String route, int status, Duration took) {
        if (took.isNegative()) throw new IllegalArgumentException("took " + took);
        answered.add(new Answered(method, route, status));
    }
}
