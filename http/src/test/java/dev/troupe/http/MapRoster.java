package dev.troupe.http;

import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.placement.FloorNode;
import dev.troupe.core.roster.GivenTasks;
import dev.troupe.core.roster.NodeView;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.roster.ServiceSlots;
import dev.troupe.core.roster.ServiceView;
import dev.troupe.core.roster.TaskView;
import dev.troupe.core.service.Sighting;
import dev.troupe.core.swarm.Swarm;
import dev.troupe.core.task.TaskState;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A roster made of maps: what the doors show is put in by hand. */
record MapRoster(
        Swarm swarm,
        Map<ServiceId, ServiceView> serviceMap,
        Map<TaskId, TaskView> taskMap,
        Map<NodeId, NodeView> nodeMap,
        long offset)
        implements Roster {

    static MapRoster empty(Swarm swarm) {
        return new MapRoster(swarm, Map.of(), Map.of(), Map.of(), 0);
    }

    MapRoster with(ServiceView service) {
        return new MapRoster(swarm, plus(serviceMap, service.id(), service), taskMap, nodeMap, offset);
    }

    MapRoster without(ServiceId service) {
        var rest = new TreeMap<>(serviceMap);
        rest.remove(service);
        return new MapRoster(swarm, rest, taskMap, nodeMap, offset);
    }

    MapRoster with(TaskView task) {
        return new MapRoster(swarm, serviceMap, plus(taskMap, task.id(), task), nodeMap, offset);
    }

    MapRoster with(NodeView node) {
        return new MapRoster(
                swarm, serviceMap, taskMap, plus(nodeMap, node.facts().id(), node), offset);
    }

    /** The same, just after that fact. */
    MapRoster at(long then) {
        return new MapRoster(swarm, serviceMap, taskMap, nodeMap, then);
    }

    private static <K extends Comparable<K>, V> Map<K, V> plus(Map<K, V> map, K key, V value) {
        var more = new TreeMap<>(map);
        more.put(key, value);
        return more;
    }

    @Override
    public Roster with(Recorded recorded) {
        throw new UnsupportedOperationException("the doors never see facts");
    }

    @Override
    public Roster only(Set<ServiceId> services) {
        throw new UnsupportedOperationException("the doors look at all services");
    }

    @Override
    public long sequenceOf(EntityRef entity) {
        return 0;
    }

    @Override
    public Collection<ServiceView> services() {
        return serviceMap.values();
    }

    @Override
    public Optional<ServiceView> service(ServiceId id) {
        return Optional.ofNullable(serviceMap.get(id));
    }

    @Override
    public Optional<ServiceView> serviceNamed(String name) {
        return services().stream()
                .filter(view -> view.spec().name().equalsIgnoreCase(name))
                .findFirst();
    }

    @Override
    public Collection<TaskView> tasks() {
        return taskMap.values();
    }

    @Override
    public Optional<TaskView> task(TaskId id) {
        return Optional.ofNullable(taskMap.get(id));
    }

    @Override
    public Collection<TaskView> tasksOf(ServiceId service) {
        return tasks().stream().filter(task -> task.service().equals(service)).toList();
    }

    @Override
    public ServiceSlots slotsOf(ServiceId service) {
        return GivenTasks.slotsOf(service, tasksOf(service));
    }

    @Override
    public Collection<TaskView> tasksOn(NodeId node) {
        return tasks().stream()
                .filter(task -> task.node().equals(Optional.of(node)))
                .toList();
    }

    @Override
    public Collection<TaskView> tasksAwaitingPlacement() {
        return List.of();
    }

    @Override
    public Collection<NodeView> nodes() {
        return nodeMap.values();
    }

    @Override
    public Optional<NodeView> node(NodeId id) {
        return Optional.ofNullable(nodeMap.get(id));
    }

    @Override
    public int running(ServiceId service) {
        return (int) tasksOf(service).stream()
                .filter(task -> task.status().state() == TaskState.RUNNING)
                .count();
    }

    @Override
    public Collection<FloorNode> floor(Instant now) {
        return List.of();
    }

    @Override
    public Optional<Sighting> heard(TaskId task) {
        return Optional.empty();
    }

    @Override
    public Map<TaskId, ServiceId> leaving() {
        return Map.of();
    }
}
