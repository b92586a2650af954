package dev.troupe.core.roster;

import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.placement.FloorNode;
import dev.troupe.core.service.Sighting;
import dev.troupe.core.swarm.Swarm;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The present as one immutable value: a fold over the feed. Same facts, same roster. Contract; see the fold. */
public interface Roster {

    /** Before the first fact. */
    static Roster empty() {
        return FoldedRoster.EMPTY;
    }

    /** The roster once {@code recorded} has happened too; facts at or before {@link #offset()} change nothing. */
    Roster with(Recorded recorded);

    /**
     * The same present as those see it who look at these services only: no other service or task is on any list, and the
     * nodes carry what they carry. So whatever is placed from here on goes where it would have gone.
     */
    Roster only(Set<ServiceId> services);

    /** The last fact it has seen; 0 for none. */
    long offset();

    /** How many facts of this entity it has seen. Forgotten, and 0 again, once a task has deleted itself. */
    long sequenceOf(EntityRef entity);

    Swarm swarm();

    /** Services that clients see, in order of their ids. */
    Collection<ServiceView> services();

    Optional<ServiceView> service(ServiceId id);

    /** By exact name, whatever its case. */
    Optional<ServiceView> serviceNamed(String name);

    /** All tasks, the order of their planning; so are those of a service and of a node. */
    Collection<TaskView> tasks();

    Optional<TaskView> task(TaskId id);

    Collection<TaskView> tasksOf(ServiceId service);

    /** The same tasks, slot by slot: what lacks is found without a walk over what runs. */
    ServiceSlots slotsOf(ServiceId service);

    Collection<TaskView> tasksOn(NodeId node);

    /** What its service last heard of a task; absent until it first hears of it. */
    Optional<Sighting> heard(TaskId task);

    /** Tasks that no list shows any more, but whose services have not heard yet that they are gone. */
    Map<TaskId, ServiceId> leaving();

    /** Tasks that wait for a node, oldest first. Costs nothing per task that is placed. */
    Collection<TaskView> tasksAwaitingPlacement();

    Collection<NodeView> nodes();

    Optional<NodeView> node(NodeId id);

    /** Number of tasks observed running, of a service; kept, not counted (T-2). */
    int running(ServiceId service);

    /** The nodes as the scheduler sees them at {@code now}. */
    Collection<FloorNode> floor(Instant now);
}
