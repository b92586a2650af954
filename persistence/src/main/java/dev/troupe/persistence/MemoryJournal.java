package dev.troupe.persistence;

import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.feed.Feed;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.rule.Fact;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.persistence.SelectedSnapshot;

/**
 * A journal in memory, which is also its own feed: one order of all facts, nothing asynchronous. Outlives the actor
 * systems that use it, so that a test can stop one and start the next on the same facts.
 */
public final class MemoryJournal implements Feed {

    private static final Map<String, MemoryJournal> JOURNALS = new ConcurrentHashMap<>();

    private final String name;
    private final List<Recorded> facts = new ArrayList<>();
    private final Map<String, List<Recorded>> byEntity = new HashMap<>();
    private final Map<String, SelectedSnapshot> snapshots = new HashMap<>();

    /** Writes whose fate is not decided yet, in their order. */
    private final Map<Long, CompletableFuture<Void>> open = new ConcurrentSkipListMap<>();

    private final AtomicLong writes = new AtomicLong();
    private volatile Fate fate = persistenceId -> WRITTEN;

    private static final CompletionStage<Void> WRITTEN = CompletableFuture.completedStage(null);

    /** Decides what becomes of a write: it is done when the stage completes, and fails as the stage does. */
    @FunctionalInterface
    public interface Fate {
        CompletionStage<Void> of(String persistenceId);
    }

    private MemoryJournal(String name) {
        this.name = name;
    }

    /** From now on writes have this fate; for rehearsing a journal that fails or is slow. */
    public void meet(Fate fate) {
        this.fate = fate;
    }

    /** The fate of the next write of this entity, which {@link #clear} decides if nothing else does. */
    CompletableFuture<Void> fate(String persistenceId) {
        var decided = fate.of(persistenceId).toCompletableFuture();
        if (decided.isDone()) return decided;
        var number = writes.incrementAndGet();
        open.put(number, decided);
        return decided.whenComplete((met, trouble) -> open.remove(number));
    }

    /** Begins anew: writes under way fail, no facts, no snapshots, and from now on every write succeeds at once. */
    public synchronized void clear() {
        // Pekko answers writes in their order: one that never ended would hold up all that come after it.
        List.copyOf(open.values()).forEach(write -> write.completeExceptionally(new IllegalStateException("cleared")));
        facts.clear();
        byEntity.clear();
        snapshots.clear();
        fate = persistenceId -> WRITTEN;
    }

    /** The journal of this name, made when first asked for; {@link JournalConfig#memory} binds an actor system to it. */
    public static MemoryJournal named(String name) {
        return JOURNALS.computeIfAbsent(name, MemoryJournal::new);
    }

    /** All facts or none, as the next ones of an entity. */
    synchronized void append(String persistenceId, long firstSequence, List<Fact<?>> written) {
        var entity = EntityRef.parse(persistenceId);
        var own = byEntity.computeIfAbsent(persistenceId, id -> new ArrayList<>());
        if (firstSequence != own.size() + 1) {
            throw new IllegalStateException(persistenceId + " writes its fact " + firstSequence + ", but has "
                    + own.size() + ": are there two of it?");
        }
        for (var fact : written) {
            var recorded = new Recorded(facts.size() + 1, entity, own.size() + 1, fact);
            facts.add(recorded);
            own.add(recorded);
        }
    }

    /** The facts of an entity with these sequence numbers, both ends included. */
    synchronized List<Recorded> of(String persistenceId, long from, long to) {
        var own = byEntity.getOrDefault(persistenceId, List.of());
        var first = (int) Math.max(0, Math.min(own.size(), from - 1));
        var end = (int) Math.max(first, Math.min(own.size(), to));
        return List.copyOf(own.subList(first, end));
    }

    synchronized long highestSequence(String persistenceId) {
        return byEntity.getOrDefault(persistenceId, List.of()).size();
    }

    synchronized Optional<SelectedSnapshot> snapshot(String persistenceId) {
        return Optional.ofNullable(snapshots.get(persistenceId));
    }

    synchronized void keep(SelectedSnapshot snapshot) {
        snapshots.put(snapshot.metadata().persistenceId(), snapshot);
    }

    @Override
    public synchronized List<Recorded> after(long offset, int limit) {
        var first = (int) Math.max(0, Math.min(facts.size(), offset));
        return List.copyOf(facts.subList(first, (int) Math.min(facts.size(), (long) first + limit)));
    }

    @Override
    public List<Recorded> of(EntityRef entity, int limit) {
        return of(entity.persistenceId(), 1, limit);
    }

    /** Forgets everything. */
    @Override
    public void close() {
        JOURNALS.remove(name, this);
    }
}
