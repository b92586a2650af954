package dev.troupe.http.tasks;

import dev.troupe.core.roster.NodeView;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.roster.ServiceView;
import dev.troupe.core.roster.TaskView;
import dev.troupe.core.service.Dirty;

/** Whether a task is what its service wants now (OM-12, U-30); the CLI's progress bars count such tasks only. */
final class UpToDate {
    private UpToDate() {}

    static boolean isUpToDate(Roster roster, TaskView task) {
        return roster.service(task.service())
                .filter(service -> isClean(roster, service, task))
                .isPresent();
    }

    private static boolean isClean(Roster roster, ServiceView service, TaskView task) {
        var made = task.draft();
        return !Dirty.is(
                made.spec(),
                made.endpoint(),
                made.specVersion(),
                service.spec().task(),
                service.spec().endpoint(),
                service.specVersion(),
                () -> task.node().flatMap(roster::node).map(NodeView::facts));
    }
}
