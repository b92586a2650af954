package dev.troupe.core.roster;

import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.service.UpdateStatus;
import dev.troupe.core.task.TaskState;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Who must be woken after a restart, because somebody is still owed something. All others can sleep on. */
public final class Unsettled {

    private Unsettled() {}

    /** Nodes first, since services wait for their news; then services, then tasks. */
    public static List<EntityRef> of(Roster roster) {
        var nodes = new LinkedHashSet<EntityRef>();
        var services = new LinkedHashSet<EntityRef>();
        var tasks = new LinkedHashSet<EntityRef>();
        for (var node : roster.nodes())
            nodes.add(new EntityRef(EntityKind.NODE, node.facts().id().value()));
        for (var service : roster.services()) {
            if (service.updateStatus().filter(Unsettled::isUnderWay).isPresent())
                services.add(service(service.id().value()));
        }
        for (var task : roster.tasks()) {
            if (!isAtRest(task) || !isHeard(task, roster)) wake(task.id(), task.service(), services, tasks);
        }
        roster.leaving().forEach((task, service) -> wake(task, service, services, tasks));
        nodes.addAll(services);
        nodes.addAll(tasks);
        return List.copyOf(nodes);
    }

    /** Both: the task may have news for its service, or the service for it. */
    private static void wake(TaskId task, ServiceId service, Set<EntityRef> services, Set<EntityRef> tasks) {
        services.add(service(service.value()));
        tasks.add(new EntityRef(EntityKind.TASK, task.value()));
    }

    /** The task knows what is wanted of it, and its service how it stands and where. */
    private static boolean isHeard(TaskView task, Roster roster) {
        return roster.heard(task.id())
                .filter(heard -> heard.desired() == task.desired())
                .filter(heard -> heard.state() == task.status().state())
                .filter(heard -> heard.node().equals(task.node()))
                .isPresent();
    }

    private static EntityRef service(String id) {
        return new EntityRef(EntityKind.SERVICE, id);
    }

    private static boolean isUnderWay(UpdateStatus status) {
        return switch (status.state()) {
            case UPDATING, ROLLBACK_STARTED -> true;
            case PAUSED, COMPLETED, ROLLBACK_PAUSED, ROLLBACK_COMPLETED -> false;
        };
    }

    /** Running as wanted, or ended as wanted. One that is to be removed has no rest before it is gone. */
    private static boolean isAtRest(TaskView task) {
        var state = task.status().state();
        return switch (task.desired()) {
            case READY -> false; // Held: its service has to release it (RS-17).
            case RUNNING -> state == TaskState.RUNNING;
            case COMPLETE, SHUTDOWN -> state.isTerminal();
            case REMOVE -> false;
        };
    }
}
