package dev.troupe.core.history;

import dev.troupe.core.feed.Recorded;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.NodeEvent;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.task.TaskEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A directory learned from the facts it is shown, in their order. Of each kind of thing it keeps those asked for last.
 * For one thread.
 */
public final class Learned implements Directory {

    private final Map<ServiceId, KnownService> services;
    private final Map<TaskId, KnownTask> tasks;
    private final Map<NodeId, String> hostnames;

    /** Forgets nothing. */
    public Learned() {
        this(Integer.MAX_VALUE);
    }

    /** @param most how many things of a kind to keep */
    public Learned(int most) {
        services = latest(most);
        tasks = latest(most);
        hostnames = latest(most);
    }

    private static <K, V> Map<K, V> latest(int most) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }

    public void learn(Recorded recorded) {
        var id = recorded.entity().id();
        switch (recorded.fact().event()) {
            case ServiceEvent event -> learn(new ServiceId(id), event);
            case TaskEvent event -> learn(new TaskId(id), event);
            case NodeEvent event -> learn(new NodeId(id), event);
            default -> {} // Neither the swarm nor its name book names anything.
        }
    }

    private void learn(ServiceId id, ServiceEvent event) {
        if (event instanceof ServiceEvent.Created created) learn(id, created.spec());
        if (event instanceof ServiceEvent.SpecChanged changed) learn(id, changed.spec());
        if (event instanceof ServiceEvent.TasksPlanned planned) {
            service(id)
                    .ifPresent(service -> planned.plans()
                            .forEach(plan -> tasks.putIfAbsent(
                                    plan.task(),
                                    new KnownTask(
                                            id, service.name(), service.stack(), plan.slot(), Optional.empty()))));
        }
    }

    private void learn(ServiceId id, ServiceSpec spec) {
        services.put(id, KnownService.of(spec.name(), spec.labels()));
    }

    private void learn(TaskId id, TaskEvent event) {
        if (event instanceof TaskEvent.Created(var draft)) {
            var node = task(id).flatMap(KnownTask::node);
            learn(
                    id,
                    new KnownTask(
                            draft.service(),
                            draft.serviceName(),
                            Optional.ofNullable(draft.serviceLabels().get(STACK)),
                            draft.slot(),
                            node));
        }
        if (event instanceof TaskEvent.Assigned(var node)) {
            tasks.computeIfPresent(id, (same, known) -> known.on(node));
        }
    }

    private void learn(NodeId id, NodeEvent event) {
        if (event instanceof NodeEvent.Joined joined)
            hostnames.put(id, joined.description().hostname());
        if (event instanceof NodeEvent.Registered registered)
            hostnames.put(id, registered.description().hostname());
    }

    public void learn(TaskId id, KnownTask task) {
        tasks.put(id, task);
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
