package dev.troupe.rehearsal.forecast;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.node.Node;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.roster.Unsettled;
import dev.troupe.persistence.EntityJournal;
import dev.troupe.persistence.EntityJournal.State;
import dev.troupe.persistence.MemoryJournal.Trunk;
import dev.troupe.rehearsal.Opening;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A living swarm at one moment, as its journal tells it: where rehearsals go on from. What is read of the journal is kept,
 * so that a thousand runs read it once, on as many threads as there are.
 */
public final class Present {

    private final Roster roster;
    private final EntityJournal entities;
    private final Timings timings;
    private final Instant at;
    private final Duration heartbeat;
    private final Map<EntityRef, List<Recorded>> facts = new HashMap<>();
    private final Map<EntityRef, State<Object>> states = new HashMap<>();
    private @Nullable Scene scene;
    private @Nullable Set<ServiceId> restless;

    /** What runs with the same services have in common. */
    private record Scene(Set<ServiceId> services, Past past, Roster roster) {}

    /**
     * @param roster what all facts up to its offset led to
     * @param timings has seen them
     * @param at the moment
     * @param heartbeat how often agents are heard there
     */
    public Present(Roster roster, EntityJournal entities, Timings timings, Instant at, Duration heartbeat) {
        this.roster = roster;
        this.entities = entities;
        this.timings = timings;
        this.at = at;
        this.heartbeat = heartbeat;
    }

    Roster roster() {
        return roster;
    }

    Timings timings() {
        return timings;
    }

    Instant at() {
        return at;
    }

    Duration heartbeat() {
        return heartbeat;
    }

    /**
     * The same swarm with these services only; others are but the room that they take on nodes.
     *
     * @param cast what containers do from here on
     */
    Opening opening(Set<ServiceId> services, Duration heartbeat, Opening.Cast cast) {
        var scene = scene(services);
        return new Opening(at, scene.past(), scene.roster(), heartbeat, cast);
    }

    /** The last one is kept: without failures all runs have the same. */
    private synchronized Scene scene(Set<ServiceId> services) {
        if (scene == null || !scene.services().equals(services)) {
            scene = new Scene(Set.copyOf(services), new Past(Set.copyOf(services)), roster.only(services));
        }
        return scene;
    }

    /** Services with which something is still under way: they may want the room that others want. */
    synchronized Set<ServiceId> restless() {
        if (restless == null) {
            restless = Unsettled.of(roster).stream()
                    .filter(entity -> entity.kind() == EntityKind.SERVICE)
                    .map(entity -> new ServiceId(entity.id()))
                    .collect(toUnmodifiableSet());
        }
        return restless;
    }

    private synchronized State<Object> state(EntityRef entity) {
        return states.computeIfAbsent(entity, any -> switch (entity.kind()) {
            case SERVICE -> widened(entities.service(new ServiceId(entity.id()), roster.offset()));
            case NODE -> widened(entities.node(new NodeId(entity.id()), roster.offset()));
            case TASK, SWARM, NAMES -> throw new IllegalArgumentException(entity + " keeps no snapshots");
        });
    }

    private static State<Object> widened(State<?> state) {
        return new State<>(state.state(), state.sequence());
    }

    private synchronized List<Recorded> facts(EntityRef entity) {
        return facts.computeIfAbsent(entity, any -> entities.facts(entity, 0, roster.offset()));
    }

    private final class Past implements Trunk {
        private final Set<ServiceId> services;
        private final Map<EntityRef, Node> members = new ConcurrentHashMap<>();

        Past(Set<ServiceId> services) {
            this.services = services;
        }

        @Override
        public long offset() {
            return roster.offset();
        }

        @Override
        public long highestSequence(EntityRef entity) {
            return switch (entity.kind()) {
                case SERVICE, NODE -> Present.this.state(entity).sequence();
                case TASK, SWARM, NAMES -> {
                    var facts = facts(entity);
                    yield facts.isEmpty() ? 0 : facts.getLast().sequence();
                }
            };
        }

        @Override
        public List<Recorded> facts(EntityRef entity) {
            return Present.this.facts(entity);
        }

        @Override
        public Optional<Object> state(EntityRef entity) {
            return switch (entity.kind()) {
                case SERVICE -> known(entity).map(State::state);
                case NODE ->
                    known(entity)
                            .map(known -> known.state() instanceof Node.Member member
                                    ? members.computeIfAbsent(entity, any -> member.only(services))
                                    : known.state());
                case TASK, SWARM, NAMES -> Optional.empty();
            };
        }

        private Optional<State<Object>> known(EntityRef entity) {
            var state = Present.this.state(entity);
            return state.sequence() == 0 ? Optional.empty() : Optional.of(state);
        }
    }
}
