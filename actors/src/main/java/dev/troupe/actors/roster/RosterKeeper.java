package dev.troupe.actors.roster;

import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.roster.SwarmMessage;
import dev.troupe.core.roster.SwarmMessages;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Folds the feed into the present and shows it to whoever asks. One thread feeds it; any may read. It decides nothing,
 * so that the same feed gives the same roster on every manager.
 */
public final class RosterKeeper {

    private record Waiter(EntityRef entity, long sequence, CompletableFuture<Roster> seen) {}

    private final Object lock = new Object();
    private final List<Waiter> waiters = new ArrayList<>();
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
    private final Consumer<SwarmMessage> messages;
    private volatile Roster roster;

    /** @param messages is told of each change that {@code docker events} would show, in order */
    public RosterKeeper(Consumer<SwarmMessage> messages) {
        this(Roster.empty(), messages);
    }

    /** Goes on from {@code start}: is fed what comes after it. */
    public RosterKeeper(Roster start, Consumer<SwarmMessage> messages) {
        this.roster = start;
        this.messages = messages;
    }

    public Roster roster() {
        return roster;
    }

    /** The next facts of the feed, in order. */
    public void take(List<Recorded> facts) {
        if (facts.isEmpty()) return;
        var present = roster;
        for (var recorded : facts) {
            var before = present;
            present = before.with(recorded);
            SwarmMessages.of(before, recorded, present).ifPresent(messages);
        }
        var due = new ArrayList<Waiter>();
        synchronized (lock) {
            roster = present;
            for (var waiter : waiters) if (hasSeen(present, waiter.entity(), waiter.sequence())) due.add(waiter);
            waiters.removeAll(due);
        }
        var now = present;
        due.forEach(waiter -> waiter.seen().complete(now));
        watchers.forEach(Runnable::run);
    }

    /** Done once the roster has seen this entity's fact number {@code sequence}: what a client wrote, it can read. */
    public CompletionStage<Roster> seen(EntityRef entity, long sequence) {
        synchronized (lock) {
            if (hasSeen(roster, entity, sequence)) return CompletableFuture.completedFuture(roster);
            var waiter = new Waiter(entity, sequence, new CompletableFuture<>());
            waiters.add(waiter);
            return waiter.seen();
        }
    }

    /** Runs after each change of the roster, on the feeding thread: it must only send. The answer ends that when it is run. */
    public Runnable watch(Runnable watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    private static boolean hasSeen(Roster roster, EntityRef entity, long sequence) {
        return roster.sequenceOf(entity) >= sequence;
    }
}
