package dev.troupe.core.history;

import dev.troupe.core.feed.Recorded;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.name.NameEvent;
import dev.troupe.core.node.NodeEvent;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.task.TaskEvent;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a fact is about: the thing it happened to and those it names. A task's facts are also about its service and, from
 * its assignment on, about its node; whatever is about a service is about its stack.
 *
 * @param services with their names; so are nodes
 * @param tasks with the names of their slots, {@code web.3}. What has no name that is known has an empty one
 * @param stacks values of the label {@link Directory#STACK}
 */
public record Subjects(
        Map<ServiceId, String> services, Map<TaskId, String> tasks, Map<NodeId, String> nodes, Set<String> stacks) {

    public static Subjects of(Recorded recorded, Directory directory) {
        var gathered = new Gathered(directory);
        var id = recorded.entity().id();
        switch (recorded.fact().event()) {
            case ServiceEvent event -> gathered.service(new ServiceId(id), event);
            case TaskEvent event -> gathered.task(new TaskId(id), event);
            case NodeEvent event -> gathered.node(new NodeId(id), event);
            case NameEvent event -> gathered.name(event);
            default -> {} // The swarm as a whole.
        }
        return gathered.named();
    }

    private static final class Gathered {
        private final Set<ServiceId> services = new TreeSet<>();
        private final Set<TaskId> tasks = new TreeSet<>();
        private final Set<NodeId> nodes = new TreeSet<>();
        private final Set<String> stacks = new TreeSet<>();
        private final Map<ServiceId, String> said = new HashMap<>();
        private final Directory directory;

        Gathered(Directory directory) {
            this.directory = directory;
        }

        Subjects named() {
            return new Subjects(
                    named(
                            services,
                            id -> Optional.ofNullable(said.get(id))
                                    .or(() -> directory.service(id).map(Directory.KnownService::name))),
                    named(tasks, id -> directory.task(id).map(Directory.KnownTask::name)),
                    named(nodes, directory::hostname),
                    Set.copyOf(stacks));
        }

        private static <T> Map<T, String> named(Collection<T> ids, Function<T, Optional<String>> name) {
            return ids.stream()
                    .collect(Collectors.toUnmodifiableMap(
                            Function.identity(), id -> name.apply(id).orElse("")));
        }

        void service(ServiceId id, ServiceEvent event) {
            about(id);
            switch (event) {
                case ServiceEvent.Created created ->
                    stack(created.spec().labels().get(Directory.STACK));
                case ServiceEvent.SpecChanged changed ->
                    stack(changed.spec().labels().get(Directory.STACK));
                case ServiceEvent.TasksPlanned planned -> planned.plans().forEach(plan -> tasks.add(plan.task()));
                case ServiceEvent.TasksEnded ended -> tasks.addAll(ended.tasks());
                case ServiceEvent.TasksReleased released -> tasks.addAll(released.tasks());
                case ServiceEvent.TasksSighted sighted ->
                    sighted.sightings().forEach(sighting -> {
                        tasks.add(sighting.task());
                        sighting.node().ifPresent(nodes::add);
                    });
                case ServiceEvent.TasksPruned pruned -> tasks.addAll(pruned.tasks());
                case ServiceEvent.TasksRejected rejected -> tasks.addAll(rejected.tasks());
                case ServiceEvent.SlotsTaken taken -> taken.tasks().forEach(task -> task.ifPresent(tasks::add));
                case ServiceEvent.UpdateTasksFailed failed -> tasks.addAll(failed.tasks());
                case ServiceEvent.NodeNoted noted -> nodes.add(noted.node());
                case ServiceEvent.Removed removed -> tasks.addAll(removed.tasks());
                case ServiceEvent.RolloutStarted _,
                        ServiceEvent.SlotsDone _,
                        ServiceEvent.RolloutPaused _,
                        ServiceEvent.RolloutFinished _,
                        ServiceEvent.HistoryLimited _ -> {} // Of itself only.
            }
        }

        void task(TaskId id, TaskEvent event) {
            tasks.add(id);
            var known = directory.task(id);
            known.ifPresent(task -> {
                services.add(task.service());
                task.stack().ifPresent(stacks::add);
            });
            switch (event) {
                case TaskEvent.Created(var draft) -> {
                    services.add(draft.service());
                    stack(draft.serviceLabels().get(Directory.STACK));
                }
                case TaskEvent.Assigned(var node) -> nodes.add(node);
                case TaskEvent.Explained _ -> {} // It has no node yet, whatever is known of it by now.
                case TaskEvent.DesireRaised _, TaskEvent.Observed _, TaskEvent.Deleted _ ->
                    known.flatMap(Directory.KnownTask::node).ifPresent(nodes::add);
            }
        }

        void node(NodeId id, NodeEvent event) {
            nodes.add(id);
            switch (event) {
                case NodeEvent.TasksReserved(var reservations, var choices) ->
                    reservations.forEach(one -> {
                        tasks.add(one.task());
                        about(one.service());
                    });
                case NodeEvent.TasksReleased(var released) -> released.forEach(this::about);
                case NodeEvent.NewsHeard heard -> heard.services().forEach(this::about);
                case NodeEvent.Joined _,
                        NodeEvent.Registered _,
                        NodeEvent.WentDown _,
                        NodeEvent.SpecChanged _,
                        NodeEvent.Removed _ -> {} // Of itself only.
            }
        }

        void name(NameEvent event) {
            switch (event) {
                case NameEvent.Claimed(var name, var service) -> called(service, name);
                case NameEvent.Freed(var name, var service) -> called(service, name);
            }
        }

        /** The book knows the name of a service before there is a service of that name. */
        private void called(ServiceId service, String name) {
            services.add(service);
            said.put(service, name);
        }

        private void about(ServiceId service) {
            services.add(service);
            directory.service(service).flatMap(Directory.KnownService::stack).ifPresent(stacks::add);
        }

        private void about(TaskId task) {
            tasks.add(task);
            directory.task(task).ifPresent(known -> {
                services.add(known.service());
                known.stack().ifPresent(stacks::add);
            });
        }

        private void stack(@Nullable String label) {
            Optional.ofNullable(label).ifPresent(stacks::add);
        }
    }
}
