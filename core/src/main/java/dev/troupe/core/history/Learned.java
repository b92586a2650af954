package dev.troupe.core.history;

import dev.troupe.core.feed.Recorded;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.NodeEvent;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.task.TaskEvent;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A directory learned from all facts from the first on, in their order: always that of the fact it was shown last. Whoever
 * begins in the middle takes a {@link Recollection}. For one thread.
 */
public final class Learned implements Directory {

    private final Map<ServiceId, KnownService> services = new HashMap<>();
    private final Map<TaskId, KnownTask> tasks = new HashMap<>();
    private final Map<NodeId, String> hostnames = new HashMap<>();

    public void learn(Recorded recorded) {
        var id = recorded.entity().id();
        switch (recorded.fact().event()) {
            case ServiceEvent event -> learn(new ServiceId(id), event);
            case TaskEvent event -> {
                var task = new TaskId(id);
                KnownTask.from(task(task), event).ifPresent(known -> tasks.put(task, known));
            }
            case NodeEvent event -> Directory.hostname(event).ifPresent(name -> hostnames.put(new NodeId(id), name));
            default -> {} // Neither the swarm nor its name book names anything.
        }
    }

    private void learn(ServiceId id, ServiceEvent event) {
        KnownService.from(event).ifPresent(known -> services.put(id, known));
        if (event instanceof ServiceEvent.TasksPlanned planned) {
            service(id)
                    .ifPresent(service -> planned.plans()
                            .forEach(plan -> tasks.putIfAbsent(plan.task(), KnownTask.planned(id, service, plan))));
        }
    }

    @Override
    public Optional<KnownService> service(ServiceId id) {
        return Optional.ofNullable(services.get(id));
    }

    @Override
    public Optional<KnownTask> task(TaskId id) {
        return Optional.ofNullable(tasks.get(id));
    }

    @Override
    public Optional<String> hostname(NodeId id) {
        return Optional.ofNullable(hostnames.get(id));
    }
}
