package dev.troupe.core.roster;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.service.Sighting;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;

/**
 * The tasks of a roster and their indexes, all kept one task at a time. Each task has a serial number by the order of
 * planning; indexes hold those numbers, so every list comes in that order.
 *
 * @param planned how many were ever planned: the last serial number
 * @param troops the tasks of each service
 * @param onNode tasks on each node, and those it holds room for
 * @param heard what each task's service last heard of it
 * @param leaving off every list, but not yet known to be gone
 */
@RecordBuilder
record TaskTable(
        long planned,
        PMap<TaskId, Long> serials,
        TreePMap<Long, TaskView> rows,
        PMap<ServiceId, Troop> troops,
        PMap<NodeId, TreePSet<Long>> onNode,
        TreePSet<Long> awaiting,
        PMap<TaskId, Sighting> heard,
        PMap<TaskId, ServiceId> leaving)
        implements TaskTableBuilder.With {

    /** Steps over a tree's entries for one look-up in it. */
    private static final int WORTH_A_WALK = 4;

    static final TaskTable EMPTY = new TaskTable(
            0,
            HashTreePMap.empty(),
            TreePMap.empty(),
            HashTreePMap.empty(),
            HashTreePMap.empty(),
            TreePSet.empty(),
            HashTreePMap.empty(),
            HashTreePMap.empty());

    Optional<TaskView> get(TaskId id) {
        return Optional.ofNullable(serials.get(id)).map(rows::get);
    }

    /** Where most rows are the service's, one walk over all of them is quicker than going for each of its own. */
    List<TaskView> of(ServiceId service) {
        var troop = troop(service);
        return troop.size() * WORTH_A_WALK < rows.size()
                ? list(troop.slots().values().stream()
                        .flatMap(Collection::stream)
                        .sorted()
                        .toList())
                : rows.values().stream()
                        .filter(row -> row.service().equals(service))
                        .toList();
    }

    List<TaskView> on(NodeId node) {
        return at(node).stream().filter(task -> task.node().isPresent()).toList();
    }

    /** Tasks that the node holds room for, and that are not on it yet. */
    List<TaskView> expectedOn(NodeId node) {
        return at(node).stream().filter(task -> task.node().isEmpty()).toList();
    }

    private List<TaskView> at(NodeId node) {
        return list(onNode.getOrDefault(node, TreePSet.empty()));
    }

    List<TaskView> waiting() {
        return list(awaiting);
    }

    int running(ServiceId service) {
        return troop(service).observed();
    }

    ServiceSlots slots(ServiceId service) {
        return new ServiceSlots(troop(service), rows);
    }

    private Troop troop(ServiceId service) {
        return troops.getOrDefault(service, Troop.NONE);
    }

    private List<TaskView> list(Collection<Long> serials) {
        return serials.stream().map(this::row).toList();
    }

    private TaskView row(Long serial) {
        var row = rows.get(serial);
        if (row == null) throw new IllegalStateException("no task with the serial number " + serial);
        return row;
    }

    /** The tasks of these services, in the same order. */
    TaskTable only(Set<ServiceId> services) {
        var left = EMPTY;
        for (var row : rows.values()) {
            if (!services.contains(row.service())) continue;
            left = left.put(row);
            var sighting = heard.get(row.id());
            if (sighting != null) left = left.hear(sighting);
        }
        var gone = leaving;
        for (var task : leaving.entrySet()) if (!services.contains(task.getValue())) gone = gone.minus(task.getKey());
        return left.withLeaving(gone);
    }

    /** A new row, or another state of a known one. */
    TaskTable put(TaskView row) {
        var known = serials.get(row.id());
        if (known == null) {
            var serial = planned + 1;
            var named = withPlanned(serial).withSerials(serials.plus(row.id(), serial));
            return named.index(serial, Optional.empty(), Optional.of(row));
        }
        return index(known, Optional.of(row(known)), Optional.of(row));
    }

    /** A row as a checkpoint kept it; rows come in the order of their numbers. */
    TaskTable restore(long serial, TaskView row, Optional<Sighting> sighting) {
        var named = withPlanned(serial)
                .withSerials(serials.plus(row.id(), serial))
                .withHeard(sighting.map(known -> heard.plus(row.id(), known)).orElse(heard));
        return named.index(serial, Optional.empty(), Optional.of(row));
    }

    /** With what no row tells. */
    TaskTable restored(long planned, PMap<TaskId, ServiceId> leaving) {
        return withPlanned(planned).withLeaving(leaving);
    }

    /** Off the lists. */
    TaskTable minus(TaskView row) {
        var serial = serials.get(row.id());
        if (serial == null) return this;
        var rest = index(serial, Optional.of(row(serial)), Optional.empty());
        return rest.withSerials(serials.minus(row.id()))
                .withHeard(heard.minus(row.id()))
                .withLeaving(leaving.plus(row.id(), row.service()));
    }

    TaskTable hear(Sighting sighting) {
        var id = sighting.task();
        if (sighting.gone() && leaving.containsKey(id)) {
            return withLeaving(leaving.minus(id));
        }
        return serials.containsKey(id) ? withHeard(heard.plus(id, sighting)) : this;
    }

    private TaskTable index(long serial, Optional<TaskView> before, Optional<TaskView> after) {
        var rowsNow = after.map(row -> rows.plus(serial, row)).orElseGet(() -> rows.minus(serial));
        var waits = after.filter(TaskView::awaitsPlacement).isPresent();
        return TaskTableBuilder.builder(this)
                .rows(rowsNow)
                .troops(indexTroops(serial, before, after, rowsNow))
                .onNode(indexNodes(serial, before, after))
                .awaiting(waits ? awaiting.plus(serial) : awaiting.minus(serial))
                .build();
    }

    private PMap<ServiceId, Troop> indexTroops(
            long serial, Optional<TaskView> before, Optional<TaskView> after, TreePMap<Long, TaskView> rowsNow) {
        var service = after.or(() -> before).orElseThrow().service();
        return troop(service)
                .change(serial, before, after, rows, rowsNow)
                .map(troop -> troop.size() == 0 ? troops.minus(service) : troops.plus(service, troop))
                .orElse(troops);
    }

    /** A task on a node never moves (OM-38), but the room for it may be elsewhere before that. */
    private PMap<NodeId, TreePSet<Long>> indexNodes(long serial, Optional<TaskView> before, Optional<TaskView> after) {
        var from = before.flatMap(TaskView::place);
        var to = after.flatMap(TaskView::place);
        if (from.equals(to)) return onNode;
        var places = onNode;
        if (from.isPresent()) {
            var rest = places.getOrDefault(from.get(), TreePSet.empty()).minus(serial);
            places = rest.isEmpty() ? places.minus(from.get()) : places.plus(from.get(), rest);
        }
        if (to.isPresent())
            places = places.plus(
                    to.get(), places.getOrDefault(to.get(), TreePSet.empty()).plus(serial));
        return places;
    }
}
