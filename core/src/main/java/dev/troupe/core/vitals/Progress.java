package dev.troupe.core.vitals;

import dev.troupe.core.roster.Roster;
import dev.troupe.core.roster.ServiceView;
import dev.troupe.core.roster.TaskView;
import dev.troupe.core.service.UpdateStatus;
import dev.troupe.core.task.TaskState;
import java.util.HashSet;
import java.util.Optional;

/**
 * How far a rolling update or rollback has come, seen from its slots.
 *
 * @param slots that the service asks for
 * @param done run a task of the newest revision
 * @param inHand have such a task, and it does not run yet
 * @param waiting have none
 * @param failed tasks of the newest revision that failed or were rejected since the rollout began
 */
public record Progress(int slots, int done, int inHand, int waiting, int failed) {

    /** Of a rollout that goes on or is paused; absent: there is none. */
    public static Optional<Progress> of(Roster roster, ServiceView service) {
        return service.updateStatus().filter(Progress::isUnderWay).map(status -> count(roster, service, status));
    }

    private static boolean isUnderWay(UpdateStatus status) {
        return switch (status.state()) {
            case UPDATING, PAUSED, ROLLBACK_STARTED, ROLLBACK_PAUSED -> true;
            case COMPLETED, ROLLBACK_COMPLETED -> false;
        };
    }

    private static Progress count(Roster roster, ServiceView service, UpdateStatus status) {
        var done = new HashSet<Integer>();
        var begun = new HashSet<Integer>();
        var failed = 0;
        for (var task : roster.tasksOf(service.id())) {
            if (task.draft().specVersion() != service.specVersion()) continue;
            var slot = task.draft().slot();
            if (fails(task) && !task.updatedAt().isBefore(status.startedAt())) failed++;
            if (!task.desired().isLive() || task.status().state().isTerminal()) continue;
            if (task.status().state() == TaskState.RUNNING) done.add(slot);
            else begun.add(slot);
        }
        begun.removeAll(done);
        var slots = service.spec().replicas();
        return new Progress(slots, done.size(), begun.size(), Math.max(0, slots - done.size() - begun.size()), failed);
    }

    private static boolean fails(TaskView task) {
        var state = task.status().state();
        return state == TaskState.FAILED || state == TaskState.REJECTED;
    }
}
