package dev.troupe.core.roster;

import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.name.NameEvent;
import dev.troupe.core.node.HostPort;
import dev.troupe.core.node.NodeEvent;
import dev.troupe.core.placement.FloorNode;
import dev.troupe.core.placement.NodeLoad;
import dev.troupe.core.rule.Event;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.service.Sighting;
import dev.troupe.core.swarm.Swarm;
import dev.troupe.core.swarm.SwarmEvent;
import dev.troupe.core.task.TaskEvent;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.TreePMap;

/**
 * The roster as maps that share what did not change. What each kind of fact does to its rows is said in the folds
 * beside this; here the rows are kept, and the load of each node with them.
 */
@RecordBuilder
record FoldedRoster(
        long offset,
        PMap<EntityRef, Long> sequences,
        Swarm swarm,
        TreePMap<ServiceId, ServiceView> serviceTable,
        PMap<String, ServiceId> names,
        TaskTable taskTable,
        TreePMap<NodeId, NodeView> nodeTable,
        Failures failures)
        implements Roster, FoldedRosterBuilder.With {

    static final FoldedRoster EMPTY = new FoldedRoster(
            0,
            HashTreePMap.empty(),
            new Swarm.Inactive(),
            TreePMap.empty(),
            HashTreePMap.empty(),
            TaskTable.EMPTY,
            TreePMap.empty(),
            Failures.NONE);

    @Override
    public Roster with(Recorded recorded) {
        if (recorded.offset() <= offset) return this;
        var entity = recorded.entity();
        var noted = withOffset(recorded.offset()).withSequences(sequences.plus(entity, recorded.sequence()));
        var at = recorded.fact().at();
        return switch ((Event) recorded.fact().event()) {
            case ServiceEvent event -> ServiceFold.fold(noted, new ServiceId(entity.id()), event, at);
            case TaskEvent event -> TaskFold.fold(noted, new TaskId(entity.id()), event, at);
            case NodeEvent event -> NodeFold.fold(noted, new NodeId(entity.id()), event, at);
            case SwarmEvent event -> noted.withSwarm(SwarmFold.fold(swarm, event, at));
            case NameEvent _ -> noted; // A claim alone shows nothing: the service's own first fact does.
            case Event unknown -> throw new IllegalStateException("no roster is made of " + unknown);
        };
    }

    @Override
    public Roster only(Set<ServiceId> services) {
        var known = serviceTable;
        var named = names;
        for (var service : serviceTable.values()) {
            if (services.contains(service.id())) continue;
            known = known.minus(service.id());
            named = named.minus(key(service));
        }
        return withServiceTable(known).withNames(named).withTaskTable(taskTable.only(services));
    }

    FoldedRoster with(ServiceView service) {
        return withServiceTable(serviceTable.plus(service.id(), service))
                .withNames(names.plus(key(service), service.id()));
    }

    FoldedRoster without(ServiceView service) {
        var namesLeft = service.id().equals(names.get(key(service))) ? names.minus(key(service)) : names;
        return withServiceTable(serviceTable.minus(service.id())).withNames(namesLeft);
    }

    private static String key(ServiceView service) {
        return service.spec().name().toLowerCase(Locale.ROOT);
    }

    FoldedRoster with(NodeView node) {
        return withNodeTable(nodeTable.plus(node.facts().id(), node));
    }

    FoldedRoster without(NodeId node) {
        return withNodeTable(nodeTable.minus(node));
    }

    FoldedRoster with(TaskView task) {
        var before = taskTable.get(task.id());
        return withTaskTable(taskTable.put(task)).shift(before, Optional.of(task));
    }

    FoldedRoster without(TaskView task) {
        return withTaskTable(taskTable.minus(task)).shift(Optional.of(task), Optional.empty());
    }

    /** The same task, changed; one that is on no list changes nothing. */
    FoldedRoster change(TaskId id, UnaryOperator<TaskView> change) {
        return taskTable.get(id).map(task -> with(change.apply(task))).orElse(this);
    }

    /**
     * Its service has heard this of a task. One that it knows to be gone is on no list, also where the task's own facts
     * were compacted away and never said so.
     */
    FoldedRoster hear(Sighting sighting) {
        var present = sighting.gone() ? task(sighting.task()) : Optional.<TaskView>empty();
        var seen = present.map(this::without).orElse(this);
        return seen.withTaskTable(seen.taskTable.hear(sighting));
    }

    /** Nobody waits for a task's facts once it has deleted itself, and there is no end of such tasks. */
    FoldedRoster forget(TaskId id) {
        var entity = new EntityRef(EntityKind.TASK, id.value());
        return withSequences(sequences.minus(entity));
    }

    FoldedRoster withFailure(Failures.Place place, Instant at) {
        return withFailures(failures.plus(place, at));
    }

    /** Moves a task's weight from where it was to where it is (SC-7, SC-8). */
    private FoldedRoster shift(Optional<TaskView> before, Optional<TaskView> after) {
        var from = before.filter(TaskView::isCharged).flatMap(TaskView::place);
        var to = after.filter(TaskView::isCharged).flatMap(TaskView::place);
        var wasActive = before.filter(TaskView::isActive).isPresent();
        var isActive = after.filter(TaskView::isActive).isPresent();
        if (from.equals(to) && wasActive == isActive) return this;

        var task = after.or(() -> before).orElseThrow().draft();
        var reserved = task.spec().reservations();
        var ports = HostPort.claimedBy(task.endpoint());
        var shifted = this;
        if (from.isPresent()) {
            shifted = shifted.reload(from.get(), load -> {
                var rest = load.release(reserved, ports);
                return wasActive ? rest.activate(task.service(), -1) : rest;
            });
        }
        if (to.isPresent()) {
            shifted = shifted.reload(to.get(), load -> {
                var more = load.charge(reserved, ports);
                return isActive ? more.activate(task.service(), 1) : more;
            });
        }
        return shifted;
    }

    /** A node that was removed carries nothing that anybody asks for. */
    private FoldedRoster reload(NodeId id, UnaryOperator<NodeLoad> change) {
        return node(id).map(node -> with(node.with(change.apply(node.load())))).orElse(this);
    }

    @Override
    public long sequenceOf(EntityRef entity) {
        return sequences.getOrDefault(entity, 0L);
    }

    @Override
    public Collection<ServiceView> services() {
        return serviceTable.values();
    }

    @Override
    public Optional<ServiceView> service(ServiceId id) {
        return Optional.ofNullable(serviceTable.get(id));
    }

    @Override
    public Optional<ServiceView> serviceNamed(String name) {
        return Optional.ofNullable(names.get(name.toLowerCase(Locale.ROOT))).flatMap(this::service);
    }

    @Override
    public Collection<TaskView> tasks() {
        return taskTable.rows().values();
    }

    @Override
    public Optional<TaskView> task(TaskId id) {
        return taskTable.get(id);
    }

    @Override
    public Collection<TaskView> tasksOf(ServiceId service) {
        return taskTable.of(service);
    }

    @Override
    public ServiceSlots slotsOf(ServiceId service) {
        return taskTable.slots(service);
    }

    @Override
    public Collection<TaskView> tasksOn(NodeId node) {
        return taskTable.on(node);
    }

    @Override
    public Optional<Sighting> heard(TaskId task) {
        return Optional.ofNullable(taskTable.heard().get(task));
    }

    @Override
    public Map<TaskId, ServiceId> leaving() {
        return taskTable.leaving();
    }

    @Override
    public Collection<TaskView> tasksAwaitingPlacement() {
        return taskTable.waiting();
    }

    @Override
    public Collection<NodeView> nodes() {
        return nodeTable.values();
    }

    @Override
    public Optional<NodeView> node(NodeId id) {
        return Optional.ofNullable(nodeTable.get(id));
    }

    @Override
    public int running(ServiceId service) {
        return taskTable.running(service);
    }

    @Override
    public Collection<FloorNode> floor(Instant now) {
        return nodeTable.values().stream()
                .map(node -> new FloorNode(
                        node.facts(), node.load(), failures.on(node.facts().id(), now)))
                .toList();
    }
}
