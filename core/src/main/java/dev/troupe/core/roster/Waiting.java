package dev.troupe.core.roster;

import dev.troupe.core.id.ServiceId;
import dev.troupe.core.placement.PlacementGroup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** Tasks that wait for a node, as they are placed: those of one revision of one service together (SC-20). */
public final class Waiting {

    private record Revision(ServiceId service, long specVersion) {}

    private Waiting() {}

    /** In the order of the first task of each group; within a group in the order given. */
    public static List<PlacementGroup> groups(Iterable<TaskView> waiting) {
        var tasks = new LinkedHashMap<Revision, List<TaskView>>();
        for (var task : waiting) {
            var revision = new Revision(task.service(), task.draft().specVersion());
            tasks.computeIfAbsent(revision, first -> new ArrayList<>()).add(task);
        }
        return tasks.values().stream().map(Waiting::group).toList();
    }

    private static PlacementGroup group(List<TaskView> tasks) {
        var draft = tasks.getFirst().draft();
        return new PlacementGroup(
                draft.service(),
                draft.specVersion(),
                draft.spec(),
                draft.endpoint(),
                tasks.stream().map(TaskView::id).toList());
    }
}
