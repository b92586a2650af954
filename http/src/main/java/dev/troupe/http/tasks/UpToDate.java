package dev.troupe.http.tasks;

import dev.troupe.core.roster.Roster;
import dev.troupe.core.roster.ServiceView;
import dev.troupe.core.roster.TaskView;

/** Whether a task is what its service wants now (OM-12, U-30); the CLI's progress bars count such tasks only. */
final class UpToDate {
    private UpToDate() {}

    static boolean isUpToDate(Roster roster, TaskView task) {
        return roster.service(task.service())
                .filter(service -> isClean(service, task))
                .isPresent();
    }

    private static boolean isClean(ServiceView service, TaskView task) {
        if (task.draft().specVersion() == service.specVersion()) return true;
        var wanted = service.spec();
        return task.draft().spec().essence().equals(wanted.task().essence())
                && task.draft().spec().placement().equals(wanted.task().placement())
                && task.draft().endpoint().equals(wanted.endpoint());
    }
}
