package dev.troupe.core.roster;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.pcollections.TreePSet;

/**
 * The slots of a service as they stand: kept with each fact, so that nothing here costs by how many tasks there are, but
 * by how many are answered.
 */
public final class ServiceSlots {

    private final Troop troop;
    private final Map<Long, TaskView> rows;

    ServiceSlots(Troop troop, Map<Long, TaskView> rows) {
        this.troop = troop;
        this.rows = rows;
    }

    /** How many slots have a task that is wanted. */
    public int filled() {
        return troop.slots().size() - troop.vacant().size();
    }

    /** How many slots have a task that is wanted and runs. */
    public int running() {
        return troop.running();
    }

    /** Tasks that are wanted and do not run, by slot. */
    public List<TaskView> lacking() {
        return troop.lacking().stream()
                .flatMap(slot -> tasks(slot).stream())
                .filter(Troop::lacks)
                .toList();
    }

    /** The newest task of each slot that has tasks, but none that is wanted; by slot. */
    public List<TaskView> vacated() {
        return troop.vacant().stream().map(slot -> tasks(slot).getLast()).toList();
    }

    /** Slots with a task on the list that failed. */
    public Collection<Integer> failing() {
        return troop.failing();
    }

    /** The tasks of a slot, in the order of their planning. */
    public List<TaskView> tasks(int slot) {
        return troop.slots().getOrDefault(slot, TreePSet.<Long>empty()).stream()
                .map(rows::get)
                .toList();
    }
}
