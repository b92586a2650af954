package dev.troupe.core.roster;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.session.TaskReport;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Settles where a node, its agent and the roster disagree about the node's tasks. Levels are compared, not edges: this is
 * what makes a lost message, or a crash between two facts, harmless.
 */
public final class Settlement {

    private Settlement() {}

    /**
     * What a new session calls for (D-11, D-12).
     *
     * @param drop the agent has them, but they are elsewhere, or nobody knows them
     * @param take what the agent says of the others
     * @param repeat the agent does not know what is wanted of these, or not even that they are its
     */
    public record Welcome(List<TaskId> drop, List<TaskReport> take, List<TaskId> repeat) {}

    /**
     * @param held tasks the node holds room for: one that no list shows yet may be on its way
     * @param reported all that the agent has
     */
    public static Welcome welcome(NodeId node, Set<TaskId> held, List<TaskReport> reported, Roster roster) {
        var drop = new ArrayList<TaskId>();
        var take = new ArrayList<TaskReport>();
        var repeat = new ArrayList<TaskId>();
        var known = new HashSet<TaskId>();
        for (var report : reported) {
            known.add(report.task());
            var view = roster.task(report.task());
            var elsewhere =
                    view.flatMap(TaskView::node).filter(at -> !at.equals(node)).isPresent();
            if (elsewhere || (view.isEmpty() && !held.contains(report.task()))) {
                drop.add(report.task());
                continue;
            }
            take.add(report);
            if (view.filter(task -> task.desired() != report.desired()).isPresent()) repeat.add(report.task());
        }
        for (var task : roster.tasksOn(node)) {
            if (!known.contains(task.id()) && !task.status().state().isTerminal()) repeat.add(task.id());
        }
        return new Welcome(drop, take, repeat);
    }

    /**
     * What became of the tasks that a node holds room for.
     *
     * @param release they have ended, are elsewhere, or are gone: they need no room here
     * @param unconfirmed they do not know yet that their place is here
     */
    public record Tenancy(List<TaskId> release, List<TaskId> unconfirmed) {}

    /** @param roster one that has seen all facts of this node */
    public static Tenancy tenancy(NodeId node, Set<TaskId> held, Roster roster) {
        var release = new ArrayList<TaskId>();
        var unconfirmed = new ArrayList<TaskId>();
        for (var task : held) {
            var view = roster.task(task);
            if (view.isEmpty() || view.get().status().state().isTerminal()) release.add(task);
            else if (view.get().node().isEmpty()) unconfirmed.add(task);
            else if (!view.get().node().get().equals(node)) release.add(task);
        }
        return new Tenancy(release, unconfirmed);
    }
}
