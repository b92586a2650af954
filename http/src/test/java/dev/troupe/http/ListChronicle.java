package dev.troupe.http;

import dev.troupe.actors.Chronicle;
import dev.troupe.core.history.Entry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A chronicle in a list. Hands out a few entries at a time; whoever is at its end waits for more. */
final class ListChronicle implements Chronicle {

    private static final int FEW = 3;

    private record Waiter(long offset, CompletableFuture<List<Entry>> answer) {}

    private final List<Entry> entries = new ArrayList<>();
    private final List<Waiter> waiters = new ArrayList<>();

    /** All at once: nobody is told of the first before the last is there. */
    synchronized void write(Entry... more) {
        entries.addAll(List.of(more));
        var woken = List.copyOf(waiters);
        waiters.clear();
        woken.forEach(waiter -> waiter.answer().complete(after(waiter.offset())));
    }

    /** Nothing has happened for long. */
    synchronized void isSilent() {
        var woken = List.copyOf(waiters);
        waiters.clear();
        woken.forEach(waiter -> waiter.answer().complete(List.of()));
    }

    synchronized boolean isAwaited() {
        return !waiters.isEmpty();
    }

    private List<Entry> after(long offset) {
        return entries.stream()
                .filter(entry -> entry.offset() > offset)
                .limit(FEW)
                .toList();
    }

    @Override
    public synchronized long newest() {
        return entries.isEmpty() ? 0 : entries.getLast().offset();
    }

    @Override
    public synchronized CompletionStage<List<Entry>> next(long offset) {
        var there = after(offset);
        if (!there.isEmpty()) return CompletableFuture.completedFuture(there);
        var waiter = new Waiter(offset, new CompletableFuture<>());
        waiters.add(waiter);
        return waiter.answer();
    }

    @Override
    public Set<String> eventNames() {
        return Set.of("service.created", "service.changed", "service.chosen", "task.changed", "node.changed");
    }

    @Override
    public synchronized CompletionStage<Long> offsetBefore(Instant time) {
        return CompletableFuture.completedFuture(entries.stream()
                .filter(entry -> entry.at().isBefore(time))
                .mapToLong(Entry::offset)
                .max()
                .orElse(0));
    }
}
