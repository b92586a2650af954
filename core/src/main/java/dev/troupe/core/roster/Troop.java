package dev.troupe.core.roster;

import dev.troupe.core.task.TaskState;
import java.util.Map;
import java.util.Optional;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;

/**
 * The tasks of one service, slot by slot; by their serial numbers. Slots that are as they should be are counted, the others
 * are listed: so what is wrong with a service of thousands of tasks is found without a walk over those that run.
 *
 * @param size how many tasks
 * @param observed how many of them are observed running, wanted or not
 * @param slots the tasks of each slot that has any, in the order of their planning
 * @param running how many slots have a task that is wanted and runs
 * @param lacking slots with a task that is wanted and does not run
 * @param vacant slots with tasks of which none is wanted
 * @param failing slots with a task that failed
 */
record Troop(
        int size,
        int observed,
        TreePMap<Integer, TreePSet<Long>> slots,
        int running,
        TreePSet<Integer> lacking,
        TreePSet<Integer> vacant,
        TreePSet<Integer> failing) {

    private static final int WANTED = 1;
    private static final int RUNS = 2;
    private static final int STEADY = 4;
    private static final int LACKING = 8;
    private static final int FAILED = 16;

    static final Troop NONE =
            new Troop(0, 0, TreePMap.empty(), 0, TreePSet.empty(), TreePSet.empty(), TreePSet.empty());

    /**
     * The same with another state of this task, which is absent where it is not listed; empty when nothing told here changes.
     *
     * @param rowsBefore all tasks by their serial numbers, as this knows them
     * @param rowsAfter with the change
     */
    Optional<Troop> change(
            long serial,
            Optional<TaskView> before,
            Optional<TaskView> after,
            Map<Long, TaskView> rowsBefore,
            Map<Long, TaskView> rowsAfter) {
        var was = marks(before);
        var is = marks(after);
        var isNew = before.isEmpty() && after.isPresent();
        var isGone = before.isPresent() && after.isEmpty();
        if (was == is && !isNew && !isGone) return Optional.empty();
        var slot = after.or(() -> before).orElseThrow().draft().slot();
        var tasks = slots.getOrDefault(slot, TreePSet.empty());
        var tasksNow = isNew ? tasks.plus(serial) : isGone ? tasks.minus(serial) : tasks;
        var others = tasks.size() - (isNew ? 0 : 1);
        var slotWas = others == 0 ? was : marks(tasks, rowsBefore);
        var slotIs = others == 0 ? is : marks(tasksNow, rowsAfter);
        return Optional.of(new Troop(
                size + one(isNew) - one(isGone),
                observed + one((is & RUNS) != 0) - one((was & RUNS) != 0),
                !isNew && !isGone ? slots : tasksNow.isEmpty() ? slots.minus(slot) : slots.plus(slot, tasksNow),
                running + one((slotIs & STEADY) != 0) - one((slotWas & STEADY) != 0),
                listed(lacking, slot, (slotIs & LACKING) != 0),
                listed(vacant, slot, !tasksNow.isEmpty() && (slotIs & WANTED) == 0),
                listed(failing, slot, (slotIs & FAILED) != 0)));
    }

    private static int marks(TreePSet<Long> tasks, Map<Long, TaskView> rows) {
        var marks = 0;
        for (var serial : tasks) marks |= marks(Optional.ofNullable(rows.get(serial)));
        return marks;
    }

    /** What is told of a task here, as bits, so that those of a slot are soon put together; none for no task. */
    private static int marks(Optional<TaskView> task) {
        if (task.isEmpty()) return 0;
        var isWanted = task.get().desired().isLive();
        var runs = task.get().status().state() == TaskState.RUNNING;
        return (isWanted ? runs ? WANTED | STEADY : WANTED | LACKING : 0)
                | (runs ? RUNS : 0)
                | (task.get().hasFailed() ? FAILED : 0);
    }

    private static TreePSet<Integer> listed(TreePSet<Integer> slots, int slot, boolean isListed) {
        if (slots.contains(slot) == isListed) return slots;
        return isListed ? slots.plus(slot) : slots.minus(slot);
    }

    private static int one(boolean counts) {
        return counts ? 1 : 0;
    }

    /** It is wanted and does not run. */
    static boolean lacks(TaskView task) {
        return (marks(Optional.of(task)) & LACKING) != 0;
    }
}
