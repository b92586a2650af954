package dev.troupe.core.why;

import dev.troupe.core.roster.TaskView;
import dev.troupe.core.task.TaskState;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The slots of a service as they stand: one look at each task, however many there are.
 *
 * @param filled slots that have a task that is wanted
 * @param running those of which one runs
 * @param renewed those of which one of the present revision runs
 * @param failing those that have a failed task on the list
 * @param lacking the tasks that are wanted and do not run, by slot
 */
record Slots(
        Collection<TaskView> tasks,
        BitSet filled,
        BitSet running,
        BitSet renewed,
        BitSet failing,
        List<TaskView> lacking) {

    /** @param specVersion the present revision */
    static Slots of(Collection<TaskView> tasks, long specVersion) {
        var slots = new Slots(tasks, new BitSet(), new BitSet(), new BitSet(), new BitSet(), new ArrayList<>());
        for (var task : tasks) {
            if (task.desired().isLive()) slots.add(task, specVersion);
            if (hasFailed(task)) slots.failing.set(task.draft().slot());
        }
        slots.lacking.sort(Comparator.comparingInt(task -> task.draft().slot()));
        return slots;
    }

    private void add(TaskView task, long specVersion) {
        var slot = task.draft().slot();
        filled.set(slot);
        if (task.status().state() != TaskState.RUNNING) lacking.add(task);
        else {
            running.set(slot);
            if (task.draft().specVersion() == specVersion) renewed.set(slot);
        }
    }

    private static boolean hasFailed(TaskView task) {
        var state = task.status().state();
        return state == TaskState.FAILED || state == TaskState.REJECTED;
    }

    /** The newest task of each slot that has none any more, by slot. */
    List<TaskView> last() {
        var last = new HashMap<Integer, TaskView>();
        for (var task : tasks)
            if (!filled.get(task.draft().slot())) last.put(task.draft().slot(), task);
        return last.values().stream()
                .sorted(Comparator.comparingInt(task -> task.draft().slot()))
                .toList();
    }

    /**
     * Tasks that failed and are still listed, by slot, in the order of their planning. One whose successor was planned before
     * its end is none of them: it was lost with its node, or told to stop.
     */
    Map<Integer, List<TaskView>> failures() {
        var failed = new HashMap<Integer, List<TaskView>>();
        if (failing.isEmpty()) return failed;
        for (var task : tasks) {
            if (!failing.get(task.draft().slot())) continue;
            var before = failed.get(task.draft().slot());
            if (before != null
                    && task.createdAt().isBefore(before.getLast().status().at())) before.removeLast();
            if (before != null && before.isEmpty()) failed.remove(task.draft().slot());
            if (!hasFailed(task)) continue;
            failed.computeIfAbsent(task.draft().slot(), slot -> new ArrayList<>())
                    .add(task);
        }
        return failed;
    }
}
