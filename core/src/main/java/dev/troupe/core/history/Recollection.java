package dev.troupe.core.history;

import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.feed.Trail;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.NodeEvent;
import dev.troupe.core.rule.Event;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.task.TaskEvent;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;

/**
 * What was known of things at any fact: that which the facts up to this one say, and nothing else. So a fact is told in the
 * same words whenever it is read, from wherever the reader began, and by every manager.
 *
 * <p>Whoever reads facts shows them as it goes ({@link #begin}, {@link #learn}); what was before is looked up in the trail
 * of the thing that is asked for. Of each kind of thing, those asked for last are kept. For one thread.
 */
public final class Recollection {

    private static final int PAGE = 64;
    private static final Set<Class<? extends Event>> OF_SERVICES =
            Set.of(ServiceEvent.Created.class, ServiceEvent.SpecChanged.class);
    private static final Set<Class<? extends Event>> OF_TASKS =
            Set.of(TaskEvent.Created.class, TaskEvent.Assigned.class);
    private static final Set<Class<? extends Event>> OF_NODES =
            Set.of(NodeEvent.Joined.class, NodeEvent.Registered.class);
    private static final Set<Class<? extends Event>> PLANS = Set.of(ServiceEvent.TasksPlanned.class);

    private final Trail trail;
    private final LongSupplier newest;
    private final Shelf<Directory.KnownService> services;
    private final Shelf<Directory.KnownTask> tasks;
    private final Shelf<String> hostnames;
    private final int most;

    /** All facts after the one offset up to the other were shown. */
    private long shownAfter;

    private long shownTo;

    /**
     * @param newest up to this offset at least, the trail has all there is
     * @param most how many things of a kind to keep
     */
    public Recollection(Trail trail, LongSupplier newest, int most) {
        this.trail = trail;
        this.newest = newest;
        this.most = most;
        this.services = new Shelf<>(
                EntityKind.SERVICE,
                OF_SERVICES,
                (known, event) ->
                        event instanceof ServiceEvent own ? Directory.KnownService.from(own) : Optional.empty());
        this.tasks = new Shelf<>(
                EntityKind.TASK,
                OF_TASKS,
                (known, event) ->
                        event instanceof TaskEvent own ? Directory.KnownTask.from(known, own) : Optional.empty());
        this.hostnames = new Shelf<>(
                EntityKind.NODE,
                OF_NODES,
                (known, event) -> event instanceof NodeEvent own ? Directory.hostname(own) : Optional.empty());
    }

    /** The facts that will be shown next are all those after {@code offset}. */
    public void begin(long offset) {
        if (offset == shownTo) return;
        shownAfter = offset;
        shownTo = offset;
    }

    /** The next fact. */
    public void learn(Recorded recorded) {
        switch (recorded.entity().kind()) {
            case SERVICE -> services.learn(recorded);
            case TASK -> tasks.learn(recorded);
            case NODE -> hostnames.learn(recorded);
            case SWARM, NAMES -> {} // They name nothing.
        }
        shownTo = recorded.offset();
    }

    /**
     * What was known when this fact had happened. A service knows the tasks it has planned, also those that do not exist
     * yet.
     */
    public Directory at(Recorded recorded) {
        return new Known(recorded);
    }

    /** What was known at one fact. */
    private final class Known implements Directory {
        private final Recorded recorded;
        /** Planned by this very fact: there is nothing else of them yet. */
        private final Map<TaskId, KnownTask> planned = new HashMap<>();
        /** Planned by this thing before, as far back as was asked for: up to the fact with this number. */
        private final Map<TaskId, KnownTask> plannedBefore = new HashMap<>();

        private long backTo;

        Known(Recorded recorded) {
            this.recorded = recorded;
            this.backTo = recorded.entity().kind() == EntityKind.SERVICE ? recorded.sequence() : 1;
            note(recorded, planned);
        }

        @Override
        public Optional<KnownService> service(ServiceId id) {
            return services.at(id.value(), recorded.offset());
        }

        @Override
        public Optional<KnownTask> task(TaskId id) {
            return Optional.ofNullable(planned.get(id))
                    .or(() -> tasks.at(id.value(), recorded.offset()))
                    .or(() -> plannedBefore(id));
        }

        @Override
        public Optional<String> hostname(NodeId id) {
            return hostnames.at(id.value(), recorded.offset());
        }

        private Optional<KnownTask> plannedBefore(TaskId id) {
            while (backTo > 1 && !plannedBefore.containsKey(id)) {
                var earlier = trail.last(recorded.entity(), backTo - 1, PLANS);
                earlier.ifPresent(fact -> note(fact, plannedBefore));
                backTo = earlier.map(Recorded::sequence).orElse(1L);
            }
            return Optional.ofNullable(plannedBefore.get(id));
        }

        private void note(Recorded fact, Map<TaskId, KnownTask> noted) {
            if (!(fact.fact().event() instanceof ServiceEvent.TasksPlanned news)) return;
            var id = new ServiceId(fact.entity().id());
            services.at(id.value(), fact.offset())
                    .ifPresent(service ->
                            news.plans().forEach(plan -> noted.put(plan.task(), KnownTask.planned(id, service, plan))));
        }
    }

    /** What was known of one thing, in the order in which it became known. */
    private static final class Past<V> {
        private record Page<V>(long since, V known, Optional<Page<V>> before) {}

        private Optional<Page<V>> last = Optional.empty();
        /** Nothing is missing up to this offset. */
        private long upTo;

        Optional<V> known() {
            return last.map(Page::known);
        }

        void write(long since, V known) {
            if (!known().equals(Optional.of(known))) last = Optional.of(new Page<>(since, known, last));
        }

        Optional<V> at(long offset) {
            var page = last;
            while (page.isPresent() && page.get().since() > offset)
                page = page.get().before();
            return page.map(Page::known);
        }
    }

    /** The things of one kind. */
    private final class Shelf<V> {
        private final EntityKind kind;
        private final Set<Class<? extends Event>> telling;
        private final BiFunction<Optional<V>, Event, Optional<V>> lesson;
        private final Map<String, Past<V>> pasts;

        /** @param telling the facts that say something; {@code lesson} says what is known after one of them */
        Shelf(
                EntityKind kind,
                Set<Class<? extends Event>> telling,
                BiFunction<Optional<V>, Event, Optional<V>> lesson) {
            this.kind = kind;
            this.telling = telling;
            this.lesson = lesson;
            this.pasts = new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Past<V>> eldest) {
                    return size() > most;
                }
            };
        }

        void learn(Recorded recorded) {
            if (!telling.contains(recorded.fact().event().getClass())) return;
            var past = recorded.sequence() == 1
                    ? pasts.computeIfAbsent(recorded.entity().id(), id -> new Past<>())
                    : pasts.get(recorded.entity().id());
            if (past == null || past.upTo >= recorded.offset()) return;
            if (recorded.sequence() > 1 && upTo(past) < shownTo) return; // There is a gap: looked up when asked for.
            note(past, recorded);
            past.upTo = recorded.offset();
        }

        Optional<V> at(String id, long offset) {
            var past = pasts.get(id);
            if (past == null || upTo(past) < offset) {
                past = lookUp(id, offset);
                pasts.put(id, past);
            }
            return past.at(offset);
        }

        private long upTo(Past<V> past) {
            return past.upTo >= shownAfter ? Math.max(past.upTo, shownTo) : past.upTo;
        }

        private Past<V> lookUp(String id, long offset) {
            var past = new Past<V>();
            past.upTo = Math.max(offset, newest.getAsLong());
            var thing = new EntityRef(kind, id);
            var page = trail.onwards(thing, 1, telling, PAGE);
            while (true) {
                page.forEach(recorded -> note(past, recorded));
                if (page.size() < PAGE) return past;
                page = trail.onwards(thing, page.getLast().sequence() + 1, telling, PAGE);
            }
        }

        private void note(Past<V> past, Recorded recorded) {
            lesson.apply(past.known(), recorded.fact().event())
                    .ifPresent(known -> past.write(recorded.offset(), known));
        }
    }
}
