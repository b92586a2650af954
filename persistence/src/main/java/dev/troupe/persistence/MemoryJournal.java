package dev.troupe.persistence;

import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.feed.Feed;
import dev.troupe.core.feed.ListedTrail;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.feed.Trail;
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
import org.apache.pekko.persistence.SnapshotMetadata;

/**
 * A journal in memory, which is also its own feed: one order of all facts, nothing asynchronous. Outlives the actor
 * systems that use it, so that a test can stop one and start the next on the same facts.
 */
public final class MemoryJournal implements Feed {

    private static final Map<String, MemoryJournal> JOURNALS = new ConcurrentHashMap<>();

    private final String name;
    private Trunk trunk = Trunk.NONE;
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

    /** What another journal held at one offset, for one that goes on from there. Asked again, it answers the same. */
    public interface Trunk {

        /** There was nothing before. */
        Trunk NONE = new Trunk() {
            @Override
            public long offset() {
                return 0;
            }

            @Override
            public long highestSequence(EntityRef entity) {
                return 0;
            }

            @Override
            public List<Recorded> facts(EntityRef entity) {
                return List.of();
            }

            @Override
            public Optional<Object> state(EntityRef entity) {
                return Optional.empty();
            }
        };

        /** Of the last fact there; what is written here comes after it. */
        long offset();

        /** How many facts of this entity there were. */
        long highestSequence(EntityRef entity);

        /** All of them; asked for only where there is no {@link #state}. */
        List<Recorded> facts(EntityRef entity);

        /** What they led to, for an entity that keeps snapshots; absent: it is to be made of its facts. */
        Optional<Object> state(EntityRef entity);
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
        trunk = Trunk.NONE;
        fate = persistenceId -> WRITTEN;
    }

    /** Goes on where another journal stands: what was there before is read from it, what is written stays here. */
    public synchronized void branch(Trunk trunk) {
        if (!facts.isEmpty()) throw new IllegalStateException("only an empty journal can go on from another one");
        this.trunk = trunk;
    }

    /** The journal of this name, made when first asked for; {@link JournalConfig#memory} binds an actor system to it. */
    public static MemoryJournal named(String name) {
        return JOURNALS.computeIfAbsent(name, MemoryJournal::new);
    }

    /** All facts or none, as the next ones of an entity. */
    synchronized void append(String persistenceId, long firstSequence, List<Fact<?>> written) {
        var entity = EntityRef.parse(persistenceId);
        var highest = highestSequence(persistenceId);
        if (firstSequence != highest + 1) {
            throw new IllegalStateException(persistenceId + " writes its fact " + firstSequence + ", but has " + highest
                    + ": are there two of it?");
        }
        var own = byEntity.computeIfAbsent(persistenceId, id -> new ArrayList<>());
        for (var fact : written) {
            var recorded = new Recorded(trunk.offset() + facts.size() + 1, entity, ++highest, fact);
            facts.add(recorded);
            own.add(recorded);
        }
    }

    /** The facts of an entity with these sequence numbers, both ends included. */
    synchronized List<Recorded> of(String persistenceId, long from, long to) {
        var entity = EntityRef.parse(persistenceId);
        var before = trunk.highestSequence(entity);
        var found = new ArrayList<Recorded>();
        if (from <= before) {
            trunk.facts(entity).stream()
                    .filter(recorded -> recorded.sequence() >= from && recorded.sequence() <= to)
                    .forEach(found::add);
        }
        for (var recorded : byEntity.getOrDefault(persistenceId, List.of())) {
            if (recorded.sequence() >= from && recorded.sequence() <= to) found.add(recorded);
        }
        return List.copyOf(found);
    }

    /** The facts of one entity at a time. */
    public Trail trail() {
        return ListedTrail.of((entity, first, last) -> of(entity.persistenceId(), first, last));
    }

    synchronized long highestSequence(String persistenceId) {
        var own = byEntity.getOrDefault(persistenceId, List.of());
        return own.isEmpty()
                ? trunk.highestSequence(EntityRef.parse(persistenceId))
                : own.getLast().sequence();
    }

    synchronized Optional<SelectedSnapshot> snapshot(String persistenceId) {
        return Optional.ofNullable(snapshots.get(persistenceId)).or(() -> {
            var entity = EntityRef.parse(persistenceId);
            return trunk.state(entity)
                    .map(state -> new SelectedSnapshot(
                            new SnapshotMetadata(persistenceId, trunk.highestSequence(entity), 0), state));
        });
    }

    synchronized void keep(SelectedSnapshot snapshot) {
        snapshots.put(snapshot.metadata().persistenceId(), snapshot);
    }

    /** The same facts, entity by entity. */
    public EntityJournal entities() {
        return new EntityJournal() {
            @Override
            public List<Recorded> facts(EntityRef entity, long sequence, long offset) {
                return of(entity.persistenceId(), sequence + 1, Long.MAX_VALUE).stream()
                        .filter(recorded -> recorded.offset() <= offset)
                        .toList();
            }

            @Override
            public Optional<State<Object>> snapshot(EntityRef entity, long offset) {
                return Optional.empty(); // A snapshot only saves time.
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public synchronized List<Recorded> after(long offset, int limit) {
        var first = (int) Math.max(0, Math.min(facts.size(), offset - trunk.offset()));
        return List.copyOf(facts.subList(first, (int) Math.min(facts.size(), (long) first + limit)));
    }

    /** Forgets everything. */
    @Override
    public void close() {
        JOURNALS.remove(name, this);
    }
}
