package dev.troupe.core.audit;

import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.NodeEvent;
import dev.troupe.core.service.ServiceEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which entities have outlived their use: they are gone, all who had to hear of it have, and all of that lies before a
 * horizon. Without any of their facts, the facts that remain still make the same present.
 *
 * <p>A task counts once it has deleted itself and its service knows; a service once it is removed and so are all its
 * tasks; a node once it is removed, its news is heard, and no task that ever had room there is left to tell of it. The
 * swarm and the book of names never do.
 */
public final class Outlived {

    private final Map<EntityRef, EntityState> states = new HashMap<>();
    private final Map<EntityRef, Long> over = new HashMap<>();
    private final Set<EntityRef> knownGone = new HashSet<>();
    private final Map<EntityRef, Set<EntityRef>> guests = new HashMap<>();

    /** A fact before the horizon. */
    public void before(Recorded recorded) {
        var entity = recorded.entity();
        if (recorded.fact().event() instanceof ServiceEvent.TasksSighted(var sightings)) {
            for (var sighting : sightings) if (sighting.gone()) knownGone.add(task(sighting.task()));
        }
        if (recorded.fact().event() instanceof NodeEvent.TasksReserved reserved) {
            var all = guests.computeIfAbsent(entity, node -> new HashSet<>());
            for (var reservation : reserved.reservations()) all.add(task(reservation.task()));
        }
        switch (entity.kind()) {
            case SWARM, NAMES -> {}
            case SERVICE, TASK, NODE -> {
                var known = states.remove(entity);
                var state = (known == null ? EntityState.before(entity.kind()) : known).with(recorded.fact());
                if (state.isOver()) over.put(entity, recorded.sequence());
                else over.remove(entity);
                // What can still change is kept; a removed service may yet hear of its tasks.
                if (entity.kind() != EntityKind.TASK || !state.isOver()) states.put(entity, state);
            }
        }
    }

    private static EntityRef task(TaskId id) {
        return new EntityRef(EntityKind.TASK, id.value());
    }

    /** A fact after the horizon: its entity is still in use. */
    public void after(Recorded recorded) {
        over.remove(recorded.entity());
    }

    /** Those whose facts may go, with the number of facts of each. */
    public Map<EntityRef, Long> entities() {
        var all = new HashMap<>(over);
        all.keySet().removeIf(entity -> entity.kind() == EntityKind.TASK && !knownGone.contains(entity));
        var tasks = Set.copyOf(all.keySet());
        all.keySet().removeIf(entity -> entity.kind() == EntityKind.NODE && !hasOutlivedItsGuests(entity, tasks));
        return all;
    }

    private boolean hasOutlivedItsGuests(EntityRef node, Set<EntityRef> going) {
        return guests.getOrDefault(node, Set.of()).stream().allMatch(going::contains);
    }
}
